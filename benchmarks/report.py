"""Writes the report: targets, ratios and figures as Markdown."""

import platform
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.check import __doc__ as mapping
from benchmarks.database import DESCRIPTION
from benchmarks.environments import versions
from benchmarks.load import CONNECTIONS, Sample, describe
from benchmarks.measure import Measured
from benchmarks.requests import OPERATIONS
from benchmarks.servers import OPTIONS, cores
from benchmarks.side import BASELINE, LIMIT, POSTGRESQL, SPECLOOM, Side
from benchmarks.targets import BEST_PEER, DEEP_OVER_LIST, P99_OF_GET, TARGETS

Row = Sequence[str]
INTRODUCTION = """\
Written by `python -m benchmarks`. Each side serves the same ten columns of the same 10,000 rows. The principal figure
is the **CPU time of the server process for a request** (user and system), because other load of the machine
changes it least. Ratios are the medians of each round's own ratio, and higher is faster. 1.00 is async FastAPI written
by hand. An empty field is an operation that a side does not have."""


def report(
    results: Sequence[Measured], sides: Sequence[Side], rounds: int, seconds: int, tool: str, busy: float
) -> str:
    """Return the whole report. `busy` is how many processes ran before the benchmark began."""
    blocks = ["# Results", INTRODUCTION, _settings(rounds, seconds, tool, busy)]
    for measured in results:
        blocks += _database(measured, sides)
    blocks += ["## Sides", _table(("side", "set up", "versions"), [_side(side) for side in sides])]
    blocks += ["## When responses are equal", (mapping or "").split("\n", 2)[2].strip()]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _settings(rounds: int, seconds: int, tool: str, busy: float) -> str:
    server, load = cores()
    return "\n".join(
        (
            f"- {rounds} interleaved rounds of {seconds} s for each side and operation",
            f"- {CONNECTIONS} connections from {describe(tool)}, after one second of warm-up",
            f"- one uvicorn worker for each side, `{' '.join(OPTIONS)}`",
            f"- {_processor()}: servers on core {server}, load on core {load}, the database on either",
            f"- {platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}",
            f"- load of the machine in the minute before: {busy:.1f}",
        )
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(models)} cores of {models[0]}" if models else f"{platform.machine()}"


def _database(measured: Measured, sides: Sequence[Side]) -> list[str]:
    present = [side for side in sides if any(measured.has(side.name, each) for each in OPERATIONS)]

    def figures(text: Callable[[str, str], str]) -> str:
        rows = [
            (
                side.title,
                *(text(side.name, each) if measured.has(side.name, each) else "" for each in OPERATIONS),
            )
            for side in present
        ]
        return _table(("", *OPERATIONS.values()), rows)

    def against_baseline(text: Callable[[str, str], str]) -> str:
        return figures(lambda name, each: text(name, each) if measured.has(BASELINE, each) else "")

    def cpu(name: str, operation: str) -> str:
        median = measured.median(name, operation, _cpu)
        return f"{median * 1e6:.0f}{_spread(measured, name, operation, _cpu)}"

    def rate(name: str, operation: str) -> str:
        median = measured.median(name, operation, _rate)
        return f"{median:,.0f}{_spread(measured, name, operation, _rate)}"

    def latency(name: str, operation: str) -> str:
        p50, p99 = (measured.median(name, operation, value) * 1000 for value in (_p50, _p99))
        return f"{p50:.1f} / {p99:.1f}"

    blocks = [f"## {measured.database}", DESCRIPTION[measured.kind] + "."]
    if measured.kind == POSTGRESQL:
        blocks += ["### Targets", _targets(measured, present)]
    return [
        *blocks,
        "### CPU time per request, as a ratio",
        against_baseline(lambda name, each: f"{measured.speed(name, BASELINE, each):.2f}"),
        f"![CPU time per request](results-{measured.kind}.svg)",
        "### Requests per second, as a ratio",
        against_baseline(lambda name, each: f"{measured.ratio(name, BASELINE, each, _rate):.2f}"),
        "### CPU time per request, in microseconds",
        figures(cpu),
        "### Requests per second",
        figures(rate),
        "### p50 / p99 of the answer, in milliseconds",
        figures(latency),
    ]


def _spread(measured: Measured, name: str, operation: str, value: Callable[[Sample], float]) -> str:
    """Return how far the rounds lie apart, if there are several."""
    several = len(measured.samples[name, operation]) > 1
    return f" ± {measured.spread(name, operation, value):.0%}" if several else ""


def _targets(measured: Measured, sides: Sequence[Side]) -> str:
    rows: list[Row] = []
    names = [side.name for side in sides]
    for target in TARGETS:
        peers = [name for name in names if name not in (*SPECLOOM, LIMIT)]
        others = peers if target.against == BEST_PEER else [target.against]
        others = [name for name in others if measured.has(name, target.operation)]
        if not others or not measured.has(target.side, target.operation):
            continue
        found, other = min((measured.speed(target.side, name, target.operation), name) for name in others)
        rate, _ = min((measured.ratio(target.side, name, target.operation, _rate), name) for name in others)
        against = f"{target.against}, {other}" if target.against == BEST_PEER else other
        rows.append(
            (
                f"{target.side}: {OPERATIONS[target.operation]}, against {against}",
                f"≥ {target.ratio:.2f}",
                f"{found:.2f}",
                _verdict(found / target.ratio),
                f"{rate:.2f}",
            )
        )
    for name in SPECLOOM:
        rows += _tail_targets(measured, name)
    return _table(("", "target", "by CPU time", "", "by requests per second"), rows)


def _tail_targets(measured: Measured, name: str) -> list[Row]:
    rows: list[Row] = []
    if measured.has(name, "get"):
        ratio = measured.median(name, "get", _p99) / measured.median(name, "get", _p50)
        verdict = _verdict(P99_OF_GET / ratio)
        rows.append((f"{name}: p99 of get over p50", f"≤ {P99_OF_GET:.2f}", f"{ratio:.2f}", verdict, ""))
    if measured.has(name, "deep") and measured.has(name, "list"):
        by_cpu, by_rate = (
            measured.median(name, "deep", value) / measured.median(name, "list", value)
            for value in (_cpu, lambda sample: 1 / sample.rate)
        )
        target = f"≤ {DEEP_OVER_LIST:.2f}"
        verdict = _verdict(DEEP_OVER_LIST / by_cpu)
        label = f"{name}: the last page of the table over the first"
        rows.append((label, target, f"{by_cpu:.2f}", verdict, f"{by_rate:.2f}"))
    return rows


def _verdict(share: float) -> str:
    return "met" if share >= 1 else f"missed by {1 - share:.0%}"


def _side(side: Side) -> Row:
    names = ", ".join(f"{name} {version}" for name, version in versions(side).items() if name != "python")
    return side.title, side.note, names


def _table(head: Row, rows: Sequence[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _cpu(sample: Sample) -> float:
    return sample.cpu


def _rate(sample: Sample) -> float:
    return sample.rate


def _p50(sample: Sample) -> float:
    return sample.p50


def _p99(sample: Sample) -> float:
    return sample.p99
