"""`make fuzz`: schemathesis over a running service, and a table of what it accepted.

    python -m tests.proofs.fuzz [--spec DIR] [--database sqlite|postgresql] [--max-examples N] [--covered N]
                              [--phases ...]

Without `--spec` it is the committed application; with it, the spec is generated into a temporary folder and
served through `app/database.py` and `create_api`. It exits 0 if every check passed and enough requests of every
operation were accepted.
"""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import httpx2 as httpx

from specloom.model import Entity
from specloom.resolve import compile_spec
from tests.proofs.fuzz_bodies import BODIES
from tests.proofs.fuzz_hooks import SUBJECTS
from tests.proofs.fuzz_table import ACCEPTED, SHARE, Floor, rendered, table
from tests.support import processes
from tests.support.databases import new_postgres_database
from tests.support.postgres import postgres
from tests.support.serving import ROOT, migrate, serve

ROUNDS = 6
"""How often the stateful phase runs at most until every operation stands above the floor."""
LEAST = 20
"""Scenarios of a round at least: to start one takes as long as these."""
EACH = 30
"""Scenarios about each of these resources in the rounds after the first."""
PHASES = ("examples", "coverage", "fuzzing", "stateful")
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    floor = Floor(options.share, options.accepted)
    with tempfile.TemporaryDirectory(prefix="specloom-fuzz-") as folder, contextlib.ExitStack() as stack:
        place = Path(folder)
        url = stack.enter_context(database(options.database, place))
        client = stack.enter_context(service(options.spec, url, place))
        document = client.get("/openapi.json").raise_for_status().json()
        command = Command(str(client.base_url), url, place, options.seed)
        unmade = barren(options.spec or ROOT / "spec")
        single = [each for each in options.phases if each != "stateful"]
        passed = run_phases(command, single, options.max_examples, document, options.covered)
        walks = "stateful" in options.phases and any(line.linked for line in table([], document, unmade))
        if walks:
            passed &= _walk(command, document, unmade, floor, max(options.max_examples, LEAST))
        lines = table(command.reports or [], document, unmade) if "stateful" in options.phases else []
        if not passed:
            _show(place / "server.log")
    if lines:
        sys.stdout.write(f"\n{rendered(lines, floor)}\n")
    return 0 if passed and all(floor.holds(line) for line in lines) else 1


def run_phases(
    command: "Command", phases: Sequence[str], examples: int, document: dict[str, Any], covered: int | None
) -> bool:
    """Run phases once and return if all checks held.

    No number of examples bounds the coverage phase, which takes longer than all the others. `covered` does: it is the
    number of operations, drawn at random, that the phase is about.
    """
    others = [each for each in phases if covered is None or each != "coverage"]
    passed = not others or command.run(others, examples)
    if covered is not None and "coverage" in phases:
        passed &= command.run(["coverage"], examples, only=_drawn(document["paths"], covered, command.seed))
    return passed


def _drawn(paths: Mapping[str, Mapping[str, Any]], covered: int, seed: int | None) -> list[str]:
    """Return paths drawn at random that have some operations together, or a few more."""
    drawn = Random(seed).sample(sorted(paths), len(paths))
    before = accumulate((len(METHODS & paths[each].keys()) for each in drawn), initial=0)
    return [path for path, count in zip(drawn, before, strict=False) if count < covered]


def _walk(
    command: "Command", document: dict[str, Any], unmade: set[str], floor: Floor, examples: int
) -> bool:
    """Run the stateful phase, again about the resources that are below the floor, and return if all checks held."""
    subjects: set[str] = set()
    for _ in range(ROUNDS):
        if not command.run(["stateful"], _scenarios(examples, len(subjects)), subjects):
            return False
        subjects = {
            line.resource for line in table(command.reports or [], document, unmade) if not floor.holds(line)
        }
        if not subjects:
            break
    return True


def _scenarios(examples: int, subjects: int) -> int:
    """Return how many scenarios a round has: one for each subject at least, and the simplest of all before them."""
    return max(min(examples, EACH * subjects), subjects + 1) if subjects else examples


def barren(spec: Path) -> set[str]:
    """Return the paths of the entities of which the API cannot make a row, since it cannot make what they need."""
    service = compile_spec(spec).service
    entities = service.entities if service else ()
    found = {each.name for each in entities if "create" not in each.operations}
    while more := {each.name for each in entities if _required(each) & found} - found:
        found |= more
    return {f"/{each.path}" for each in entities if each.name in found}


def _required(entity: Entity) -> set[str]:
    """Return the names of the entities that a new row must refer to."""
    required = [each for each in entity.references if not each.nullable and each.default is None]
    return {each.reference.target for each in required if each.reference is not None}


@contextlib.contextmanager
def database(kind: str, place: Path) -> Iterator[str]:
    """Yield the URL of an empty database of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{place / 'fuzz.db'}"
    else:
        with postgres() as server, new_postgres_database(server) as url:
            yield url


@contextlib.contextmanager
def service(spec: Path | None, url: str, place: Path) -> Iterator[httpx.Client]:
    """Create the tables, run the service of a spec, or the committed one, and yield a client for it."""
    if spec is None:
        migrate(url)
        with serve(url, place / "server.log", "tests.support.restoring_app:app") as client:
            yield client
    else:
        generate = ["specloom", "generate", "--spec", str(spec.resolve()), "--out", str(place / "generated")]
        _python(generate, place, {"PYTHONPATH": str(ROOT)})
        with generated_service(url, place) as client:
            yield client


@contextlib.contextmanager
def generated_service(url: str, place: Path) -> Iterator[httpx.Client]:
    """Create the tables of the code in `place / "generated"`, run its service, and yield a client for it."""
    path = os.pathsep.join([str(place), str(ROOT)])
    _python(["tests.proofs.fuzz_app"], place, {"DATABASE_URL": url, "PYTHONPATH": path})
    with serve(url, place / "server.log", "tests.proofs.fuzz_app:app", {"PYTHONPATH": path}) as client:
        yield client


def _python(command: Sequence[str], place: Path, variables: dict[str, str]) -> None:
    """Run a module in a folder. Raises SystemExit if that fails."""
    if processes.run(command, place, {**os.environ, **variables}):
        raise SystemExit(f"{' '.join(command)} failed")


@dataclass(slots=True)
class Command:
    """Runs of schemathesis against one server, each with a report of its own."""

    address: str
    url: str
    """The database's."""
    place: Path
    seed: int | None
    """Of the first run; each that follows has the next one, for the same would send the same again."""
    reports: list[Path] | None = field(default_factory=list)
    """None if they are not read, because writing them takes time."""
    runs: int = 0

    def run(
        self, phases: Sequence[str], examples: int, subjects: Iterable[str] = (), only: Iterable[str] = ()
    ) -> bool:
        """Run some phases and return if every check held.

        `subjects` is what scenarios are to be about; `only` are the paths to send requests to, all if there are none.
        """
        command = [
            *("schemathesis.cli", "run", f"{self.address.rstrip('/')}/openapi.json"),
            *("--phases", ",".join(phases), "--max-examples", str(examples)),
            *(["--seed", str(self.seed + self.runs)] if self.seed is not None else []),
            *(argument for path in only for argument in ("--include-path", path)),
        ]
        self.runs += 1
        if self.reports is not None:
            self.reports.append(self.place / f"report{len(self.reports)}.ndjson")
            command += ["--report", "ndjson", "--report-ndjson-path", str(self.reports[-1])]
        variables = {
            **os.environ,
            "DATABASE_URL": self.url,
            SUBJECTS: " ".join(sorted(subjects)),
            BODIES: str(self.place / "bodies.json"),
        }
        return processes.run(command, ROOT, variables) == 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.fuzz", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "--spec", type=Path, help="a folder with a spec; without it, the committed application"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--max-examples", type=int, default=100)
    parser.add_argument(
        "--covered", type=int, help="operations that the coverage phase is about, instead of all"
    )
    parser.add_argument("--phases", type=lambda text: text.split(","), default=list(PHASES))
    parser.add_argument("--seed", type=int, help="repeats a run; every run prints its own")
    parser.add_argument("--share", type=float, default=SHARE, help="the floor of accepted requests")
    parser.add_argument("--accepted", type=int, default=ACCEPTED, help="and their least number")
    return parser


def _show(log: Path) -> None:
    """Print the end of the server's log, which may say why a check failed."""
    errors = [line for line in log.read_text(errors="replace").splitlines() if "error" in line.lower()]
    sys.stderr.write("\n".join([*errors[-20:], ""]))


if __name__ == "__main__":
    sys.exit(main())
