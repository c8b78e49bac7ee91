"""Forged cursors: the response is 404 if a value is invalid for its column, or else a part of the list."""

import asyncio
import base64
import hashlib
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import install

SPEC = """
enums:
  Colour: [red, green, light-blue]
entities:
  Row:
    id: integer
    fields:
      string:   {type: string, max_length: 20, nullable: true}
      text:     {type: text, nullable: true}
      whole:    {type: integer, nullable: true}
      bigint:   {type: bigint, nullable: true}
      float:    {type: float, nullable: true}
      price:    {type: decimal, max_digits: 8, decimal_places: 2, nullable: true}
      exact:    {type: decimal, max_digits: 38, decimal_places: 10, nullable: true}
      boolean:  {type: boolean, nullable: true}
      date:     {type: date, nullable: true}
      time:     {type: time, nullable: true}
      datetime: {type: datetime, nullable: true}
      duration: {type: duration, nullable: true}
      uuid:     {type: uuid, nullable: true}
      email:    {type: email, nullable: true}
      url:      {type: url, nullable: true}
      slug:     {type: slug, nullable: true}
      ip:       {type: ip, nullable: true}
      colour:   {type: Colour, nullable: true}
      always:   {type: string, max_length: 20}
      secret:   {type: string, max_length: 20, sensitive: true}
"""
PACKAGE = "forged_cursors_served"
FORGERIES = 1_300
"""For each run: there are two runs on each database."""
ROWS = 7
RUNS: dict[str, dict[str, Any]] = {
    "sqlite": {"plain": True},
    "sqlite, compiled": {},
    "postgresql": {"plain": True},
    "postgresql, driver": {"reads_from_driver": True},
}
# For each type of column: some valid and some invalid pairs.
BIG = 2**63
GOOD: dict[str, list[tuple[str, Any]]] = {
    "string": [("", ""), ("", "x" * 20), ("", "é\U0001f600"), ("", "\ufdd0")],
    "text": [("", "x" * 255), ("", "a\nb")],
    "whole": [("", 2**31 - 1), ("", -(2**31)), ("", 0)],
    "bigint": [("", BIG - 1), ("", -BIG)],
    "float": [("float", (1.5).hex()), ("float", (-1.7e308).hex()), ("float", (5e-324).hex())],
    "price": [("decimal", "999999.99"), ("decimal", "-0.01"), ("decimal", "0.00")],
    "exact": [("decimal", "9" * 28 + ".0123456789")],
    "boolean": [("", True), ("", False)],
    "date": [("date", "0001-01-01"), ("date", "9999-12-31"), ("date", "2024-02-29")],
    "time": [("time", "23:59:59.999999"), ("time", "00:00:00")],
    "datetime": [("datetime", "0001-01-01T00:00:00+00:00"), ("datetime", "9999-12-31T23:59:59.999999+00:00")],
    "duration": [("duration", BIG - 1), ("duration", -BIG)],
    "uuid": [("uuid", "0" * 32), ("uuid", "f" * 32)],
    "colour": [("", "red"), ("", "light-blue")],
}
ODD: list[Any] = [
    BIG,
    -BIG - 1,
    2**31,
    -(2**31) - 1,
    1.5,
    10**30,
    "x" * 256,
    "x" * 21,
    "a\0",
    "",
    "nan",
    "NaN",
    "Infinity",
    "-inf",
    "sNaN",
    "1e5",
    "0x1p2000",
    "1E+400",
    "99999999.99",
    "0.001",
    "1_0",
    " 1",
    "10000-01-01",
    "0000-01-01",
    "2023-02-29",
    "2024-W01-1",
    "20240101",
    "2024-01-01T00:00:00",
    "2024-01-01T00:00:00+01:00",
    "2024-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "24:00:00",
    "12:00:00+01:00",
    "infinity",
    "{" + "0" * 32 + "}",
    "F" * 32,
    "urn:uuid:" + "0" * 32,
    "purple",
    None,
    True,
    [],
    {},
    [["", 1]],
    {"a": 1},
]
TAGS = ["", "float", "decimal", "date", "time", "datetime", "duration", "uuid", "stored", "x", 1, None]
SAMPLES: dict[str, list[Any]] = {
    "string": ["a", "b"],
    "text": ["t" * 300, "u"],
    "whole": [1, -5],
    "bigint": [2**60, 3],
    "float": [1.25, -1e300],
    "price": ["1.50", "-2.00"],
    "exact": ["0.0000000001", "5.5000000000"],
    "boolean": [True, False],
    "date": ["2024-01-01", "1999-12-31"],
    "time": ["10:00:00", "11:11:11.5"],
    "datetime": ["2024-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"],
    "duration": ["PT1H", "P1D"],
    "uuid": ["00000000-0000-7000-8000-000000000000", "10000000-0000-7000-8000-000000000000"],
    "email": ["a@example.com", "b@example.com"],
    "url": ["https://a.example", "https://b.example"],
    "slug": ["a", "b-c"],
    "ip": ["10.0.0.1", "::1"],
    "colour": ["red", "light-blue"],
}
KIND = dict.fromkeys(["email", "url", "slug", "ip", "always"], "string")
LENGTH = {"string": 20, "always": 20, "slug": 100, "ip": 45, "email": 254}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    return install(service_of(SPEC), tmp_path_factory.mktemp("forged"), PACKAGE)


def opened(cursor: str) -> list[Any]:
    """Return the content of a cursor."""
    found: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[6:])
    return found


def forged(content: Any) -> str:
    """Return a cursor with any content and a valid checksum."""
    body = json.dumps(content, separators=(",", ":")).encode()
    checksum = hashlib.blake2b(body, digest_size=6, person=b"cursor").digest()
    return base64.urlsafe_b64encode(checksum + body).rstrip(b"=").decode()


def is_held(name: str, tag: Any, value: Any) -> bool | None:
    """Return True if a value of a cursor is valid for a column, None if that is unknown."""
    if name == "id":
        return tag == "" and type(value) is int and -(2**31) <= value < 2**31
    if tag == "stored":
        return None
    kind = KIND.get(name, name)
    if value is None:
        return tag == "" and name != "always"
    if any((tag, value) == (a, b) and type(value) is type(b) for a, b in GOOD[kind]):
        return kind != "string" or len(value) <= LENGTH.get(name, 255)
    if kind in ("string", "text"):
        fits = type(value) is str and "\0" not in value and len(value) <= LENGTH.get(name, 255)
        return tag == "" and fits
    if kind in ("whole", "bigint"):
        bits = 31 if kind == "whole" else 63
        return tag == "" and type(value) is int and -(2**bits) <= value < 2**bits
    if kind == "duration":
        return tag == "duration" and type(value) is int and -BIG <= value < BIG
    if kind == "boolean":
        return tag == "" and type(value) is bool
    if kind == "float":
        return tag == "float" and value in ("nan", "-inf")
    return False  # `ODD` contains no value of the other types


def forgery(source: Random, honest: list[Any], names: list[str]) -> tuple[Any, bool | None]:
    """Return the content of a forged cursor, and whether its values are valid."""
    made_for, side, values = honest[0], honest[1], [*honest[2]]
    what = source.random()
    if what < 0.05:
        broken: Any = source.choice(
            [[], {}, None, 1, [made_for], [made_for, 0], [made_for, 0, values, 1], "x"]
        )
        return broken, False
    if what < 0.1:
        return [made_for, source.choice([4, -1, 1.0, True, None, "0", [], 2**70]), values], False
    if what < 0.15:
        return [source.choice(["0" * 16, None, 1, [], ""]), side, values], False
    if what < 0.2:
        return [made_for, side, source.choice([values[:-1], [*values, values[0]], [], {}, None, "ab"])], False
    if what < 0.25:
        values[source.randrange(len(values))] = source.choice([None, 1, "ab", [], [""], ["", 1, 2], {}])
        return [made_for, side, values], False
    side = source.randrange(4)
    for place, name in enumerate(names):
        if source.random() < 0.6:
            if source.random() < 0.4 and name != "id":
                values[place] = list(source.choice(GOOD[KIND.get(name, name)]))
            else:
                tag = source.choice([*TAGS, *[values[place][0]] * 12])
                values[place] = [tag, source.choice(ODD)]
    held = [
        json.dumps(value) == json.dumps(before) or is_held(name, *value)
        for name, value, before in zip(names, values, honest[2], strict=True)
    ]
    return [made_for, side, values], False if False in held else None if None in held else True


@pytest.mark.parametrize("run", RUNS)
def test_a_forged_cursor_returns_a_part_of_the_list_or_404(
    request: pytest.FixtureRequest, package: str, tmp_path: Path, run: str
) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if run.startswith("postgresql"):
        url = request.getfixturevalue("postgres_database")

    async def scenario() -> Counter[tuple[bool | None, int]]:
        async with client_of(package, url, **RUNS[run]) as client:
            await fill(client)
            return await forge(client, Random(f"cursors {run}"))

    statuses = asyncio.run(scenario())
    print(statuses)
    assert {status for held, status in statuses if held is False} == {404}
    assert {status for held, status in statuses if held is True} == {200}
    assert {status for _, status in statuses} == {200, 404}
    assert sum(statuses.values()) == FORGERIES
    assert statuses[True, 200] > 150
    assert statuses[False, 404] > 800


async def fill(client: httpx.AsyncClient) -> None:
    """Create rows, some of which other requests must not return."""
    for number in range(ROWS):
        values = {
            name: some[number % 2]
            for place, (name, some) in enumerate(SAMPLES.items())
            if (number + place) % 3
        }
        body = {**values, "always": "ab"[number % 2], "secret": "hidden"}
        response = await client.post("/rows", json=body)
        assert response.status_code == 201, response.text


async def forge(client: httpx.AsyncClient, source: Random) -> Counter[tuple[bool | None, int]]:
    """Send forged cursors. Return the number of responses of each kind, by validity of the values."""
    statuses: Counter[tuple[bool | None, int]] = Counter()
    honest: dict[tuple[tuple[str, str], ...], tuple[list[Any], set[int]]] = {}
    while sum(statuses.values()) < FORGERIES:
        names = source.sample([*SAMPLES, "always"], source.randint(1, 2))
        sort = ",".join(source.choice(["", "-"]) + name for name in names)
        params = {"sort": sort, "limit": "3", **source.choice([{}, {}, {"always": "a"}])}
        asked = tuple(sorted(params.items()))
        if asked not in honest:
            page = (await client.get("/rows", params=params)).json()
            whole = (await client.get("/rows", params={**params, "limit": "100"})).json()
            honest[asked] = opened(page["next_cursor"]), {item["id"] for item in whole["items"]}
        content, listed = honest[asked]
        made, held = forgery(source, content, [*names, "id"])
        response = await client.get("/rows", params={**params, "cursor": forged(made)})
        statuses[held, response.status_code] += 1
        expected = {200, 404} if held is None else {200 if held else 404}
        assert response.status_code in expected, (sort, made, response.text)
        if response.status_code == 200:
            assert {item["id"] for item in response.json()["items"]} <= listed
            assert "hidden" not in response.text
    return statuses


def test_no_cursor_contains_a_hidden_column(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with client_of(package, database_url) as client:
            await fill(client)
            response = await client.get("/rows", params={"sort": "secret"})
            assert response.status_code == 422
            page = (await client.get("/rows", params={"sort": "always", "limit": "3"})).json()
            content = opened(page["next_cursor"])
            response = await client.get("/rows", params={"sort": "always,-text", "cursor": forged(content)})
            assert response.status_code == 404

    asyncio.run(scenario())
