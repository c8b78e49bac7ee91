"""`make check-races`: sends requests at the same time, of which only one may succeed.

    python -m tests.proofs.check_races [--database sqlite|postgresql|both] [--parallel N] [--rounds N] [--workers N]

The committed blog is migrated and served, on PostgreSQL by several processes, and the races of `tests/proofs/races.py`
are run against it. Exits 0 if each has the expected result.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.proofs.fuzz import database
from tests.proofs.race_arena import Race, arena
from tests.proofs.races import RACES
from tests.support.serving import migrate, serve

DATABASES = ("sqlite", "postgresql")
PATIENT = {
    **dict.fromkeys(("POOL_TIMEOUT", "LOCK_TIMEOUT", "STATEMENT_TIMEOUT"), "60"),
    "UVICORN_TIMEOUT_KEEP_ALIVE": "600",
}
"""Settings with long timeouts, so that a busy machine causes no failure."""


@dataclass(slots=True)
class Line:
    """All rounds of a race."""

    name: str
    rounds: int = 0
    held: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def holds(self) -> bool:
        """True if every round came out as it must."""
        return self.held == self.rounds > 0


@contextlib.contextmanager
def served(url: str, place: Path, workers: int) -> Iterator[str]:
    """Migrate a database, serve the blog on it, and yield the address."""
    migrate(url)
    environment = {**PATIENT, "UVICORN_WORKERS": str(workers)}
    with serve(url, place / "server.log", "tests.support.restoring_app:app", environment) as client:
        yield str(client.base_url)


async def run_all(address: str, parallel: int, rounds: int, races: Mapping[str, Race] = RACES) -> list[Line]:
    """Run each race so many times against a server."""
    lines = []
    async with arena(address, parallel) as found:
        for name, race in races.items():
            line = Line(name)
            for _ in range(rounds):
                result = await race(found)
                line.rounds += 1
                line.held += result.holds
                line.statuses += result.statuses
                line.faults.update(result.faults)
            lines.append(line)
    return lines


def rendered(lines: Sequence[Line]) -> str:
    """Return the races as a table."""
    width = max(len(line.name) for line in lines)
    text = [f"{'race':{width}}  rounds  as it must  answers"]
    for line in lines:
        responses = ", ".join(f"{status}: {count}" for status, count in sorted(line.statuses.items()))
        mark = "" if line.holds else "  WRONG"
        text.append(f"{line.name:{width}}  {line.rounds:6}  {line.held:10}  {responses}{mark}")
        text += [f"{'':{width}}  {count} times: {fault}" for fault, count in line.faults.items()]
    return "\n".join(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    passed = True
    for kind in DATABASES if options.database == "both" else (options.database,):
        workers = options.workers if kind == "postgresql" else 1
        with tempfile.TemporaryDirectory(prefix="specloom-races-") as folder, contextlib.ExitStack() as stack:
            url = stack.enter_context(database(kind, Path(folder)))
            address = stack.enter_context(served(url, Path(folder), workers))
            sys.stdout.write(f"{kind}: {options.parallel} at once, served by {workers}\n")
            sys.stdout.flush()
            lines = asyncio.run(run_all(address, options.parallel, options.rounds))
        passed &= all(line.holds for line in lines)
        sys.stdout.write(f"{rendered(lines)}\n\n")
    return 0 if passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.check_races", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--parallel", type=int, default=50, help="requests at once")
    parser.add_argument("--rounds", type=int, default=20, help="of each race")
    parser.add_argument("--workers", type=int, default=2, help="processes that serve, on PostgreSQL")
    return parser


if __name__ == "__main__":
    sys.exit(main())
