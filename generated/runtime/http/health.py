# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 23047d309e1294a98dc1ea8854c97492
"""Routes that report whether the process runs and whether it can serve requests."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from .hand_written import public


def health_routes(get_db: Callable[..., Any]) -> APIRouter:
    """Return a router with `GET /healthz` and `GET /readyz`. They have no guards and are not in the OpenAPI document.

    `get_db` is the dependency that yields the session of a request.
    """
    router = APIRouter(include_in_schema=False, dependencies=[public])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Respond 200 while the process runs.

        It does not check the database, because a restart of the process would not repair it.
        """
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(
        db: Annotated[AsyncSession, Depends(get_db, scope="function")], response: Response
    ) -> dict[str, str]:
        """Respond 200 if the database answers, 503 if it does not."""
        try:
            await db.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            response.status_code = 503
            return {"status": "the database does not answer"}
        return {"status": "ok"}

    return router
