"""Guards that count their calls."""

from collections import Counter
from typing import Annotated

from fastapi import Depends, Header, HTTPException
from fastapi.security import APIKeyHeader

BOSS = {"caller": "boss"}
key = APIKeyHeader(name="X-Key", auto_error=False)
calls: Counter[str] = Counter()


async def boss(
    caller: Annotated[str, Header()] = "", secret: Annotated[str | None, Depends(key)] = None
) -> None:
    """Raise 403 for every caller but the boss."""
    calls["boss"] += 1
    if caller != "boss":
        raise HTTPException(403)


def nothing() -> None:
    """Do nothing. An override of this dependency lets FastAPI serve every request."""
