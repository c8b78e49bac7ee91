"""Litestar with Advanced Alchemy: a service over a repository, msgspec structs on the wire."""

import os
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from advanced_alchemy.base import DefaultBase
from advanced_alchemy.extensions.litestar import (
    AsyncSessionConfig,
    EngineConfig,
    SQLAlchemyAsyncConfig,
    SQLAlchemyPlugin,
    providers,
)
from advanced_alchemy.filters import FilterTypes
from advanced_alchemy.mixins import AuditColumns
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from advanced_alchemy.service import SQLAlchemyAsyncRepositoryService
from advanced_alchemy.types import DateTimeUTC
from litestar import Controller, Litestar, get, patch, post
from litestar.params import Dependency
from sqlalchemy import Numeric, String, Text, make_url
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

POOL_SIZE = 20

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Slug = Annotated[str, msgspec.Meta(max_length=80)]
Description = Annotated[str, msgspec.Meta(max_length=2000)]
Quantity = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class Item(AuditColumns, DefaultBase):
    """A row of ten columns: its own UUIDv7AuditBase without the eleventh, which helps insert many rows at once."""

    __tablename__ = "items"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    active: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))


class ItemCreate(msgspec.Struct):
    """A new item."""

    name: Name
    slug: Slug
    description: Description
    quantity: Quantity
    price: Decimal
    active: bool = True
    published_at: datetime | None = None


class ItemUpdate(msgspec.Struct, omit_defaults=True):
    """Changes to an item. What is absent stays as it is."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    slug: Slug | msgspec.UnsetType = msgspec.UNSET
    description: Description | msgspec.UnsetType = msgspec.UNSET
    quantity: Quantity | msgspec.UnsetType = msgspec.UNSET
    price: Decimal | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    published_at: datetime | msgspec.UnsetType | None = msgspec.UNSET


class ItemRead(msgspec.Struct):
    """An item."""

    id: UUID
    name: str
    slug: str
    description: str
    quantity: int
    price: Decimal
    active: bool
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ItemService(SQLAlchemyAsyncRepositoryService[Item]):
    """What the API does with items."""

    class Repo(SQLAlchemyAsyncRepository[Item]):
        """Where it finds them."""

        model_type = Item

    repository_type = Repo


Filters = Annotated[list[FilterTypes], Dependency(skip_validation=True)]


class ItemController(Controller):
    """Routes of items."""

    path = "/items"
    dependencies = providers.create_service_dependencies(
        ItemService, "service", filters={"pagination_type": "limit_offset", "pagination_size": 20}
    )

    @get()
    async def list_items(self, service: ItemService, filters: Filters) -> list[ItemRead]:
        """Return a page of items in the order of their ids."""
        items = await service.get_many(*filters, order_by=(Item.id, False))
        return list(service.to_schema(items, schema_type=ItemRead).items)

    @get("/counted")
    async def count_items(self, service: ItemService, filters: Filters) -> Any:
        """Return a page of items, and how many there are in all."""
        items, total = await service.get_many_and_count(*filters, order_by=(Item.id, False))
        return service.to_schema(items, total, filters=filters, schema_type=ItemRead)

    @post()
    async def create_item(self, service: ItemService, data: ItemCreate) -> ItemRead:
        """Create an item."""
        return service.to_schema(await service.create(data), schema_type=ItemRead)

    @get("/{item_id:uuid}")
    async def read_item(self, service: ItemService, item_id: UUID) -> ItemRead:
        """Return an item."""
        return service.to_schema(await service.get(item_id), schema_type=ItemRead)

    @patch("/{item_id:uuid}")
    async def update_item(self, service: ItemService, item_id: UUID, data: ItemUpdate) -> ItemRead:
        """Change an item."""
        return service.to_schema(await service.update(data, item_id=item_id), schema_type=ItemRead)


alchemy = SQLAlchemyPlugin(
    config=SQLAlchemyAsyncConfig(
        connection_string=make_url(os.environ["DATABASE_URL"])
        .set(drivername="postgresql+asyncpg")
        .render_as_string(hide_password=False),
        before_send_handler="autocommit",
        session_config=AsyncSessionConfig(expire_on_commit=False),
        engine_config=EngineConfig(pool_size=POOL_SIZE, max_overflow=0),
    )
)
app = Litestar(route_handlers=[ItemController], plugins=[alchemy])
