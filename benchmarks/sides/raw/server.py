"""The limit: Starlette, asyncpg and orjson, without any validation."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from uuid_utils.compat import uuid7

NAMES = "name", "slug", "description", "quantity", "price", "active", "published_at"
COLUMNS = ", ".join(("id", *NAMES, "created_at", "updated_at"))
GET = f"SELECT {COLUMNS} FROM items WHERE id = $1"  # noqa: S608 - of the constants above
LIST = f"SELECT {COLUMNS} FROM items ORDER BY id LIMIT $1 OFFSET $2"  # noqa: S608 - of the constants above
INSERT = (
    f"INSERT INTO items ({COLUMNS}) "  # noqa: S608 - of the constants above
    f"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING {COLUMNS}"
)
UPDATE = "UPDATE items SET {} WHERE id = $1 RETURNING " + COLUMNS  # noqa: S608 - the names are those of the benchmark's bodies
CONVERTERS = {"price": Decimal, "published_at": lambda text: text and datetime.fromisoformat(text)}


async def _keep(_connection: Any) -> None:
    """Leave a connection as it is when it goes back to the pool: nothing here changes its state."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Keep a pool while the server runs."""
    url = os.environ["DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=20, max_size=20, reset=_keep) as pool:
        app.state.pool = pool
        yield


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value, str, orjson.OPT_UTC_Z), status, media_type="application/json")


async def list_items(request: Request) -> Response:
    """Return a page of items."""
    query = request.query_params
    pool = request.app.state.pool
    rows = await pool.fetch(LIST, int(query["limit"]), int(query.get("offset", 0)))
    page: dict[str, Any] = {"items": [dict(row) for row in rows]}
    if "count" in query:
        page["total"] = await pool.fetchval("SELECT count(*) FROM items")
    return _json(page)


async def create_item(request: Request) -> Response:
    """Create an item."""
    values = _values(orjson.loads(await request.body()))
    now = datetime.now(UTC)
    row = await request.app.state.pool.fetchrow(INSERT, uuid7(), *(values[name] for name in NAMES), now)
    return _json(dict(row), 201)


async def read_item(request: Request) -> Response:
    """Return an item."""
    row = await request.app.state.pool.fetchrow(GET, request.path_params["item_id"])
    return _json(dict(row))


async def update_item(request: Request) -> Response:
    """Change an item."""
    values = _values(orjson.loads(await request.body()))
    values["updated_at"] = datetime.now(UTC)
    changes = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, 2))
    row = await request.app.state.pool.fetchrow(
        UPDATE.format(changes), request.path_params["item_id"], *values.values()
    )
    return _json(dict(row))


def _values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: CONVERTERS[name](value) if name in CONVERTERS else value for name, value in data.items()}


app = Starlette(
    routes=[
        Route("/items", list_items),
        Route("/items", create_item, methods=["POST"]),
        Route("/items/{item_id}", read_item),
        Route("/items/{item_id}", update_item, methods=["PATCH"]),
    ],
    lifespan=lifespan,
)
