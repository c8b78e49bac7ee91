"""Django Ninja: schemas, and the functions of its tutorial on CRUD."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import NinjaAPI, PatchDict, Schema, Status
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.renderers import BaseRenderer
from pydantic import Field

from benchmarks.sides.django_items.models import Item


class OrjsonRenderer(BaseRenderer):
    """The renderer that its documentation recommends for speed; the default one also cuts microseconds off."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:  # noqa: ARG002 - its interface
        """Return the JSON of an answer."""
        return orjson.dumps(data, default=str)


class ItemIn(Schema):
    """A new item."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    slug: Annotated[str, Field(max_length=80)]
    description: Annotated[str, Field(max_length=2000)]
    quantity: Annotated[int, Field(ge=0, lt=2**31)]
    price: Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=2)]
    active: bool = True
    published_at: datetime | None = None


class ItemOut(Schema):
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


api = NinjaAPI(renderer=OrjsonRenderer())


@api.get("/items", response=list[ItemOut])
def list_items(request: HttpRequest, limit: int = 20, offset: int = 0) -> QuerySet[Item]:  # noqa: ARG001 - the name that it looks for
    """Return a page of items in the order of their ids."""
    return Item.objects.order_by("id")[offset : offset + limit]


@api.get("/items/counted", response=list[ItemOut])
@paginate(LimitOffsetPagination)
def count_items(request: HttpRequest) -> QuerySet[Item]:  # noqa: ARG001 - the name that it looks for
    """Return a page of items, and how many there are in all."""
    return Item.objects.order_by("id")


@api.post("/items", response={201: ItemOut})
def create_item(request: HttpRequest, data: ItemIn) -> Any:  # noqa: ARG001 - the name that it looks for
    """Create an item."""
    return Status(201, Item.objects.create(**data.dict()))


@api.get("/items/{uuid:item_id}", response=ItemOut)
def read_item(request: HttpRequest, item_id: UUID) -> Item:  # noqa: ARG001 - the name that it looks for
    """Return an item."""
    return get_object_or_404(Item, id=item_id)


@api.patch("/items/{uuid:item_id}", response=ItemOut)
def update_item(request: HttpRequest, item_id: UUID, data: PatchDict[ItemIn]) -> Item:  # noqa: ARG001 - the name that it looks for
    """Change an item."""
    item = get_object_or_404(Item, id=item_id)
    for name, value in data.items():
        setattr(item, name, value)
    item.save()
    return item


urlpatterns = [path("", api.urls)]
