"""Writes the requests of each operation as bytes, to files that the load generator repeats."""

import json
import random
from collections.abc import Callable, Iterator
from itertools import count as numbers
from pathlib import Path
from typing import Any

from benchmarks.rows import COUNT, PAGE, SMALL_PAGE, change, creation, rows
from benchmarks.side import Side

OPERATIONS = {
    "get": "get one",
    "list": f"list {PAGE}",
    "count": f"list {PAGE} + count",
    "deep": f"list {PAGE} at depth",
    "create": "create",
    "patch": "patch",
    "mix": "mix, 80 % reads",
}
WRITES = frozenset({"create", "patch", "mix"})
_MIX = ["get"] * 12 + ["page"] * 4 + ["create"] * 2 + ["patch"] * 2
"""Twenty requests of the mix: 60 % get one, 20 % a page of 20, 10 % create, 10 % patch."""
_DIFFERENT = {"patch": 2 * COUNT, "mix": 2 * COUNT}
"""Requests of a file, 2,000 for the others. No row is sent what it holds already: that would change nothing."""
DEEP_OFFSET = COUNT - PAGE


def offered(side: Side, operation: str) -> bool:
    """Return whether a side has an operation."""
    paths = {"list": side.list, "count": side.count, "deep": side.deep}
    return operation not in paths or paths[operation] is not None


def page_path(side: Side, operation: str, cursor: str = "", limit: int = PAGE) -> str:
    """Return the path of a list."""
    template = {"list": side.list or side.count, "count": side.count, "deep": side.deep}[operation]
    assert template is not None
    return template.format(limit=limit, offset=DEEP_OFFSET, page=COUNT // PAGE, cursor=cursor)


def write_requests(file: Path, side: Side, operation: str, cursor: str) -> None:
    """Write the requests of an operation: each as its length, a line end, and its bytes."""
    with file.open("wb") as out:
        for request in _requests(side, operation, cursor):
            out.write(b"%d\n" % len(request) + request)


def _requests(side: Side, operation: str, cursor: str) -> Iterator[bytes]:
    chance = random.Random(operation)  # noqa: S311 - the same for every side, and no secret
    ids = [row["id"] for row in rows()]
    chance.shuffle(ids)
    number = numbers()

    def patch() -> bytes:
        place = next(number)
        return _request("PATCH", side.one.format(id=ids[place % COUNT]), change(place))

    made: dict[str, Callable[[], bytes]] = {
        "get": lambda: _request("GET", side.one.format(id=ids[next(number) % COUNT])),
        "list": lambda: _request("GET", page_path(side, "list")),
        "page": lambda: _request("GET", page_path(side, "list", limit=SMALL_PAGE)),
        "count": lambda: _request("GET", page_path(side, "count")),
        "deep": lambda: _request("GET", page_path(side, "deep", cursor)),
        "create": lambda: _request("POST", side.create, creation(next(number) % 2000)),
        "patch": patch,
    }
    for _ in range(_DIFFERENT.get(operation, 2000) // len(_MIX)):
        mixed = chance.sample(_MIX, len(_MIX)) if operation == "mix" else [operation] * len(_MIX)
        for each in mixed:
            yield made[each]()


def _request(method: str, path: str, body: Any = None) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    content = json.dumps(body).encode()
    return (
        f"{head}Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    )
