"""`make prove-sensitive`: proves that no value of a sensitive, password or internal field ever comes out.

    python -m tests.prove_sensitive [--spec DIR] [--database sqlite|postgresql|both] [--seed N] [--generator DIR]

Canaries, values that nothing else has, are written into every hidden field; every operation is driven into each
status that its document names, and into 500; and all that came out is searched for them. Without `--spec` it is the
committed blog with its hand-written application; any other spec is served by generated code on `app/database.py`.
`--generator` names the folder of another `codegen`, such as one that leaks. The exit status is 1 if anything came out
or anything was not tried.
"""

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.canaries.examples import refused
from tests.databases import new_postgres_database
from tests.postgres import postgres
from tests.serving import CHEAP_PASSWORDS, ROOT

DATABASES = ("sqlite", "postgresql")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    databases = DATABASES if options.database == "both" else (options.database,)
    spec = options.spec or ROOT / "spec"
    application = "tests.fuzz_app:app" if options.spec else "app.main:app"
    with tempfile.TemporaryDirectory(prefix="specloom-canaries-") as folder:
        place = Path(folder)
        if not generate(spec, place / "generated", options.generator):
            return 1
        passed = refused(spec, place, options.generator, random.Random(options.seed))
        for kind in databases:
            sys.stdout.write(f"{spec.name} on {kind}, seed {options.seed}\n")
            sys.stdout.flush()
            passed &= prove(spec, place, kind, application, options.seed)
    return 0 if passed else 1


def generate(spec: Path, out: Path, generator: Path = ROOT) -> bool:
    """Generate a spec with the `codegen` of a folder. Returns False if it finds something wrong with the spec."""
    command = [sys.executable, "-m", "codegen", "generate", "--spec", str(spec.resolve()), "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(generator)}
    return subprocess.run(command, cwd=out.parent, env=environment, check=False).returncode == 0


def prove(spec: Path, place: Path, kind: str, application: str, seed: int) -> bool:
    """Prove the service that was generated into a folder, on a new database of a kind."""
    work = place / kind
    work.mkdir()
    shutil.copytree(place / "generated", work / "generated")
    with _database(kind, work) as url:
        path = os.pathsep.join([str(work), str(ROOT)])
        variables = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path, **CHEAP_PASSWORDS}
        command = [sys.executable, "-m", "tests.canaries.run", str(spec.resolve()), str(work), application, str(seed)]
        return subprocess.run(command, cwd=work, env=variables, check=False).returncode == 0


@contextlib.contextmanager
def _database(kind: str, place: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{place / 'canaries.db'}"
    elif server := os.environ.get("SPECLOOM_TEST_POSTGRES"):
        with new_postgres_database(server) as url:
            yield url
    else:
        with postgres() as server, new_postgres_database(server) as url:
            yield url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.prove_sensitive", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--spec", type=Path, help="a folder with a spec; without it, the committed application")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats a run")
    parser.add_argument("--generator", type=Path, default=ROOT, help="the folder of another `codegen`")
    return parser


if __name__ == "__main__":
    sys.exit(main())
