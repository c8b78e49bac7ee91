"""Targets for Specloom, as ratios of server CPU time per request."""

from dataclasses import dataclass

from benchmarks.side import BASELINE, LIMIT

BEST_PEER = "best peer"


@dataclass(frozen=True, slots=True)
class Target:
    """`side` is to be at least `ratio` times as fast as `against` in an operation."""

    side: str
    against: str
    operation: str
    ratio: float


def _targets(side: str, against: str, **ratios: float) -> list[Target]:
    return [Target(side, against, operation, ratio) for operation, ratio in ratios.items()]


TARGETS = (
    *_targets("specloom", BASELINE, get=3.0, list=3.5, create=4.5, patch=4.0),
    *_targets("specloom", BEST_PEER, get=2.5, list=3.0, create=1.8, patch=2.5),
    *_targets("specloom_read", LIMIT, get=0.65, list=0.9, create=0.5, patch=0.5),
)
P99_OF_GET = 4.0
"""p99 of get over its p50, at most."""
DEEP_OVER_LIST = 1.1
"""Time of a page at depth over that of the first, at most."""
