"""Measures the effect of `configure_garbage_collector`: `python -m benchmarks.collector`.

The same side runs with and without it, in turns: p50, p99 and CPU time of reads. Then it measures the memory with it
during a million requests, four fifths of them reads.
"""

import contextlib
import resource
import statistics
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.check import check
from benchmarks.database import databases
from benchmarks.environments import generate
from benchmarks.load import Sample, generator, run
from benchmarks.requests import write_requests
from benchmarks.servers import Server, cores, running
from benchmarks.side import POSTGRESQL, SIDES

ROUNDS, SECONDS = 7, 3
REQUESTS = 1_000_000
SLICE = 15
"""Seconds between two looks at the memory."""


def main() -> None:
    """Measure, and print a table."""
    settled = next(side for side in SIDES if side.name == "specloom_read")
    unsettled = replace(settled, name="unsettled", app="benchmarks.sides.specloom.unsettled:app")
    generate()
    tool = generator()
    with databases(POSTGRESQL) as urls, TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(running(side, urls[side.storage], cores()[0]))
            for side in (unsettled, settled)
        ]
        cursor = check(servers[1], 0)
        reads, mix = Path(folder, "get"), Path(folder, "mix")
        write_requests(reads, settled, "get", cursor)
        write_requests(mix, settled, "mix", cursor)
        samples: dict[str, list[Sample]] = {each.side.name: [] for each in servers}
        for _ in range(ROUNDS):
            for server in servers:
                samples[server.side.name].append(run(server, reads, SECONDS, tool))
        for name, found in samples.items():
            p50, p99, cpu = (
                statistics.median(getattr(each, key) for each in found) for key in ("p50", "p99", "cpu")
            )
            say(
                f"{name:14} p50 {p50 * 1e3:6.2f} ms   p99 {p99 * 1e3:6.2f} ms   CPU {cpu * 1e6:6.1f} µs a request"
            )
        served = 0.0
        while served < REQUESTS:
            served += run(servers[1], mix, SLICE, tool).rate * SLICE
            say(f"{served:12,.0f} requests: {megabytes(servers[1]):.1f} MB")


def megabytes(server: Server) -> float:
    """Return the memory of a server's process."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
