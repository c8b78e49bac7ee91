"""`make lint-openapi`: Redocly's and Spectral's rules for OpenAPI, over the documents of the blog and of two specs.

The blog's document is the served one, with its hand-written routes. All findings are printed, and any finding, also a
warning, makes the exit status 1. Both linters are in `tests/proofs/linters`, at the versions of `package-lock.json`.
They use no network.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.main import app
from specloom.emit.name_conflicts import marked
from specloom.emit.openapi.document import render
from specloom.resolve import compile_spec

ROOT = Path(__file__).parents[2]
LINTERS = ROOT / "tests/proofs/linters"
SPECS = {
    "Chinook": ROOT / "examples/chinook/spec",
    "every type": ROOT / "tests/cases/every-type/spec.yaml",
    "every relation": ROOT / "tests/cases/every-relation/spec.yaml",
}
LONGEST = 60
"""Seconds that a linter may take."""
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "DO_NOT_TRACK": "1"}


def main() -> int:
    """Run both linters and return the exit status."""
    count = 0
    with tempfile.TemporaryDirectory(prefix="specloom-lint-") as folder:
        path = Path(folder, "openapi.json")
        for name, text in documents():
            path.write_text(text)
            problems = [*redocly(str(path)), *spectral(str(path))]
            sys.stdout.writelines(f"{name}: {problem}\n" for problem in problems)
            sys.stdout.write(f"{name}: {len(problems)} problems\n")
            count += len(problems)
    return 1 if count else 0


def documents() -> Iterator[tuple[str, str]]:
    """Yield the name and text of each document."""
    yield "the blog", json.dumps(app.openapi())
    for name, path in SPECS.items():
        service = compile_spec(path).service
        assert service is not None, name
        yield name, render(marked(service))["openapi.json"]


def redocly(path: str) -> Iterator[str]:
    """Yield each problem that Redocly sees with its recommended rules."""
    for each in _run("redocly", ["lint", "--config", "redocly.yaml", "--format", "json", path])["problems"]:
        yield f"{each['ruleId']} at {each['location'][0].get('pointer')}: {each['message']}"


def spectral(path: str) -> Iterator[str]:
    """Yield each problem that Spectral sees with its rules for OpenAPI."""
    for each in _run(
        "spectral", ["lint", "--ruleset", ".spectral.yaml", "--format", "json", "--quiet", path]
    ):
        yield f"{each['code']} at {'/'.join(map(str, each['path']))}: {each['message']}"


def _run(name: str, arguments: list[str]) -> Any:
    """Return the report of a linter. Raises RuntimeError if there is none, TimeoutExpired if it takes too long."""
    command = [str(LINTERS / "node_modules/.bin" / name), *arguments]
    environment = {**os.environ, **QUIET}
    done = subprocess.run(  # a linter that sees a problem ends with another status than 0
        command, check=False, cwd=LINTERS, env=environment, capture_output=True, text=True, timeout=LONGEST
    )
    if not done.stdout.lstrip().startswith(("{", "[")):
        raise RuntimeError(f"{name} ended with {done.returncode}: {done.stderr or done.stdout}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
