"""How much of what schemathesis sent was accepted, operation by operation, read from its NDJSON report."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHARE = 0.2
"""Of the valid requests of an operation in the stateful phase, how many must be accepted."""
ACCEPTED = 10
"""How many of them at least, so that the share means something."""


@dataclass(slots=True)
class Line:
    """One operation: how many requests it got, and how the valid ones among them fared in the stateful phase."""

    operation: str
    requests: int = 0
    valid: int = 0
    accepted: int = 0

    @property
    def share(self) -> float:
        """The accepted part of the valid requests of the stateful phase."""
        return self.accepted / self.valid if self.valid else 0.0

    def passes(self, share: float, accepted: int) -> bool:
        """Return True if the operation stands above the floor."""
        return self.share >= share and self.accepted >= accepted


def table(report: Path, document: dict[str, dict[str, object]]) -> list[Line]:
    """Return a line for each operation of the document, in its order."""
    methods = ("get", "post", "put", "patch", "delete")
    lines = {
        (method, path): Line(f"{method.upper()} {path}")
        for path, item in document["paths"].items()
        if isinstance(item, dict)
        for method in methods
        if method in item
    }
    for method, path, phase, valid, status in _requests(report):
        line = lines.get((method.lower(), path))
        if line is None:  # a method that the document does not have, which the coverage phase tries
            continue
        line.requests += 1
        if phase == "stateful" and valid:
            line.valid += 1
            line.accepted += 200 <= status < 300
    return list(lines.values())


def rendered(lines: Iterable[Line], share: float, accepted: int) -> str:
    """Return the table as text, with a mark at each operation that is below the floor."""
    lines = list(lines)
    width = max((len(line.operation) for line in lines), default=0)
    head = f"{'operation':{width}}  requests  stateful, valid  accepted  share"
    rows = [
        f"{line.operation:{width}}  {line.requests:8}  {line.valid:15}  {line.accepted:8}  {line.share:5.0%}"
        f"{'' if line.passes(share, accepted) else '  below the floor'}"
        for line in lines
    ]
    return "\n".join([head, *rows])


def _requests(report: Path) -> Iterator[tuple[str, str, str, bool, int]]:
    """Yield each request that was answered: method, path, phase, whether it was valid, and the status."""
    with report.open(encoding="utf-8") as stream:
        for line in stream:
            event = json.loads(line).get("ScenarioFinished")
            if event is None:
                continue
            recorder = event["recorder"]
            for name, node in recorder.get("cases", {}).items():
                case, answer = node["value"], recorder.get("interactions", {}).get(name, {}).get("response")
                if answer is not None and "meta" in case:
                    meta = case["meta"]
                    valid = meta["generation"]["mode"] == "positive"
                    yield case["method"], case["path"], meta["phase"]["name"], valid, answer["status_code"]
