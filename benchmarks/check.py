"""Checks that all sides give the same responses, before anything is timed.

It compares values, not bytes: a time may be written with `Z` or `+00:00`, and a decimal with or without quotes. Any
status of success is accepted. `Side.items` and `Side.total` say how each side writes a list.
"""

import http.client
import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from benchmarks.requests import DEEP_OFFSET, page_path
from benchmarks.rows import COUNT, PAGE, change, creation, rows
from benchmarks.servers import Server

_FIELDS = "id name slug description quantity price active published_at created_at updated_at".split()


class Different(Exception):
    """A side answers something else than the others."""


def check(server: Server, place: int) -> str:
    """Compare a side's answers with the rows. Return the cursor of the page at depth, or an empty string.

    Raises Different, with what differs. It leaves behind a new row, and a changed one: that of `place`, in the
    middle of the table, which no other comparison looks at.
    """
    try:
        return _check(server, place)
    except (Different, KeyError, TypeError, ValueError) as error:
        raise Different(f"{server.side.name}: {error!r}") from error


def _check(server: Server, place: int) -> str:
    side = server.side
    expected = rows()
    _same("get one", _item(_ask(server, "GET", side.one.format(id=expected[7]["id"]))), expected[7])
    cursor = ""
    if side.list is not None:
        _same_items("list", _items(server, page_path(side, "list")), expected[:PAGE])
    if side.count is not None:
        page = _ask(server, "GET", page_path(side, "count"))
        _same_items("count", [_item(item) for item in page[side.items or "items"]], expected[:PAGE])
        _same("total", page[side.total], COUNT)
    if side.deep is not None:
        cursor = _walk(server) if "{cursor}" in side.deep else ""
        _same_items("deep", _items(server, page_path(side, "deep", cursor)), expected[DEEP_OFFSET:])
    _check_writes(server, expected[COUNT // 2 + place])
    return cursor


def _check_writes(server: Server, row: dict[str, Any]) -> None:
    side = server.side
    body = creation(0)
    created = _item(_ask(server, "POST", side.create, body))
    _same("create", {name: created[name] for name in body}, _item(body))
    _same("created", _item(_ask(server, "GET", side.one.format(id=created["id"]))), created)
    path, body = side.one.format(id=row["id"]), change(len(side.name))
    answer = _ask(server, "PATCH", path, body)
    read = _item(_ask(server, "GET", path))
    if side.patch_answers:
        _same("patch", _item(answer), read)
    if not read["updated_at"] > row["updated_at"]:
        raise Different("patch: updated_at stays as it was")
    _same("patched", read, row | _item(body) | {"updated_at": read["updated_at"]})


def _walk(server: Server) -> str:
    """Return the cursor that leads to the last page, by going there from the first one."""
    cursor = ""
    for _ in range(DEEP_OFFSET // PAGE):
        path = page_path(server.side, "deep", cursor) if cursor else page_path(server.side, "list")
        cursor = _ask(server, "GET", path)["next_cursor"]
    return cursor


def _ask(server: Server, method: str, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {} if body is None else {"Content-Type": "application/json"}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise Different(f"{method} {path}: {response.status} {content[:500]!r}")
    return json.loads(content) if content else None


def _items(server: Server, path: str) -> list[dict[str, Any]]:
    answer = _ask(server, "GET", path)
    return [_item(item) for item in (answer[server.side.items] if server.side.items else answer)]


def _item(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an item with values for the texts of JSON."""
    if extra := answer.keys() - set(_FIELDS):
        raise Different(f"an item with {', '.join(sorted(extra))}")
    item = dict(answer)
    for name in item.keys() & {"published_at", "created_at", "updated_at"}:
        item[name] = None if item[name] is None else datetime.fromisoformat(item[name])
    if "price" in item:
        item["price"] = Decimal(str(item["price"]))
    if "id" in item:
        item["id"] = UUID(item["id"])
    return item


def _same_items(what: str, found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    _same(f"{what}: rows", len(found), len(expected))
    for one, other in zip(found, expected, strict=True):
        _same(what, one, other)


def _same(what: str, found: Any, expected: Any) -> None:
    if found != expected:
        raise Different(f"{what}: {found} instead of {expected}")
