"""Async FastAPI with the ORM, as a good engineer writes it today. Its figures are the 1.00 of the report."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.sides.models import POOL_SIZE, Item, database_url, prepare_sqlite
from benchmarks.sides.schemas import ItemCreate, ItemPage, ItemRead, ItemUpdate

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


Session = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI()


@app.get("/items", response_model=ItemPage)
async def list_items(
    session: Session,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    count: bool = False,
) -> Any:
    """Return a page of items in the order of their ids."""
    items = (await session.scalars(select(Item).order_by(Item.id).limit(limit).offset(offset))).all()
    if not count:
        return {"items": items}
    return {"items": items, "total": await session.scalar(select(func.count()).select_from(Item))}


@app.post("/items", status_code=201, response_model=ItemRead)
async def create_item(session: Session, data: ItemCreate) -> Any:
    """Create an item."""
    item = Item(**data.model_dump())
    session.add(item)
    await session.commit()
    return item


@app.get("/items/{item_id}", response_model=ItemRead)
async def read_item(session: Session, item_id: UUID) -> Any:
    """Return an item."""
    item = await session.get(Item, item_id)
    if item is None:
        raise HTTPException(404)
    return item


@app.patch("/items/{item_id}", response_model=ItemRead)
async def update_item(session: Session, item_id: UUID, data: ItemUpdate) -> Any:
    """Change an item."""
    item = await session.get(Item, item_id)
    if item is None:
        raise HTTPException(404)
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(item, name, value)
    await session.commit()
    return item
