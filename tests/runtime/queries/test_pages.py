"""Pages in both directions, in random steps, compared with the rows sorted by Python."""

import asyncio
import importlib
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx
import pytest

from tests.proofs.check_pages import walk_all
from tests.proofs.fuzz import generated_service
from tests.support.comparison_runs import client_of
from tests.support.page_order import DEFAULT, SORTS, SPEC, body, key_of
from tests.support.serving import ROOT

PACKAGE = "pages_generated"
WALKS = 30
STEPS = 12
MOST_ROWS = 24


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    folder: Path = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(SPEC)]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return PACKAGE


@dataclass(slots=True)
class Walk:
    """A walk through the pages of a list. Its position is after a row, before a row, or unset."""

    client: httpx.AsyncClient
    sort: str | None
    limit: int
    rows: dict[str, dict[str, Any]]
    """All rows, by id."""
    border: dict[str, Any] | None = None
    backward: bool = False
    inclusive: bool = False
    page: dict[str, Any] = field(default_factory=dict)

    async def look(self, cursor: str | None) -> None:
        """Request a page and check its rows."""
        params = {"limit": self.limit, "sort": self.sort, "cursor": cursor, "count": "true"}
        response = await self.client.get("/rows", params={k: v for k, v in params.items() if v is not None})
        assert response.status_code == 200, response.text
        self.page = response.json()
        key = key_of(self.sort or DEFAULT)
        expected, more = self._expected(sorted(self.rows.values(), key=key))
        assert self.page["items"] == expected
        assert self.page["total"] == len(self.rows)
        onward = "previous_cursor" if self.backward else "next_cursor"
        back = "next_cursor" if self.backward else "previous_cursor"
        assert (self.page[onward] is not None) == more
        assert (self.page[back] is not None) == (self.border is not None)

    def _expected(self, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
        if self.border is not None:
            key = key_of(self.sort or DEFAULT)
            at = key(self.border)
            if self.backward:
                rows = [row for row in rows if key(row) < at or (self.inclusive and not at < key(row))]
                return rows[-self.limit :], len(rows) > self.limit
            rows = [row for row in rows if at < key(row) or (self.inclusive and not key(row) < at)]
        return rows[: self.limit], len(rows) > self.limit

    async def step(self, *, backward: bool) -> None:
        """Go to the next or the previous page, if there is one."""
        cursor = self.page["previous_cursor" if backward else "next_cursor"]
        if cursor is None:
            return
        items = self.page["items"]
        if items:
            self.border, self.inclusive = items[0 if backward else -1], False
        else:  # an empty page has only a cursor for the page before it
            assert backward != self.backward
            self.inclusive = not self.inclusive
        self.backward = backward
        await self.look(cursor)


async def walk_at_random(client: httpx.AsyncClient, random: Random) -> Counter[str]:
    """Walk through lists while rows are created and deleted, mostly at boundaries. Returns a count of each event."""
    met: Counter[str] = Counter()
    rows: dict[str, dict[str, Any]] = {}

    async def insert() -> None:
        response = await client.post("/rows", json=body(random, kept=True))
        assert response.status_code == 201, response.text
        rows[response.json()["id"]] = response.json()

    async def delete(id: str) -> None:
        assert (await client.delete(f"/rows/{id}")).status_code == 204
        del rows[id]

    for number in range(WALKS):
        while len(rows) < MOST_ROWS * random.random():
            await insert()
        walk = Walk(client, random.choice((None, *SORTS)), random.randint(1, 6), rows)
        await walk.look(None)
        onward = True
        for _ in range(STEPS):
            change = random.randrange(6)
            shown = [row["id"] for row in walk.page["items"] if row["id"] in rows]
            if change == 0 and len(rows) < MOST_ROWS:
                await insert()
            elif change == 1 and shown:
                await delete(random.choice((shown[0], shown[-1])))
            elif (
                change == 2 and number % 3 == 0 and shown
            ):  # all rows before the position, sometimes the boundary too
                ids = [row["id"] for row in sorted(rows.values(), key=key_of(walk.sort or DEFAULT))]
                left = random.randint(0, 1)
                ahead = (
                    ids[ids.index(shown[-1]) + left :] if onward else ids[: ids.index(shown[0]) + 1 - left]
                )
                for id in ahead:
                    await delete(id)
            onward = random.random() < (0.75 if onward else 0.25)
            await walk.step(backward=not onward)
            met["empty" if not walk.page["items"] else "full"] += 1
            met["backward" if walk.backward else "forward"] += walk.border is not None
            met["inclusive"] += walk.inclusive
    return met


@pytest.mark.parametrize("code_path", ["sqlite", "session", "driver"])
def test_pages_equal_the_sorted_rows(
    api: str, code_path: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each page in any order, also next to deleted rows. On PostgreSQL by the session and by the driver."""
    on_sqlite, driver = code_path == "sqlite", code_path == "driver"
    url = f"sqlite:///{tmp_path / 'pages.db'}" if on_sqlite else request.getfixturevalue("postgres_database")

    async def run() -> Counter[str]:
        async with client_of(api, url, plain=not driver, reads_from_driver=driver) as client:
            return await walk_at_random(client, Random(f"{code_path} of pages"))

    met = asyncio.run(run())
    assert min(met[each] for each in ("empty", "full", "backward", "forward", "inclusive")) > 5, met


def test_each_row_is_on_one_page_despite_concurrent_changes(
    api: str, database_url: str, tmp_path: Path
) -> None:
    """A short `make check-pages`: over HTTP, while rows at boundaries are deleted."""
    (generated,) = importlib.import_module(api).__path__
    shutil.copytree(generated, tmp_path / "generated")
    with generated_service(database_url, tmp_path) as client:
        walks = walk_all(str(client.base_url), 80, 8, Random(5), ("same", "-rank,price"))
        lines = asyncio.run(walks)
    assert all(line.holds for line in lines), lines
    assert sum(line.inserted for line in lines) and sum(line.at_border for line in lines)
