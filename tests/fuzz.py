"""`make fuzz`: schemathesis over a running service, and a table of what it accepted.

    python -m tests.fuzz [--spec DIR] [--database sqlite|postgresql] [--max-examples N] [--phases ...] [--seed N]

Without `--spec` it is the committed application; with it, the spec is generated into a temporary folder and
served through `app/database.py` and `create_api`. It exits 0 if every check held and every operation stands
above the floor.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2 as httpx

from tests import fuzz_table
from tests.databases import new_postgres_database
from tests.postgres import postgres
from tests.serving import ROOT, migrate, serve

PHASES = ("examples", "coverage", "fuzzing", "stateful")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="specloom-fuzz-") as folder, contextlib.ExitStack() as stack:
        place = Path(folder)
        url = stack.enter_context(database(options.database, place))
        client = stack.enter_context(service(options.spec, url, place))
        document = client.get("/openapi.json").raise_for_status().json()
        report = place / "report.ndjson"
        passed = run(str(client.base_url), url, report, options.phases, options.max_examples, options.seed)
        if not passed:
            _show(place / "server.log")
        lines = fuzz_table.table(report, document)
    if "stateful" not in options.phases:
        return 0 if passed else 1
    sys.stdout.write(f"\n{fuzz_table.rendered(lines, options.share, options.accepted)}\n")
    walked = all(line.passes(options.share, options.accepted) for line in lines)
    return 0 if passed and walked else 1


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
    log = place / "server.log"
    if spec is None:
        migrate(url)
        with serve(url, log) as client:
            yield client
    else:
        path = os.pathsep.join([str(place), str(ROOT)])
        variables = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path}
        generate = ["codegen", "generate", "--spec", str(spec.resolve()), "--out", str(place / "generated")]
        for command in (generate, ["tests.fuzz_app"]):
            subprocess.run([sys.executable, "-m", *command], cwd=place, env=variables, check=True)
        with serve(url, log, "tests.fuzz_app:app", {"PYTHONPATH": path}) as client:
            yield client


def run(address: str, url: str, report: Path, phases: Sequence[str], examples: int, seed: int | None) -> bool:
    """Run schemathesis against a server and return whether every check held. Its report goes to a file."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{address.rstrip('/')}/openapi.json"),
        *("--phases", ",".join(phases), "--max-examples", str(examples)),
        *("--report", "ndjson", "--report-ndjson-path", str(report)),
        *(["--seed", str(seed)] if seed is not None else []),
    ]
    return (
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        == 0
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "--spec", type=Path, help="a folder with a spec; without it, the committed application"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--max-examples", type=int, default=100)
    parser.add_argument("--phases", type=lambda text: text.split(","), default=list(PHASES))
    parser.add_argument("--seed", type=int, help="repeats a run; every run prints its own")
    parser.add_argument(
        "--share", type=float, default=fuzz_table.SHARE, help="the floor of accepted requests"
    )
    parser.add_argument("--accepted", type=int, default=fuzz_table.ACCEPTED, help="and their least number")
    return parser


def _show(log: Path) -> None:
    """Print the end of the server's log, which may say why a check failed."""
    errors = [line for line in log.read_text(errors="replace").splitlines() if "error" in line.lower()]
    sys.stderr.write("\n".join([*errors[-20:], ""]))


if __name__ == "__main__":
    sys.exit(main())
