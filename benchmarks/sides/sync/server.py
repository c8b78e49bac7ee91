"""FastAPI as its tutorial on SQL databases writes it: `def` endpoints and a sync session."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session

from benchmarks.sides.models import POOL_SIZE, Item, database_url, prepare_sqlite
from benchmarks.sides.schemas import ItemCreate, ItemPage, ItemRead, ItemUpdate

engine = create_engine(
    database_url("postgresql+psycopg", "sqlite+pysqlite"), pool_size=POOL_SIZE, max_overflow=0
)
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", prepare_sqlite)


def get_session() -> Iterator[Session]:
    """Open a session for a request and close it afterwards."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()


@app.get("/items", response_model=ItemPage)
def list_items(
    session: SessionDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    count: bool = False,
) -> Any:
    """Return a page of items in the order of their ids."""
    items = session.scalars(select(Item).order_by(Item.id).limit(limit).offset(offset)).all()
    if not count:
        return {"items": items}
    return {"items": items, "total": session.scalar(select(func.count()).select_from(Item))}


@app.post("/items", status_code=201, response_model=ItemRead)
def create_item(session: SessionDep, data: ItemCreate) -> Any:
    """Create an item."""
    item = Item(**data.model_dump())
    session.add(item)
    session.commit()
    session.refresh(item)
    return item


@app.get("/items/{item_id}", response_model=ItemRead)
def read_item(session: SessionDep, item_id: UUID) -> Any:
    """Return an item."""
    item = session.get(Item, item_id)
    if item is None:
        raise HTTPException(404)
    return item


@app.patch("/items/{item_id}", response_model=ItemRead)
def update_item(session: SessionDep, item_id: UUID, data: ItemUpdate) -> Any:
    """Change an item."""
    item = session.get(Item, item_id)
    if item is None:
        raise HTTPException(404)
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(item, name, value)
    session.commit()
    session.refresh(item)
    return item
