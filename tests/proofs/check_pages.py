"""`make check-pages`: reads long lists over HTTP in both directions, while other requests add and delete rows.

    python -m tests.proofs.check_pages [--database sqlite|postgresql|both] [--rows N] [--limit N] [--seed N]

A service of `tests/specs/pages/rows.yaml` is generated and served. In every order of `tests/support/page_order.py`, and
first of all by a key that all rows have in common, each row that is there throughout must come exactly once, and all of
them in order. Rows that are deleted meanwhile are above all those at the end of a page, which the next cursor was made
from. Exits 0 if that is so.
"""

import argparse
import asyncio
import contextlib
import itertools
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx

from tests.proofs.fuzz import database, service
from tests.support.page_order import SORTS, SPEC, body, key_of

DATABASES = ("sqlite", "postgresql")
LOOSE = 0.2
"""How many rows come and go, for each one that stays."""
AT_ONCE = 16
"""Rows that are created at once before the walks."""

Row = dict[str, Any]


@dataclass(slots=True)
class Line:
    """A walk from one end of a list to the other, and what it met."""

    sort: str
    direction: str
    expected: int
    """Rows that were there throughout."""
    pages: int = 0
    seen: int = 0
    """How many of these rows came, each counted once."""
    repeated: int = 0
    """Times that a row came again, whichever it was."""
    disordered: int = 0
    """Rows that came behind one that they precede."""
    inserted: int = 0
    deleted: int = 0
    at_border: int = 0
    """Of the deleted rows, those which a cursor had just been made from."""

    @property
    def holds(self) -> bool:
        """True if each row came exactly once, and in order."""
        return self.seen == self.expected and not self.repeated and not self.disordered


@dataclass(slots=True)
class Churn:
    """Rows that come and go while others are read."""

    client: httpx.AsyncClient
    random: Random
    wanted: int
    """How many there are on average."""
    loose: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    async def insert(self, *, kept: bool = False) -> Row:
        """Create a row and return it."""
        response = await self.client.post("/rows", json=body(self.random, kept=kept))
        row: Row = response.raise_for_status().json()
        if not kept:
            self.loose.add(row["id"])
            self.counts["inserted"] += 1
        return row

    async def delete(self, id: str, *, of: str = "deleted") -> None:
        """Delete a row that is not kept, unless that is done already."""
        if id in self.loose:
            self.loose.remove(id)
            (await self.client.delete(f"/rows/{id}")).raise_for_status()
            self.counts[of] += 1

    async def go_on(self) -> None:
        """Insert and delete rows at random until it is cancelled."""
        while True:
            if self.random.random() * 2 * self.wanted > len(self.loose):
                await self.insert()
            else:
                await self.delete(self.random.choice(sorted(self.loose)))

    @contextlib.asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Let rows come and go meanwhile. Raises what went wrong there."""
        task = asyncio.create_task(self.go_on())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def walk_both_ways(
    churn: Churn, sort: str, limit: int, kept: Sequence[str], *, quiet: bool
) -> list[Line]:
    """Walk to the end of a list, and from there back to its beginning."""
    there, last = await _walk(churn, Line(sort, "forward", len(kept)), limit, kept, None, quiet=quiet)
    back, _ = await _walk(churn, Line(sort, "back", len(kept)), limit, kept, last, quiet=quiet)
    return [there, back]


async def _walk(
    churn: Churn, line: Line, limit: int, kept: Sequence[str], page: Any, *, quiet: bool
) -> tuple[Line, Any]:
    """Walk from the first page, or back from the one that is given, to the last. Returns that one too."""
    backward = page is not None
    params: dict[str, Any] = {"limit": limit, "sort": line.sort}
    before = Counter(churn.counts)
    rows: list[Row] = []
    async with contextlib.nullcontext() if quiet else churn.going_on():
        while True:
            if page is None or line.pages:
                response = await churn.client.get("/rows", params=params)
                page = response.raise_for_status().json()
            line.pages += 1
            items = page["items"]
            rows += reversed(items) if backward else items
            cursor = page["previous_cursor" if backward else "next_cursor"]
            if cursor is None:
                break
            params["cursor"] = cursor
            if not quiet and items:
                await churn.delete(items[0 if backward else -1]["id"], of="at border")
    counts = churn.counts - before
    line.inserted, line.at_border = counts["inserted"], counts["at border"]
    line.deleted = counts["deleted"] + counts["at border"]
    _compare(line, rows[::-1] if backward else rows, set(kept))
    return line, page


def _compare(line: Line, rows: Sequence[Row], kept: set[str]) -> None:
    """Note what is wrong with the rows that came."""
    times = Counter(row["id"] for row in rows)
    line.seen = len(kept & times.keys())
    line.repeated = times.total() - len(times)
    keys = list(map(key_of(line.sort), rows))
    line.disordered = sum(not one < other for one, other in itertools.pairwise(keys))


async def walk_all(
    address: str, rows: int, limit: int, random: Random, sorts: Sequence[str] = SORTS
) -> list[Line]:
    """Fill the list of a running service and walk through it in every order."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        churn = Churn(client, random, round(rows * LOOSE))
        turns = asyncio.Semaphore(AT_ONCE)

        async def create(kept: bool) -> str:
            async with turns:
                id: str = (await churn.insert(kept=kept))["id"]
                return id

        wanted = [True] * rows + [False] * churn.wanted
        random.shuffle(wanted)
        made = await asyncio.gather(*map(create, wanted))
        kept = [id for id, stays in zip(made, wanted, strict=True) if stays]
        quiet = [line for sort in ("same", "-same") for line in await _quiet(churn, sort, limit, kept)]
        busy = [await walk_both_ways(churn, sort, limit, kept, quiet=False) for sort in sorts]
    return quiet + [line for lines in busy for line in lines]


async def _quiet(churn: Churn, sort: str, limit: int, kept: Sequence[str]) -> list[Line]:
    everything = [*kept, *churn.loose]
    return await walk_both_ways(churn, sort, limit, everything, quiet=True)


def rendered(lines: Sequence[Line]) -> str:
    """Return the walks as a table."""
    width = max(len(line.sort) for line in lines)
    titles = (
        "pages",
        "rows that stay",
        "seen",
        "repeated",
        "out of order",
        "inserted",
        "deleted",
        "at a border",
    )
    text = [f"{'sort':{width}}  direction  {'  '.join(titles)}"]
    for line in lines:
        counts = f"{line.pages:5}  {line.expected:14}  {line.seen:4}  {line.repeated:8}  {line.disordered:12}"
        churned = f"{line.inserted:8}  {line.deleted:7}  {line.at_border:11}"
        mark = "" if line.holds else "  WRONG"
        text.append(f"{line.sort:{width}}  {line.direction:9}  {counts}  {churned}{mark}")
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    passed = True
    for kind in DATABASES if options.database == "both" else (options.database,):
        with tempfile.TemporaryDirectory(prefix="specloom-pages-") as folder, contextlib.ExitStack() as stack:
            url = stack.enter_context(database(kind, Path(folder)))
            client = stack.enter_context(service(SPEC, url, Path(folder)))
            sys.stdout.write(f"{kind}: {options.rows} rows, {options.limit} a page, seed {options.seed}\n")
            sys.stdout.flush()
            walks = walk_all(str(client.base_url), options.rows, options.limit, Random(options.seed))
            lines = asyncio.run(walks)
        passed &= all(line.holds for line in lines)
        sys.stdout.write(f"{rendered(lines)}\n\n")
    return 0 if passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.check_pages", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--rows", type=int, default=10_000, help="that stay; others come and go")
    parser.add_argument("--limit", type=int, default=100, help="rows of a page")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats a run's rows")
    return parser


if __name__ == "__main__":
    sys.exit(main())
