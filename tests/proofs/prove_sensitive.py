"""`make prove-sensitive`: checks that no output contains a value of a sensitive, password or internal field.

    python -m tests.proofs.prove_sensitive [--spec DIR] [--database sqlite|postgresql|both] [--seed N] [--parts ...]
                                    [--hand-written]
    python -m tests.proofs.prove_sensitive --mutants

Canaries are values that occur nowhere else. They are written into every hidden field. Every operation is driven into
each documented status, and into 500. Then all output is searched for canaries. Without `--spec`, the committed blog is
tested with its hand-written application. Any other spec is served by generated code on `app/database.py`;
`--hand-written` adds hand-written services and guards. The exit status is 1 if a canary was found or something was not
tried. With `--mutants`, generators that leak are tested, and each must make the proof fail.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.proofs.canaries.context import PARTS
from tests.proofs.canaries.examples import refused
from tests.proofs.canaries.mutants import MUTANTS, SMALL, Mutant, apply
from tests.support import processes
from tests.support.serving import CHEAP_PASSWORDS, ROOT

DATABASES = ("sqlite", "postgresql")
ALL_PARTS = ("examples", *PARTS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    if options.mutants:
        sound = main(["--spec", str(SMALL), "--database", "sqlite", "--seed", str(options.seed)]) == 0
        caught = [_caught(mutant, options.seed) for mutant in MUTANTS]
        return 0 if sound and all(caught) else 1
    databases = DATABASES if options.database == "both" else (options.database,)
    spec = options.spec or ROOT / "spec"
    application = "tests.proofs.fuzz_app:app" if options.spec else "tests.support.restoring_app:app"
    if options.hand_written:
        application = "tests.proofs.canaries.hand_written_app:app"
    with tempfile.TemporaryDirectory(prefix="specloom-canaries-") as folder:
        place = Path(folder)
        if not generate(spec, place / "generated", options.generator):
            return 1
        passed = "examples" not in options.parts or refused(
            spec, place, options.generator, random.Random(options.seed)
        )
        parts = [part for part in PARTS if part in options.parts]
        for kind in databases if parts else ():
            sys.stdout.write(f"{spec.name} on {kind}, seed {options.seed}\n")
            sys.stdout.flush()
            passed &= prove(spec, place, kind, application, options.seed, parts)
    return 0 if passed else 1


def generate(spec: Path, out: Path, generator: Path) -> bool:
    """Generate a spec with the `specloom` of a folder. Returns False if it finds something wrong with the spec."""
    command = ["specloom", "generate", "--spec", str(spec.resolve()), "--out", str(out)]
    status, said = processes.captured(command, out.parent, {**os.environ, "PYTHONPATH": str(generator)})
    if status:
        sys.stdout.write(said)
    return status == 0


def prove(spec: Path, place: Path, kind: str, application: str, seed: int, parts: Sequence[str]) -> bool:
    """Prove the service that was generated into a folder, on a new database of a kind."""
    work = place / kind
    work.mkdir()
    shutil.copytree(place / "generated", work / "generated")
    with _database(kind, work) as url:
        path = os.pathsep.join([str(work), str(ROOT)])
        variables = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": path, **CHEAP_PASSWORDS}
        command = ["tests.proofs.canaries.run", str(spec.resolve()), str(work)]
        command += [application, str(seed), ",".join(parts)]
        return processes.run(command, work, variables) == 0


def prove_mutant(mutant: Mutant, seed: int) -> subprocess.CompletedProcess[str]:
    """Put a mutant's service to the part of the proof that must find what it leaks."""
    with tempfile.TemporaryDirectory(prefix="specloom-mutant-") as folder:
        apply(mutant, Path(folder))
        command = [
            sys.executable,
            "-m",
            "tests.proofs.prove_sensitive",
            "--spec",
            str(SMALL),
            "--generator",
            folder,
        ]
        command += ["--database", "sqlite", "--seed", str(seed), "--parts", mutant.part]
        command += ["--hand-written"] if mutant.hand_written else []
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def _caught(mutant: Mutant, seed: int) -> bool:
    done = prove_mutant(mutant, seed)
    found = re.search(mutant.found, done.stdout)
    caught = done.returncode == 1 and found is not None
    sys.stdout.write(f"{'caught' if caught else 'NOT CAUGHT'}: a generator that {mutant.name}\n")
    sys.stdout.write(f"  {found[0]}\n" if caught and found else done.stdout + done.stderr)
    sys.stdout.flush()
    return caught


@contextlib.contextmanager
def _database(kind: str, place: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{place / 'canaries.db'}"
        return
    # Imported here because it takes a second, which a proof on SQLite need not spend.
    from tests.support.databases import new_postgres_database
    from tests.support.postgres import postgres

    with contextlib.ExitStack() as stack:
        server = os.environ.get("SPECLOOM_TEST_POSTGRES") or stack.enter_context(postgres())
        yield stack.enter_context(new_postgres_database(server))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.prove_sensitive", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument(
        "--spec", type=Path, help="a folder with a spec; without it, the committed application"
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats a run")
    parser.add_argument(
        "--parts", type=lambda text: text.split(","), default=list(ALL_PARTS), help="what to prove"
    )
    parser.add_argument(
        "--generator", type=Path, default=ROOT / "codegen", help="the folder of another `specloom`"
    )
    parser.add_argument(
        "--hand-written", action="store_true", help="with hand-written services and guards for every entity"
    )
    parser.add_argument("--mutants", action="store_true", help="prove that generators that leak are caught")
    return parser


if __name__ == "__main__":
    sys.exit(main())
