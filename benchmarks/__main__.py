"""The command `python -m benchmarks`; with `--quick` it takes less than three minutes."""

import argparse
import os
import sys
from pathlib import Path

from benchmarks import environments
from benchmarks.check import Different
from benchmarks.load import generator
from benchmarks.measure import Measured, measure
from benchmarks.plot import plot
from benchmarks.report import report
from benchmarks.requests import OPERATIONS
from benchmarks.side import POSTGRESQL, SIDES, SQLITE


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of one second: no more than a look")
    parser.add_argument("--rounds", type=int, help="rounds of every side and operation (5)")
    parser.add_argument("--seconds", type=int, help="seconds of each load (3)")
    parser.add_argument(
        "--sides", help="names, separated by commas: " + ",".join(side.name for side in SIDES)
    )
    parser.add_argument("--operations", help="names, separated by commas: " + ",".join(OPERATIONS))
    parser.add_argument("--databases", default=f"{POSTGRESQL},{SQLITE}", help="(%(default)s)")
    parser.add_argument("--out", type=Path, help="folder for RESULTS.md and its plot")
    parser.add_argument(
        "--own-client", action="store_true", help="use benchmarks/client.py even if wrk is there"
    )
    parser.add_argument(
        "--lock", action="store_true", help="resolve the sides' packages anew, and nothing else"
    )
    parser.add_argument("--check", action="store_true", help="compare the answers, and measure nothing")
    return parser.parse_args()


def main() -> None:
    """Build what is missing, compare, measure, and write the report."""
    options = _arguments()
    if options.lock:
        environments.lock()
        return
    rounds = 0 if options.check else options.rounds or (1 if options.quick else 5)
    seconds = options.seconds or (1 if options.quick else 3)
    wanted = options.sides.split(",") if options.sides else [side.name for side in SIDES]
    operations = options.operations.split(",") if options.operations else list(OPERATIONS)
    unknown = set(options.databases.split(",")) - {POSTGRESQL, SQLITE}
    unknown |= set(wanted) - {side.name for side in SIDES} | set(operations) - OPERATIONS.keys()
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}")

    environments.generate()
    sides = []
    for side in SIDES:
        if side.name not in wanted:
            continue
        if (reason := environments.missing(side)) is not None:
            sys.stderr.write(f"skipped: {side.name}, since {reason}\n")
            continue
        environments.build(side)
        sides.append(side)

    tool = generator(options.own_client)
    sys.stderr.write(f"load from {tool}\n")
    busy = os.getloadavg()[0]
    if busy > 0.5 and rounds:
        sys.stderr.write(f"the machine is busy with other work (load {busy:.1f}): expect noise\n")
    kinds = options.databases.split(",")
    results: list[Measured] = []
    failure: Exception | None = None
    try:
        for kind in kinds:
            results.append(measure(kind, sides, operations, rounds, seconds, tool))  # noqa: PERF401 - kept on failure
    except (Different, RuntimeError) as error:
        failure = error
    if options.check or (failure and not results):
        raise SystemExit(str(failure) if failure else 0)
    # A part, or a quick look, does not replace the table that is committed.
    whole = not (options.quick or options.sides or options.operations) and len(kinds) == 2
    folder = options.out or (environments.HERE if whole else environments.BUILD)
    folder.mkdir(parents=True, exist_ok=True)
    text = report(results, sides, rounds, seconds, tool, busy)
    (folder / "RESULTS.md").write_text(text)
    for measured in results:
        (folder / f"results-{measured.kind}.svg").write_text(plot(measured, sides))
    sys.stdout.write(text)
    sys.stderr.write(f"written to {folder / 'RESULTS.md'}\n")
    if failure:
        raise SystemExit(str(failure)) from failure


if __name__ == "__main__":
    main()
