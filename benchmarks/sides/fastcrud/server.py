"""FastCRUD, with the endpoints that its `crud_router` makes."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastcrud import crud_router
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.sides.models import POOL_SIZE, Item, database_url, prepare_sqlite
from benchmarks.sides.schemas import ItemCreate, ItemRead, ItemUpdate

engine = create_async_engine(
    database_url("postgresql+asyncpg", "sqlite+aiosqlite"), pool_size=POOL_SIZE, max_overflow=0
)
if engine.dialect.name == "sqlite":
    event.listen(engine.sync_engine, "connect", prepare_sqlite)
new_session = async_sessionmaker(engine, expire_on_commit=False)


async def get_session() -> AsyncIterator[AsyncSession]:
    """Open a session for a request and close it afterwards."""
    async with new_session() as session:
        yield session


app = FastAPI()
app.include_router(
    crud_router(
        session=get_session,
        model=Item,
        create_schema=ItemCreate,
        update_schema=ItemUpdate,
        select_schema=ItemRead,
        path="/items",
    )
)
