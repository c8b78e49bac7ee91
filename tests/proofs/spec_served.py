"""Runs schemathesis, or the proof with canaries, on generated services, one after another.

    python -m tests.proofs.spec_served fuzz|canaries FOLDER POSTGRES EXAMPLES SEED

`FOLDER` holds a folder for each spec, with its code in `generated`; `POSTGRES` is the URL of a server. Every other
spec is served on SQLite; what the one proof does on SQLite, the other does on PostgreSQL. Prints a JSON object for
each spec with which something is wrong, one a line.
"""

import contextlib
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.proofs import fuzz
from tests.support import processes
from tests.support.databases import new_postgres_database
from tests.support.serving import ROOT

LONGEST = 6_000
"""Characters of what a proof says that are kept."""
DATABASES = ("sqlite", "postgresql")
COVERED = 3
"""Operations of a service that the coverage phase is about; that of `make fuzz` is about all."""


def main(stage: str, folder: Path, postgres: str, examples: int, seed: int) -> None:
    """Put the services of all specs of a folder to a proof, and print what went wrong."""
    processes.load_ahead()
    for place in sorted(each.parent for each in folder.glob("*/generated")):
        with (place / f"{stage}.txt").open("wb") as output, _output_to(output.fileno()):
            passed = _is_sound(stage, place, postgres, examples, seed)
        if not passed:
            text = (place / f"{stage}.txt").read_text(errors="replace")
            finding = {
                "spec": place.name,
                "stage": stage,
                "kind": _KINDS[stage](text),
                "text": text[-LONGEST:],
            }
            sys.stdout.write(json.dumps(finding) + "\n")


def _is_sound(stage: str, place: Path, postgres: str, examples: int, seed: int) -> bool:
    first = sum(place.name.encode()) % 2
    try:
        if stage == "fuzz":
            return _fuzz(place, DATABASES[1 - first], postgres, examples, seed)
        options = ["--spec", str(place), "--database", DATABASES[first], "--seed", str(seed)]
        variables = {**os.environ, "SPECLOOM_TEST_POSTGRES": postgres}
        return processes.run(["tests.proofs.prove_sensitive", *options], ROOT, variables) == 0
    except (RuntimeError, SystemExit):  # it does not even start
        traceback.print_exc()
        return False


def _fuzz(place: Path, kind: str, postgres: str, examples: int, seed: int) -> bool:
    """Return if schemathesis finds nothing wrong with a service, in all phases."""
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            url = f"sqlite:///{place / 'fuzz.db'}"
        else:
            url = stack.enter_context(new_postgres_database(postgres))
        client = stack.enter_context(fuzz.generated_service(url, place))
        command = fuzz.Command(str(client.base_url), url, place, seed, reports=None)
        document = client.get("/openapi.json").raise_for_status().json()
        return fuzz.run_phases(command, fuzz.PHASES, examples, document, COVERED)


def _failures(text: str) -> str:
    """Return what tells one failure of schemathesis from another: the names of the checks."""
    return ", ".join(sorted(set(re.findall(r"^- (.+)$", text, re.MULTILINE)))) or "error"


def _faults(text: str) -> str:
    """Return what tells one failure of the canaries from another: the faults and hits without names and values."""
    found = re.findall(r"^  ((?:FAULT|HIT) .*)$", text, re.MULTILINE) or re.findall(
        r"^(\w+(?:Error|Exit)\b)", text, re.MULTILINE
    )
    return ", ".join(sorted({_WORDS.sub("_", each)[:80] for each in found})[:3]) or "error"


_WORDS = re.compile(r"[`'\"{].*?[`'\"}]|/\S*|\w+\.\w+|\b[A-Z]\w*_\w*|\d+|\[.*?\]")

_KINDS: dict[str, Callable[[str], str]] = {"fuzz": _failures, "canaries": _faults}


@contextlib.contextmanager
def _output_to(descriptor: int) -> Iterator[None]:
    """Send what this process and those that it starts print to a file."""
    sys.stdout.flush()
    kept = [os.dup(1), os.dup(2)]
    try:
        for each in (1, 2):
            os.dup2(descriptor, each)
        yield
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        for each, copy in zip((1, 2), kept, strict=True):
            os.dup2(copy, each)
            os.close(copy)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
