"""An application with guards, for hand-written routes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from generated.api import create_api

runs: list[str] = []
"""The guards that ran, in their order."""


async def caller(x_caller: Annotated[str | None, Header()] = None) -> str:
    runs.append("caller")
    if not x_caller:
        raise HTTPException(401)
    return x_caller


async def boss(name: Annotated[str, Depends(caller)]) -> None:
    runs.append("boss")
    if name != "boss":
        raise HTTPException(403)


async def get_db() -> AsyncIterator[AsyncSession]:
    yield AsyncSession()  # no request here gets as far as the database


def guarded(**options: Any) -> FastAPI:
    return create_api(
        get_db, dependencies=[Depends(caller)], entity_dependencies={"tag": [Depends(boss)]}, **options
    )


async def mine() -> str:
    return "mine"


ANN, BOSS = {"x-caller": "ann"}, {"x-caller": "boss"}


def statuses(app: FastAPI, path: str, method: str = "GET") -> list[int]:
    """Return the statuses without a caller, for a caller, and for the boss."""
    client = TestClient(app, raise_server_exceptions=False)
    return [client.request(method, path, headers=each).status_code for each in ({}, ANN, BOSS)]


async def mine_of(request: Request) -> str:
    return "mine"
