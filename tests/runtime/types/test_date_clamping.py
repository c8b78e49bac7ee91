"""Dates and times that Python cannot represent are read as the nearest values."""

import asyncio
import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import install
from tests.support.databases import engine_for
from tests.support.showing_deleted import show_deleted

SPEC = """
entities:
  Era:
    id: integer
    fields:
      name: {type: string, max_length: 20}
      day:     {type: date, nullable: true}
      moment:  {type: datetime, nullable: true}
      clock:   {type: time, nullable: true}
      days:    {type: "date[]", nullable: true}
      moments: {type: "datetime[]", nullable: true}
      clocks:  {type: "time[]", nullable: true}
  Event:
    id: integer
    fields:
      era: {type: Era, on_delete: cascade, inverse: events}
      at:  datetime
  Relic:
    id: integer
    soft_delete: true
    fields:
      name: {type: string, max_length: 20, nullable: true}
      data: json
"""
PACKAGE = "foreign_values_served"
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
FIRST, LAST = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"
LATEST = "23:59:59.999999"
STORED: dict[str, list[tuple[Any, ...]]] = {
    "postgresql": [
        ("20000-01-01", "20000-01-01 00:00:00+00", "24:00", "20000-01-01", "infinity", "24:00"),
        ("0044-03-15 BC", "0044-03-15 12:00:00+00 BC", "12:00", "0044-03-15 BC", "-infinity", "12:00"),
        ("infinity", "infinity", "24:00", "infinity", "20001-02-03 04:05:06+00", "24:00"),
        ("-infinity", "-infinity", "00:00", "-infinity", "0001-01-01 00:00:00+00 BC", "00:00"),
        ("30000-06-01", "30000-06-01 00:00+00", "23:59:59.999999", "5874897-12-31", "294276-12-31 00:00+00", "24:00"),
        ("2024-02-29", "2024-02-29 12:00:00+00", "10:30", "2024-02-29", "2024-02-29 12:00:00+00", "10:30"),
    ],
    "sqlite": [
        ("20000-01-01", "20000-01-01 00:00:00.000000", "24:00", "20000-01-01", "+20000-01-01 00:00:00", "24:00"),
        ("-0043-03-15", "-0043-03-15 12:00:00.000000", "12:00:00.000000", "-0043-03-15", "never", "12:00"),
        ("infinity", "infinity", "24:00", "infinity", "20001-02-03 04:05:06", "24:00"),
        ("no date", "", "00:00", "", "0000-01-01 00:00:00", "noon"),
        (20000101, 1704067200, 12, "2024-13-01", "2024-02-30 00:00:00", "00:00"),
        ("2024-02-29", "2024-02-29 12:00:00.000000", "10:30:00.000000", "2024-02-29", "2024-02-29 12:00:00", "10:30"),
    ],
}  # fmt: skip
SHOWN = {
    "postgresql": [
        (LAST_DAY, LAST, LATEST),
        (FIRST_DAY, FIRST, "12:00:00"),
        (LAST_DAY, LAST, LATEST),
        (FIRST_DAY, FIRST, "00:00:00"),
        (LAST_DAY, LAST, LATEST),
        ("2024-02-29", "2024-02-29T12:00:00Z", "10:30:00"),
    ],
    "sqlite": [
        (LAST_DAY, LAST, LATEST),
        (FIRST_DAY, FIRST, "12:00:00"),
        (LAST_DAY, LAST, LATEST),
        (FIRST_DAY, FIRST, "00:00:00"),
        (FIRST_DAY, FIRST, "00:00:00"),
        ("2024-02-29", "2024-02-29T12:00:00Z", "10:30:00"),
    ],
}
FIELDS = ["day", "moment", "clock", "days", "moments", "clocks"]
RUNS: dict[str, dict[str, Any]] = {
    "sqlite": {"plain": True},
    "sqlite, compiled": {},
    "postgresql": {"plain": True},
    "postgresql, compiled": {},
    "postgresql, driver": {"reads_from_driver": True},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    install(service_of(SPEC), tmp_path_factory.mktemp("foreign"), PACKAGE)
    show_deleted(PACKAGE)
    return PACKAGE


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> str:
    """A database, and whether statements run directly or with a session."""
    name: str = request.param
    return name


@pytest.fixture
def url(request: pytest.FixtureRequest, run: str, tmp_path: Path) -> str:
    """URL of the database."""
    if run.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'test.db'}"
    found: str = request.getfixturevalue("postgres_database")
    return found


async def fill(url: str, database: str) -> None:
    """Store the rows, and one without any of these values."""
    made = "2024-01-01 00:00:00+00" if database == "postgresql" else "2024-01-01 00:00:00.000000"
    common = {"created_at": made, "updated_at": made, "row_version": 1}
    async with engine_for(url) as engine, engine.begin() as connection:

        async def store(table: str, row: dict[str, Any]) -> None:
            """Insert a row as other software would: with texts that the database converts."""
            values = ", ".join(str(each) if isinstance(each, int) else f"'{each}'" for each in row.values())
            await connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})")

        for id, row in enumerate(STORED[database], 1):
            arrays = [f"{{{each}}}" if database == "postgresql" else f'["{each}"]' for each in row[3:]]
            fields = dict(zip(FIELDS, [*row[:3], *arrays], strict=True))
            await store("eras", {"id": id, "name": f"x{id}", **fields, **common})
            await store("events", {"id": id, "era_id": id, "at": row[1], **common})
        await store("eras", {"id": 7, "name": "x7", **common})


async def walk(client: httpx.AsyncClient, **params: Any) -> list[int]:
    """Return the ids of a list, page by page."""
    found: list[int] = []
    cursor: dict[str, str] = {}
    while len(found) < 50:
        response = await client.get("/eras", params={**params, **cursor})
        assert response.status_code == 200, response.text
        page = response.json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    return found


def test_responses_have_the_nearest_valid_values(package: str, url: str, run: str) -> None:
    database = run.partition(",")[0]
    schema = import_module(f"{package}.schemas.era").Era

    async def scenario() -> None:
        async with client_of(package, url, **RUNS[run]) as client:
            await fill(url, database)
            response = await client.get("/eras", params={"sort": "id"})
            assert response.status_code == 200, response.text
            items = response.json()["items"]
            assert [item["id"] for item in items] == [1, 2, 3, 4, 5, 6, 7]
            shown = [(item["day"], item["moment"], item["clock"]) for item in items]
            assert shown == [*SHOWN[database], (None, None, None)]
            for item in items:
                schema.model_validate_json(httpx.Response(200, json=item).content)
                one = await client.get(f"/eras/{item['id']}")
                assert one.status_code == 200, one.text
                assert one.json() == item
            assert [item["days"] for item in items][:2] == [[LAST_DAY], [FIRST_DAY]]
            assert items[0]["moments"] == [LAST]
            assert items[0]["clocks"] == [LATEST]
            assert items[6]["moments"] is None
            part = await client.get("/eras/1", params={"fields": "moment"})
            assert part.json() == {"moment": LAST}
            events = await client.get("/eras", params={"expand": "events", "sort": "id"})
            assert events.status_code == 200, events.text
            expanded = [[event["at"] for event in item["events"]] for item in events.json()["items"]]
            assert expanded == [*([moment] for _, moment, _ in SHOWN[database]), []]

    asyncio.run(scenario())


def test_pages_contain_rows_with_clamped_values(package: str, url: str, run: str) -> None:
    async def scenario() -> None:
        async with client_of(package, url, **RUNS[run]) as client:
            await fill(url, run.partition(",")[0])
            for sort in ("day", "-day", "moment", "-moment", "clock,-day", "-clock,moment"):
                whole = await walk(client, sort=sort, limit=100)
                assert sorted(whole) == [1, 2, 3, 4, 5, 6, 7]
                for limit in (1, 2, 3):
                    assert await walk(client, sort=sort, limit=limit) == whole, (sort, limit)
                page = (await client.get("/eras", params={"sort": sort, "limit": 4})).json()
                later = {"sort": sort, "limit": 3, "cursor": page["next_cursor"]}
                page = (await client.get("/eras", params=later)).json()
                back = {"sort": sort, "limit": 3, "cursor": page["previous_cursor"]}
                page = (await client.get("/eras", params=back)).json()
                assert [item["id"] for item in page["items"]] == whole[1:4], sort

    asyncio.run(scenario())


def test_rows_with_clamped_values_can_be_changed(package: str, url: str, run: str) -> None:
    async def scenario() -> None:
        async with client_of(package, url, **RUNS[run]) as client:
            await fill(url, run.partition(",")[0])
            for id in range(1, 7):
                path = f"/eras/{id}"
                read = await client.get(path)
                match = {"If-Match": read.headers["etag"]}
                changed = await client.patch(path, json={"name": "new"}, headers=match)
                assert changed.status_code == 200, changed.text
                assert changed.json() == {
                    **read.json(),
                    "name": "new",
                    "updated_at": changed.json()["updated_at"],
                }
                late = await client.patch(path, json={"name": "newer"}, headers=match)
                assert late.status_code == 412
                batch = {"update": [{"id": id, "changes": {"name": "newest"}}]}
                response = await client.post("/eras/batch", json=batch)
                assert response.status_code == 200, response.text
                assert response.json()["updated"][0]["name"] == "newest"
                whole = {key: read.json()[key] for key in ("day", "moment", "clock")}
                response = await client.patch(path, json=whole)  # a client can send the response back
                assert response.status_code == 200, response.text
                assert {key: response.json()[key] for key in whole} == whole
                gone = await client.delete(path)
                assert gone.status_code == 204

    asyncio.run(scenario())


def test_a_row_with_a_clamped_deletion_time_can_be_restored(package: str, url: str, run: str) -> None:
    async def scenario() -> None:
        async with client_of(package, url, **RUNS[run]) as client, engine_for(url) as engine:
            await client.post("/relics", json={"data": 1})
            assert (await client.delete("/relics/1")).status_code == 204
            for moment in ("20000-01-01 00:00:00", "infinity"):
                async with engine.begin() as connection:
                    await connection.exec_driver_sql(f"UPDATE relics SET deleted_at = '{moment}'")
                assert (await client.get("/relics/1")).status_code == 404
                response = await client.post("/relics/1/restore")
                assert (response.status_code, response.json()["data"]) == (200, 1), response.text
                assert (await client.get("/relics/1")).status_code == 200

    asyncio.run(scenario())


def test_json_values_of_other_software_are_returned(package: str, url: str, run: str) -> None:
    """Lone surrogates, which PostgreSQL's JSON accepts, are replaced. Integers beyond 64 bits are unchanged."""
    stored = '{"a": [123456789012345678901234567890, -%s], "b\\ud800": "\\udfff!"}' % ("9" * 400)
    shown = {"a": [123456789012345678901234567890, -int("9" * 400)], "b\ufffd": "\ufffd!"}

    async def scenario() -> None:
        async with client_of(package, url, **RUNS[run]) as client, engine_for(url) as engine:
            await client.post("/relics", json={"data": 1})
            async with engine.begin() as connection:
                await connection.exec_driver_sql(f"UPDATE relics SET data = '{stored}'")
            page = await client.get("/relics")
            assert page.status_code == 200, page.text
            assert page.json()["items"][0]["data"] == shown
            assert (await client.get("/relics/1")).json()["data"] == shown
            changed = await client.patch("/relics/1", json={"name": "x"})
            assert (changed.status_code, changed.json()["data"]) == (200, shown)

    asyncio.run(scenario())


def test_the_limits_are_those_of_python() -> None:
    assert dt.date.min.isoformat() == FIRST_DAY
    assert dt.date.max.isoformat() == LAST_DAY
    assert dt.time.max.isoformat() == LATEST
