"""The page `/docs`: Swagger UI for the OpenAPI document of the service. It loads nothing from other hosts.

The application passes the folder with the script and the style sheet of Swagger UI. The page has no inline script, so
that its Content-Security-Policy can forbid inline scripts.
"""

from html import escape
from pathlib import Path

from fastapi import FastAPI, HTTPException
from starlette.responses import FileResponse, HTMLResponse

from .hand_written import public

ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
"""Files of Swagger UI that the page needs, and their media types."""

# URLs are relative to the page, so that it works under any root path. Swagger UI sets the styles of elements, so styles
# need 'unsafe-inline'. Its icons are data URLs.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
"""Prevents browsers from guessing the type of a file."""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{title}</title>
  <link rel="icon" href="docs/favicon.png">
  <link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
  <main id="docs" data-openapi="{openapi}"></main>
  <script src="docs/swagger-ui-bundle.js"></script>
  <script src="docs/start.js"></script>
</body>
</html>
"""
START = Path(__file__).with_name("docs_page.js")
"""Starts Swagger UI, groups the filters by operator, and shows examples in empty parameter fields."""


def mount_docs(app: FastAPI, assets: Path) -> None:
    """Add `GET /docs` and its files to an app. These routes have no guards and are not in the OpenAPI document.

    `assets` is the folder with `swagger-ui-bundle.js`, `swagger-ui.css` and `favicon.png`.
    """
    document = escape((app.openapi_url or "/openapi.json").removeprefix("/"))
    page = PAGE.format(title=escape(app.title), openapi=document)

    @app.get("/docs", include_in_schema=False, dependencies=[public])
    async def docs() -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY, **NOSNIFF})

    @app.get("/docs/start.js", include_in_schema=False, dependencies=[public])
    async def start() -> FileResponse:
        return FileResponse(START, media_type="text/javascript", headers=NOSNIFF)

    @app.get("/docs/{name}", include_in_schema=False, dependencies=[public])
    async def asset(name: str) -> FileResponse:
        if name not in ASSETS:
            raise HTTPException(404)
        return FileResponse(assets / name, media_type=ASSETS[name], headers=NOSNIFF)
