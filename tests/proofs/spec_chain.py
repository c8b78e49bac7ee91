"""The stages that every spec must pass, from generating to schemathesis on both databases.

A batch is a folder with a folder for each spec (`s0/spec.yaml`). Starting a tool takes most of the time, so each tool
starts once for the whole batch. A stage returns its findings and does not raise them.
"""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from specloom.cli import main as specloom
from tests.support.serving import ROOT

LONGEST = 6_000
"""Characters of what a tool says that are kept."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a stage of the chain found wrong with a spec."""

    spec: str
    """Name of its folder."""
    stage: str
    kind: str
    """What tells one cause from another: an error code, an exception's class."""
    text: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages share."""

    postgres: str
    """URL of a PostgreSQL server."""
    cache: Path
    """Folder in which the type checker keeps what it knows of installed packages. One at a time may use it."""
    examples: int = 5
    """How many requests the fuzzer makes up for each operation, beside those that it derives from the document."""
    seed: int = 0


def write(folder: Path, specs: Mapping[str, str]) -> None:
    """Make a batch of the texts of specs, by name."""
    for name, text in specs.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "spec.yaml").write_text(text, encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    """Return the names of the specs of a batch."""
    return sorted(each.parent.name for each in folder.glob("*/spec.yaml"))


def generate(folder: Path, _: Tools) -> list[Finding]:
    """Generate the code of each spec."""
    return [each for name in names_in(folder) for each in _specloom(folder, name, "generate")]


def check(folder: Path, _: Tools) -> list[Finding]:
    """Compare the code of each spec with the spec, which must find nothing."""
    return [each for name in names_in(folder) for each in _specloom(folder, name, "check")]


def _specloom(folder: Path, name: str, command: str) -> Iterable[Finding]:
    place = folder / name
    arguments = [command, "--spec", str(place / "spec.yaml"), "--out", str(place / "generated")]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = specloom(arguments)
    if status:
        last = next((line for line in reversed(said.getvalue().splitlines()) if line.strip()), "")
        yield Finding(name, command, f"exit {status} {_words(last)}", said.getvalue()[-LONGEST:])


def ruff(folder: Path, _: Tools) -> list[Finding]:
    """Check the style of the code by this project's rules, and its layout by those that it is generated with."""
    rules = ["check", "--config", str(ROOT / "pyproject.toml"), "--no-cache", "--output-format", "concise"]
    rules += ["--ignore", "E501"]  # two names of 64 characters fit into no line
    layout = [
        "format",
        "--check",
        "--isolated",
        "--line-length",
        "100",
        "--target-version",
        "py311",
        "--no-cache",
    ]
    layout += ["--exclude", "runtime"]  # which is copied as it is
    return [
        *_lines(
            folder,
            "ruff",
            ["ruff", *rules, "."],
            r"(?P<spec>[^/\n]+)/(?P<text>\S+ (?P<kind>[A-Z]+[0-9]+) .*)",
        ),
        *_lines(
            folder,
            "ruff",
            ["ruff", *layout, "."],
            r"(?P<kind>Would reformat): (?P<spec>[^/\n]+)/(?P<text>.*)",
        ),
    ]


def mypy(folder: Path, tools: Tools) -> list[Finding]:
    """Check the types of the code, strictly."""
    options = [
        "--config-file",
        str(ROOT / "pyproject.toml"),
        "--explicit-package-bases",
        "--no-error-summary",
    ]
    command = ["mypy", *options, "--no-pretty", "--cache-dir", str(tools.cache), "."]
    pattern = r"(?P<spec>[^/\n]+)/(?P<text>.*: error: .*  \[(?P<kind>[a-z-]+)\])"
    return _lines(folder, "mypy", command, pattern)


def live(folder: Path, tools: Tools) -> list[Finding]:
    """Import the code, make its tables on both databases and let Alembic compare them."""
    return _told(folder, "live", ["tests.proofs.spec_live", str(folder), tools.postgres])


def fuzz(folder: Path, tools: Tools) -> list[Finding]:
    """Run schemathesis over the service of each spec, on the one database or the other."""
    return _served(folder, tools, "fuzz")


def canaries(folder: Path, tools: Tools) -> list[Finding]:
    """Prove of the service of each spec, on the other database, that no value of a hidden field comes out."""
    return _served(folder, tools, "canaries")


def _served(folder: Path, tools: Tools, stage: str) -> list[Finding]:
    arguments = [stage, str(folder), tools.postgres, str(tools.examples), str(tools.seed)]
    return _told(folder, stage, ["tests.proofs.spec_served", *arguments])


def _told(folder: Path, stage: str, command: list[str]) -> list[Finding]:
    """Run a module that prints what it finds as JSON, one finding a line."""
    run = _run(command, ROOT)
    found = [Finding(**json.loads(line)) for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode:
        found.append(Finding(_all(folder), stage, f"exit {run.returncode}", run.stderr[-LONGEST:]))
    return found


Stage = Callable[[Path, Tools], list[Finding]]

STAGES: dict[str, Stage] = {
    "generate": generate,
    "check": check,
    "ruff": ruff,
    "mypy": mypy,
    "live": live,
    "canaries": canaries,
    "fuzz": fuzz,
}
"""In their order. A spec that a stage finds something wrong with goes no further."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch."""

    findings: list[Finding]
    passed: dict[str, int]
    """How many specs came through each stage."""
    seconds: dict[str, float]


def run(folder: Path, tools: Tools, stages: Iterable[str]) -> Outcome:
    """Send a batch through stages. Folders of specs that do not come through are moved away."""
    outcome = Outcome([], {}, {})
    for stage in stages:
        start = time.monotonic()
        findings = STAGES[stage](folder, tools) if names_in(folder) else []
        outcome.findings.extend(findings)
        for name in {each.spec for each in findings if each.spec}:
            (folder / name).rename(folder.parent / f"{folder.name}-{name}")
        outcome.passed[stage] = len(names_in(folder))
        outcome.seconds[stage] = time.monotonic() - start
    return outcome


def _lines(folder: Path, stage: str, command: list[str], pattern: str) -> list[Finding]:
    """Run a tool and return a finding for each spec and kind of what it complains about."""
    run = _run(command, folder)
    found: dict[tuple[str, str], list[str]] = {}
    for each in re.finditer(f"^{pattern}$", run.stdout, re.MULTILINE):
        found.setdefault((each["spec"], each["kind"]), []).append(each["text"])
    if run.returncode and not found:
        return [Finding(_all(folder), stage, f"exit {run.returncode}", (run.stdout + run.stderr)[-LONGEST:])]
    return [Finding(spec, stage, kind, "\n".join(lines)[:LONGEST]) for (spec, kind), lines in found.items()]


def _all(folder: Path) -> str:
    """Return how a finding calls a batch of which it cannot say more."""
    names = names_in(folder)
    return names[0] if len(names) == 1 else ""


def _run(arguments: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


def _words(text: str) -> str:
    """Return a message without what differs from spec to spec: names in quotes, numbers, paths."""
    return re.sub(r"[`'\"].*?[`'\"]|\S*/\S*|\d+", "_", text)[:80]
