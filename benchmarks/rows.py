"""The rows that every side serves, and the bodies that it receives. They are the same in every run."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

COUNT = 10_000
PAGE = 100
"""Rows of a page that an operation asks for."""
SMALL_PAGE = 20
"""Rows of a page in the mix."""
CREATED = "created-by-the-benchmark"
"""The slug of every row that the load creates, by which they are removed again."""

_START = datetime(2025, 1, 1, tzinfo=UTC)
_WORDS = "alder birch cedar dogwood elm fir gingko hazel ivy juniper kauri larch maple oak pine rowan".split()


@cache
def rows() -> list[dict[str, Any]]:
    """Return the rows in the order of their ids, as a database driver takes them."""
    return [_row(number) for number in range(COUNT)]


@cache
def _row(number: int) -> dict[str, Any]:
    chance = random.Random(number)  # noqa: S311 - data of a benchmark, not a secret
    created = _START + timedelta(seconds=number, microseconds=chance.randrange(1_000_000))
    return {
        "id": _uuid7(created, chance),
        "name": f"Item {number} {chance.choice(_WORDS)}",
        "slug": f"item-{number:05}",
        "description": " ".join(chance.choices(_WORDS, k=24)),
        "quantity": chance.randrange(100_000),
        "price": Decimal(chance.randrange(1, 10_000_000)).scaleb(-2),
        "active": chance.random() < 0.5,
        "published_at": None if number % 4 == 0 else created + timedelta(days=chance.randrange(1, 300)),
        "created_at": created,
        "updated_at": created + timedelta(hours=chance.randrange(1, 1000)),
    }


def _uuid7(moment: datetime, chance: random.Random) -> UUID:
    """Return a UUID of version 7 for a moment; in the order of time, as those that the sides make."""
    value = int(moment.timestamp() * 1000) << 80 | chance.getrandbits(80)
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def creation(number: int) -> dict[str, Any]:
    """Return the body of a request that creates an item."""
    row = _row(COUNT + number)
    published = row["published_at"]
    return {
        "name": row["name"],
        "slug": CREATED,
        "description": row["description"],
        "quantity": row["quantity"],
        "price": str(row["price"]),
        "active": row["active"],
        "published_at": None if published is None else published.isoformat().replace("+00:00", "Z"),
    }


def change(number: int) -> dict[str, Any]:
    """Return the body of a request that changes an item; another number gives other values throughout."""
    return {"name": f"Item changed for the {number}th time", "quantity": number + 1, "price": f"{number}.50"}
