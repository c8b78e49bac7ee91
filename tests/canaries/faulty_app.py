"""The application under proof, with a real fault: its database dependency fails when a request asks for that.

What it raises says all that the request holds, as a careless hand-written dependency might. Everything else is that
of the application that the variable CANARY_APPLICATION names.
"""

import os
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import get_db

_module, _, _name = os.environ["CANARY_APPLICATION"].partition(":")
app: Any = getattr(import_module(_module), _name)


async def get_db_or_fail(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session as the application does; raise if the request has the header `X-Fault`."""
    if fault := request.headers.get("x-fault"):
        body = (await request.body()).decode()
        raise RuntimeError(f"cannot serve {fault} with {body}") from ValueError(f"it held {body}")
    async for session in get_db():
        yield session


app.dependency_overrides[get_db] = get_db_or_fail
