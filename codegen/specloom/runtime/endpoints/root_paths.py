"""The path under which a proxy serves the application (`root_path` of ASGI). Paths of requests may begin with it."""

from urllib.parse import quote

from starlette.types import Scope

_PLAIN = "/:@!$&'()*+,;=~"
"""Characters that are not encoded in a path, in addition to letters and digits (RFC 3986, 3.3)."""


def path_below_root(scope: Scope) -> str:
    """Return the path of a request without the root path. Servers add the root path, and most proxies remove it."""
    path: str = scope["path"]
    root = _root(scope)
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def shown_path(scope: Scope) -> str:
    """Return the path of a request as the client sees it, encoded for a URL."""
    return quote(_root(scope) + path_below_root(scope), safe=_PLAIN)


def _root(scope: Scope) -> str:
    root: str = scope.get("root_path", "")
    return root.rstrip("/")
