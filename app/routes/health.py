"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.database import RouteSessionDep

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer 200 as long as the process runs. Asks nothing of the database, so that a restart is not its answer."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(db: RouteSessionDep, response: Response) -> dict[str, str]:
    """Answer 200 if the database answers, 503 if it does not."""
    try:
        await db.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        response.status_code = 503
        return {"status": "the database does not answer"}
    return {"status": "ok"}
