"""`make bench-generate`: how long `specloom generate` takes, as a process, on specs of 1 to 1,000 entities.

    python -m benchmarks.generate [--rounds N] [--entities 1 10 100 200 1000]

Each size is generated from scratch, after a change of one entity and after none, in several rounds that take the sizes
in turn. The table has the median of the time that passed, the processor time of the command with all that it starts,
and the target. Growth is linear if the processor time for each entity does not rise from 100 to the largest: that is
the median of each round's own ratio, since the machine is faster in one minute than in the next.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import specs

ROOT = Path(__file__).parent.parent
SIZES = (1, 10, 100, 200, 1000)
ROUNDS = 3
SCRATCH, ONE, NOTHING = "from scratch", "one entity changed", "nothing changed"
TARGETS = {(ONE, 200): 2.0, (SCRATCH, 200): 6.0, (SCRATCH, 1000): 25.0}
"""Seconds; nothing changed has one target for all sizes."""
TARGET_NOTHING = 0.5
SLACK = 1.25
"""How much more an entity of the largest spec may cost than one of a hundred before growth is not called linear."""


@dataclass(slots=True)
class Times:
    """What the runs of one case took, in seconds."""

    passed: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


Results = dict[tuple[str, int], Times]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 if a target is missed or growth is not linear."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each case (default: {ROUNDS})")
    parser.add_argument("--entities", type=int, nargs="+", default=SIZES, help="sizes of the specs")
    options = parser.parse_args(arguments)
    sizes = sorted(set(options.entities))
    results: Results = {}
    with tempfile.TemporaryDirectory(prefix="specloom-bench-") as folder:
        for count in sizes:
            specs.write(Path(folder, str(count), "spec"), count)
        for number in range(options.rounds):
            for count in sizes:
                sys.stderr.write(f"round {number + 1} of {options.rounds}: {count} entities ...\n")
                _measure(Path(folder, str(count)), count, number, results)
    _say(f"specloom generate, {os.cpu_count()} processors, medians of {options.rounds} runs\n")
    met = _print_table(results)
    return 0 if _print_growth(results, sizes) and met else 1


def _measure(project: Path, count: int, number: int, results: Results) -> None:
    shutil.rmtree(project / "generated", ignore_errors=True)
    shutil.rmtree(project / ".specloom_cache", ignore_errors=True)
    _note(results, SCRATCH, count, project)
    _note(results, NOTHING, count, project)
    specs.change(project / "spec", count // 2, number + 1)
    _note(results, ONE, count, project)


def _note(results: Results, case: str, count: int, project: Path) -> None:
    """Run the command once, and note what it took. Raises CalledProcessError if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "specloom", "generate"]
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    passed, after = time.perf_counter() - start, os.times()
    times = results.setdefault((case, count), Times())
    times.passed.append(passed)
    times.processor.append(
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def _print_table(results: Results) -> bool:
    """Print a line for each case, and return True if every target is met."""
    _say(f"| {'case':<18} | {'entities':>8} | {'time':>7} | {'processor':>9} | {'target':>7} |        |")
    _say(f"|{'-' * 20}|{'-' * 9}:|{'-' * 8}:|{'-' * 10}:|{'-' * 8}:|{'-' * 8}|")
    all_met = True
    for case in (NOTHING, ONE, SCRATCH):
        for (found, count), times in results.items():
            if found != case:
                continue
            target = TARGET_NOTHING if case == NOTHING else TARGETS.get((case, count))
            passed, processor = statistics.median(times.passed), statistics.median(times.processor)
            verdict = "" if target is None else "met" if passed <= target else "missed"
            all_met = all_met and verdict != "missed"
            wanted = "" if target is None else f"{target:.1f} s"
            _say(
                f"| {case:<18} | {count:>8,} | {passed:5.2f} s | {processor:7.2f} s | {wanted:>7} | {verdict:<6} |"
            )
    return all_met


def _print_growth(results: Results, sizes: Sequence[int]) -> bool:
    """Say what one more entity costs as the spec grows, and return True if it is no more in the largest one."""
    large = [each for each in sizes if each >= 100]
    if len(large) < 2:
        return True
    costs = {count: _costs(results, count, min(sizes)) for count in large}
    shown = ", ".join(
        f"{1000 * statistics.median(cost):.1f} ms at {count:,}" for count, cost in costs.items()
    )
    ratio = statistics.median(
        most / least for least, most in zip(costs[large[0]], costs[large[-1]], strict=True)
    )
    linear = ratio <= SLACK
    _say(f"\nProcessor time for each entity from scratch, less that of the smallest spec: {shown}.")
    _say(f"An entity of the largest costs {ratio:.2f} times one of {large[0]}, in the same round.")
    _say(f"The growth is {'linear' if linear else 'NOT linear'}.")
    return linear


def _costs(results: Results, count: int, smallest: int) -> list[float]:
    """Return the seconds for each entity of a size, without what every run takes, by round."""
    base = [0.0] * len(results[SCRATCH, count].processor)
    if smallest < count:
        base = results[SCRATCH, smallest].processor
    return [
        (used - least) / (count - smallest if smallest < count else count)
        for used, least in zip(results[SCRATCH, count].processor, base, strict=True)
    ]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
