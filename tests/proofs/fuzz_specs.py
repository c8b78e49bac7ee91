"""`make fuzz-specs n=200`: draws random specs of the whole language, and runs the stages of `spec_chain` for each.

    python -m tests.proofs.fuzz_specs [--count N] [--seed S] [--stages ...] [--jobs N] [--minutes M] [--keep DIR]

A spec depends only on the seed and its number, so `--first N --count 1` with the same seed draws it again. For each
failure, the smallest spec that still fails is printed. The exit status is 0 if every spec passed every stage.
"""

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.proofs import spec_chain
from tests.proofs.spec_chain import Finding, Outcome, Tools
from tests.proofs.spec_reduction import reduced
from tests.support.postgres import postgres
from tests.support.strategies import is_valid, specs, written

BATCH = 10
"""Specs that one start of a tool has to bear."""
STAGES = tuple(spec_chain.STAGES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    start = time.monotonic()
    _say(f"seed {options.seed}")
    with postgres() as url, tempfile.TemporaryDirectory(prefix="specloom-specs-") as place:
        tools = Tools(url, Path(place) / "cache", options.examples, options.seed)
        outcomes = _all_batches(options, tools, Path(place))
        findings = [each for outcome in outcomes for each in outcome.findings]
        _summarise(outcomes, options.count, time.monotonic() - start)
        for finding in _first_of_each_kind(findings):
            deadline = time.monotonic() + options.minutes * 60
            smallest = _smallest(finding, tools, options.seed, Path(place) / "reduced", deadline)
            _say(
                f"\n{finding.stage} ({finding.kind}) of spec {finding.spec}:\n{finding.text}\n\nsmallest:\n{smallest}"
            )
    return 1 if findings else 0


def draw(run: int, number: int, most_entities: int = 8) -> dict[str, Any]:
    """Return one spec of a run: the same for the same two numbers."""
    drawn: list[dict[str, Any]] = []

    @seed(run * 1_000_003 + number)
    @settings(
        max_examples=2,  # the first is always the smallest of all
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(specs(most_entities=most_entities))
    def note(spec: dict[str, Any]) -> None:
        drawn.append(spec)

    note()
    return drawn[-1]


def run_batch(numbers: Sequence[int], tools: Tools, place: Path, stages: Sequence[str], most: int) -> Outcome:
    """Draw some specs and send them through stages. The type checker's cache is that of the process."""
    folder = place / f"batch{numbers[0]}"
    spec_chain.write(
        folder, {f"s{number}": written(draw(tools.seed, number, most)).text for number in numbers}
    )
    own = Tools(tools.postgres, tools.cache / str(os.getpid()), tools.examples, tools.seed)
    return spec_chain.run(folder, own, stages)


def _all_batches(options: argparse.Namespace, tools: Tools, place: Path) -> list[Outcome]:
    """Run the batches side by side, and report each when it has ended."""
    numbers = range(options.first, options.first + options.count)
    batches = [numbers[start : start + options.batch] for start in range(0, len(numbers), options.batch)]
    context = multiprocessing.get_context("spawn")
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(options.jobs, context) as pool:
        running: dict[Future[Outcome], range] = {
            pool.submit(run_batch, each, tools, place, options.stages, options.entities): each
            for each in batches
        }
        for future in as_completed(running):
            outcome = future.result()
            outcomes.append(outcome)
            batch = running[future]
            said = ", ".join(f"{stage} {count}" for stage, count in outcome.passed.items())
            _say(f"{batch[0]}-{batch[-1]}: {said}")
            for finding in outcome.findings:
                _say(
                    f"  {finding.spec} {finding.stage}: {finding.kind}: {finding.text.strip().splitlines()[-1]}"
                )
                _keep(options.keep, finding, place)
    return outcomes


def _keep(folder: Path | None, finding: Finding, place: Path) -> None:
    """Copy the spec of a finding, and what was said of it, to where it can be looked at."""
    if folder is not None:
        for spec in place.glob(f"*-{finding.spec}/spec.yaml"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{finding.spec}-{finding.stage}.yaml").write_bytes(spec.read_bytes())
            (folder / f"{finding.spec}-{finding.stage}.txt").write_text(f"{finding.kind}\n{finding.text}\n")


def _summarise(outcomes: list[Outcome], count: int, seconds: float) -> None:
    passed: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for outcome in outcomes:
        passed.update(outcome.passed)
        spent.update({stage: round(each) for stage, each in outcome.seconds.items()})
    _say(f"\n{count} specs in {seconds:.0f} s")
    for stage, each in passed.items():
        _say(f"{stage:10} {each:5} passed {spent[stage]:6} s")


def _first_of_each_kind(findings: list[Finding]) -> list[Finding]:
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.stage, finding.kind), finding)
    return [each for each in first.values() if each.spec]


def _smallest(finding: Finding, tools: Tools, run: int, place: Path, deadline: float) -> str:
    """Return the text of the smallest spec with which a stage still finds the same kind of thing."""
    last = next(
        name for name in STAGES if name == finding.stage or (name == "live" and finding.stage in _LIVE)
    )
    stages = ("generate",) if last == "generate" else ("generate", last)
    tries = iter(range(1_000_000))

    def still_fails(spec: dict[str, Any]) -> bool:
        if time.monotonic() > deadline or not is_valid(spec):
            return False
        folder = place / f"{finding.stage}{finding.spec}-{next(tries)}"
        spec_chain.write(folder, {finding.spec: written(spec).text})
        found = spec_chain.run(folder, tools, stages).findings
        return any((each.stage, each.kind) == (finding.stage, finding.kind) for each in found)

    return written(reduced(draw(run, int(finding.spec.removeprefix("s"))), still_fails)).text


_LIVE = ("live", "import", "tables")
"""What the stage `live` may call its findings."""


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.fuzz_specs", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--count", type=int, default=20, help="how many specs")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeats a run")
    parser.add_argument("--stages", type=lambda text: text.split(","), default=list(STAGES))
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="batches that run side by side")
    parser.add_argument("--batch", type=int, default=BATCH, help="specs of a batch")
    parser.add_argument("--entities", type=int, default=8, help="most entities of a spec")
    parser.add_argument("--examples", type=int, default=3, help="requests made up for each operation")
    parser.add_argument("--minutes", type=float, default=5, help="longest time to look for a smaller spec")
    parser.add_argument("--keep", type=Path, help="folder that gets the specs that did not come through")
    return parser


if __name__ == "__main__":
    sys.exit(main())
