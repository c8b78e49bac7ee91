"""Measures how requests, start and memory depend on the number of entities: `python -m benchmarks.scale`.

It generates specs of 1, 10, 100 and 1,000 similar entities, and serves each in a process of its own, on SQLite. The
processes take turns, so that other load of the machine affects all of them. Figures are medians, and the time of a
request is the CPU time of the process. The results are written to `benchmarks/SCALE.md` and `scale.svg`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.lines import Line, plot

ROOT = Path(__file__).parent.parent
SIZES = (1, 10, 100, 1000)
ROUNDS, REQUESTS, STARTS = 15, 200, 5
OPERATIONS = (
    "read, first entity",
    "read, last entity",
    "list, last entity",
    "unknown path",
    "wrong method",
)
FIELDS = (
    "title: {type: string, max_length: 80}",
    "quantity: integer?",
    "price: {type: decimal, max_digits: 10, decimal_places: 2, nullable: true}",
    "published_at: datetime?",
)
MOST_TIMES, MOST_SECONDS, MOST_MEGABYTES = 1.1, 1.5, 60.0
"""The targets: times a request at one entity, seconds until the first response, memory beyond that of one entity."""


@dataclass(slots=True)
class Measured:
    """What was measured of one size."""

    size: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    document: tuple[float, float] = (0.0, 0.0)
    """Seconds that the OpenAPI document takes, the first time and after that."""

    def median(self, operation: str) -> float:
        """Return the seconds of a request."""
        return statistics.median(self.seconds[operation])


class Child:
    """A process that serves one API, see `scale_child`."""

    def __init__(self, folder: Path) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.scale_child"],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ready = self._answer()
        self.start = time.perf_counter() - self.started

    def ask(self, operation: str, count: int) -> float:
        """Return the seconds of CPU time that each of `count` requests takes."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{operation} {count}\n")
        self.process.stdin.flush()
        seconds: float = self._answer()["seconds"]
        return seconds

    def end(self) -> None:
        """End the process."""
        self.process.communicate(timeout=30)

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        response: dict[str, Any] = json.loads(self.process.stdout.readline())
        return response


def main() -> int:
    """Measure, print, write. Return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=SIZES)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="specloom-scale-") as place:
        measured = measure(options.sizes, Path(place))
    text, met = report(measured)
    sys.stdout.write(text)
    (options.out / "SCALE.md").write_text(text, encoding="utf-8")
    lines = [Line(name, [(each.size, each.median(name) * 1e6) for each in measured]) for name in OPERATIONS]
    title = "CPU time of a request, by number of entities"
    (options.out / "scale.svg").write_text(plot(title, "µs", lines), encoding="utf-8")
    return 0 if met else 1


def measure(sizes: Sequence[int], place: Path) -> list[Measured]:
    """Generate the APIs, and measure them in turns."""
    measured = [Measured(size) for size in sizes]
    folders = [_generate(place / str(size), size) for size in sizes]
    for _ in range(STARTS):
        for each, folder in zip(measured, folders, strict=True):
            child = Child(folder)
            each.starts.append(child.start)
            each.megabytes.append(child.ready["megabytes"])
            child.end()
    children = [Child(folder) for folder in folders]
    for number in range(ROUNDS + 1):
        for operation in OPERATIONS:
            for each, child in zip(measured, children, strict=True):
                seconds = child.ask(operation, REQUESTS)
                if number:  # the first round makes what is made at the first request
                    each.seconds.setdefault(operation, []).append(seconds)
    for each, child in zip(measured, children, strict=True):
        each.document = child.ask("OpenAPI document", 1), child.ask("OpenAPI document", 20)
        child.end()
    return measured


def _generate(folder: Path, size: int) -> Path:
    """Write a spec of entities that are all alike, and generate its code."""
    folder.mkdir()
    lines = ["service: {title: Scale}", "entities:"]
    for number in range(1, size + 1):
        lines += [f"  Entity{number}:", "    fields:", *(f"      {each}" for each in FIELDS)]
        if number > 1:
            lines.append(f"      before: {{type: Entity{number - 1}, nullable: true}}")
    (folder / "spec.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for command in (
        ["specloom", "generate", "--spec", "spec.yaml", "--out", "generated"],
        ["benchmarks.scale_child", "--create-tables"],
    ):
        arguments = [sys.executable, "-m", *command]
        subprocess.run(arguments, cwd=folder, env=_environment(folder), check=True, stdout=subprocess.DEVNULL)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join([str(folder), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "DATABASE_URL": f"sqlite:///{folder / 'scale.db'}"}


def report(measured: Sequence[Measured]) -> tuple[str, bool]:
    """Return the tables as Markdown, and whether every target is met."""
    least, most = measured[0], measured[-1]
    head = "| | " + " | ".join(f"{each.size:,}" for each in measured)
    rows = [f"{head} | last : first |", "| --- |" + " ---: |" * (len(measured) + 1)]
    times = {name: most.median(name) / least.median(name) for name in OPERATIONS}
    for name in OPERATIONS:
        cells = " | ".join(f"{each.median(name) * 1e6:.1f} µs" for each in measured)
        rows.append(f"| {name} | {cells} | {times[name]:.2f} |")
    starts = [statistics.median(each.starts) for each in measured]
    memory = [statistics.median(each.megabytes) for each in measured]
    rows += [
        f"| start to first response | {' | '.join(f'{each:.2f} s' for each in starts)} | |",
        f"| memory before it | {' | '.join(f'{each:.1f} MB' for each in memory)} | +{memory[-1] - memory[0]:.1f} MB |",
        f"| OpenAPI document, first time | {' | '.join(f'{each.document[0]:.3f} s' for each in measured)} | |",
        f"| and after that | {' | '.join(f'{each.document[1] * 1000:.3f} ms' for each in measured)} | |",
    ]
    checks = [
        (f"any request ≤ {MOST_TIMES} times", max(times.values()), max(times.values()) <= MOST_TIMES),
        (f"start ≤ {MOST_SECONDS} s", starts[-1], starts[-1] <= MOST_SECONDS),
        (
            f"memory ≤ +{MOST_MEGABYTES:.0f} MB",
            memory[-1] - memory[0],
            memory[-1] - memory[0] <= MOST_MEGABYTES,
        ),
    ]
    targets = [f"- {name}: {value:.2f}, {'met' if met else 'missed'}" for name, value, met in checks]
    about = f"{ROUNDS} interleaved rounds of {REQUESTS} requests, {STARTS} starts; medians; SQLite, in one process."
    text = "\n".join(
        [
            "# By number of entities",
            "",
            f"Written by `python -m benchmarks.scale`: {about}",
            "",
            *rows,
            "",
            *targets,
            "",
            "![CPU time of a request](scale.svg)",
            "",
        ]
    )
    return text, all(met for *_, met in checks)


if __name__ == "__main__":
    sys.exit(main())
