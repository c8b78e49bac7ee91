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
    """Name of the package that was generated of the rows to page through."""
    folder: Path = tmp_path_factory.mktemp("pages")
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(SPEC)]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    return PACKAGE


@dataclass(slots=True)
class Walk:
    """A walk through one list, and where it is: behind a row, before one, or nowhere yet."""

    client: httpx.AsyncClient
    sort: str | None
    limit: int
    rows: dict[str, dict[str, Any]]
    """All rows that there are, by id."""
    border: dict[str, Any] | None = None
    backward: bool = False
    inclusive: bool = False
    page: dict[str, Any] = field(default_factory=dict)

    async def look(self, cursor: str | None) -> None:
        """Ask for a page, and check that it holds what it must."""
        params = {"limit": self.limit, "sort": self.sort, "cursor": cursor, "count": "true"}
        answer = await self.client.get("/rows", params={k: v for k, v in params.items() if v is not None})
        assert answer.status_code == 200, answer.text
        self.page = answer.json()
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
        """Go to the page beside, if there is one."""
        cursor = self.page["previous_cursor" if backward else "next_cursor"]
        if cursor is None:
            return
        items = self.page["items"]
        if items:
            self.border, self.inclusive = items[0 if backward else -1], False
        else:  # from where nothing is, the way leads back only, to what ends where this page begins
            assert backward != self.backward
            self.inclusive = not self.inclusive
        self.backward = backward
        await self.look(cursor)


async def walk_at_random(client: httpx.AsyncClient, random: Random) -> Counter[str]:
    """Walk through lists, while rows come and go, above all those at the borders. Returns what was met how often."""
    met: Counter[str] = Counter()
    rows: dict[str, dict[str, Any]] = {}

    async def insert() -> None:
        answer = await client.post("/rows", json=body(random, kept=True))
        assert answer.status_code == 201, answer.text
        rows[answer.json()["id"]] = answer.json()

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
            ):  # all that lies before the walk, at times the border too
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


@pytest.mark.parametrize("road", ["sqlite", "session", "driver"])
def test_pages_equal_the_sorted_rows(
    api: str, road: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each page, in any order, also beside rows that are gone; on PostgreSQL by the session and by the driver."""
    on_sqlite, driver = road == "sqlite", road == "driver"
    url = f"sqlite:///{tmp_path / 'pages.db'}" if on_sqlite else request.getfixturevalue("postgres_database")

    async def run() -> Counter[str]:
        async with client_of(api, url, plain=not driver, reads_from_driver=driver) as client:
            return await walk_at_random(client, Random(f"{road} of pages"))

    met = asyncio.run(run())
    assert min(met[each] for each in ("empty", "full", "backward", "forward", "inclusive")) > 5, met


def test_each_row_is_on_one_page_despite_concurrent_changes(
    api: str, database_url: str, tmp_path: Path
) -> None:
    """`make check-pages` in small: over HTTP, rows at the borders being deleted."""
    (generated,) = importlib.import_module(api).__path__
    shutil.copytree(generated, tmp_path / "generated")
    with generated_service(database_url, tmp_path) as client:
        walks = walk_all(str(client.base_url), 80, 8, Random(5), ("same", "-rank,price"))
        lines = asyncio.run(walks)
    assert all(line.holds for line in lines), lines
    assert sum(line.inserted for line in lines) and sum(line.at_border for line in lines)
