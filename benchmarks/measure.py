"""Runs interleaved rounds over all sides and operations, and computes medians and ratios."""

import contextlib
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.check import check
from benchmarks.database import databases, server_version, tidy
from benchmarks.load import Sample, run
from benchmarks.requests import OPERATIONS, WRITES, offered, write_requests
from benchmarks.servers import Server, cores, running
from benchmarks.side import Side


@dataclass(slots=True)
class Measured:
    """The samples of one database: (side, operation) -> one for each round, in the order of the rounds."""

    database: str
    kind: str
    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict)

    def has(self, side: str, operation: str) -> bool:
        """Return whether a side was measured in an operation."""
        return bool(self.samples.get((side, operation)))

    def median(self, side: str, operation: str, value: Callable[[Sample], float]) -> float:
        """Return the median of a figure over the rounds."""
        return statistics.median(map(value, self.samples[side, operation]))

    def spread(self, side: str, operation: str, value: Callable[[Sample], float]) -> float:
        """Return how far the rounds lie apart: half of the range, as a share of the median."""
        values = sorted(map(value, self.samples[side, operation]))
        return (values[-1] - values[0]) / 2 / statistics.median(values)

    def ratio(self, side: str, other: str, operation: str, value: Callable[[Sample], float]) -> float:
        """Return how many times the figure of `side` that of `other` is: the median of each round's ratio."""
        pairs = zip(self.samples[side, operation], self.samples[other, operation], strict=True)
        return statistics.median(value(one) / value(two) for one, two in pairs)

    def speed(self, side: str, other: str, operation: str) -> float:
        """Return how many times less CPU time per request `side` takes than `other`."""
        return self.ratio(other, side, operation, lambda sample: sample.cpu)


def measure(
    kind: str, sides: Sequence[Side], operations: Sequence[str], rounds: int, seconds: int, tool: str
) -> Measured:
    """Run every side on a database of a kind, compare their responses, and put load on them in turn.

    With no rounds it ends when the responses are compared. Raises Different if a side answers something else,
    RuntimeError if one does not run.
    """
    usable = os.sched_getaffinity(0)
    server_core, load_core = cores()
    with databases(kind) as urls, TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        measured = Measured(server_version(next(iter(urls.values()))), kind)
        servers = [
            stack.enter_context(running(side, urls[side.storage], server_core))
            for side in sides
            if kind in side.databases
        ]
        files: dict[tuple[str, str], Path] = {}
        for place, server in enumerate(servers):
            cursor = check(server, place)
            tidy(server.database_url, reset=False)
            for operation in OPERATIONS:
                if offered(server.side, operation):
                    file = files[server.side.name, operation] = Path(
                        folder, f"{server.side.name}-{operation}"
                    )
                    write_requests(file, server.side, operation, cursor)
        _tell(f"{kind}: {len(servers)} sides give the same answers\n")
        if not rounds:
            return measured
        os.sched_setaffinity(0, {load_core})  # the load generator inherits it
        try:
            for server in servers:
                run(server, files[server.side.name, "mix"], 1, tool)  # fills pools and caches
                tidy(server.database_url)
            for number in range(rounds):
                for operation in operations:
                    _round(measured, servers, operation, files, seconds, tool)
                    _tell(f"\r{kind}: round {number + 1} of {rounds}, {OPERATIONS[operation]:<20}")
        finally:
            os.sched_setaffinity(0, usable)
        _tell("\n")
    return measured


def _round(
    measured: Measured,
    servers: Sequence[Server],
    operation: str,
    files: dict[tuple[str, str], Path],
    seconds: int,
    tool: str,
) -> None:
    for server in servers:
        key = server.side.name, operation
        if key in files:
            measured.samples.setdefault(key, []).append(run(server, files[key], seconds, tool))
            if operation in WRITES:
                tidy(server.database_url)


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
