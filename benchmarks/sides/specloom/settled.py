"""What `app/main.py` does when a server starts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from generated.runtime import configure_garbage_collector


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Settle the garbage collector."""
    configure_garbage_collector()
    yield
