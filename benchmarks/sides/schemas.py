"""Requests and responses as Pydantic models, for the sides that are written by hand on FastAPI."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=80)]
Slug = Annotated[str, Field(max_length=80)]
Description = Annotated[str, Field(max_length=2000)]
Quantity = Annotated[int, Field(ge=0, lt=2**31)]
Price = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]


class ItemCreate(BaseModel):
    """A new item."""

    name: Name
    slug: Slug
    description: Description
    quantity: Quantity
    price: Price
    active: bool = True
    published_at: datetime | None = None


class ItemUpdate(BaseModel):
    """Changes to an item. What is absent stays as it is."""

    name: Name | None = None
    slug: Slug | None = None
    description: Description | None = None
    quantity: Quantity | None = None
    price: Price | None = None
    active: bool | None = None
    published_at: datetime | None = None


class ItemRead(BaseModel):
    """An item."""

    model_config = ConfigDict(from_attributes=True)

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


class ItemPage(BaseModel):
    """Some items, and how many there are in all if that was asked."""

    model_config = ConfigDict(from_attributes=True)

    items: list[ItemRead]
    total: int | None = None
