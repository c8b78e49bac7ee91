"""Counts the accepted requests of each operation, from the NDJSON report of schemathesis."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARE = 0.2
"""Of the valid requests of an operation in the stateful phase, how many must be accepted."""
METHODS = ("get", "post", "put", "patch", "delete")
ACCEPTED = 10
"""How many of them at least, so that the share means something."""


@dataclass(slots=True)
class Line:
    """One operation: how many requests it got, and how the valid ones among them fared in the stateful phase."""

    method: str
    path: str
    linked: bool
    """Whether the stateful phase can get there: it begins where links begin, and follows them."""
    requests: int = 0
    valid: int = 0
    accepted: int = 0

    @property
    def share(self) -> float:
        """The accepted part of the valid requests of the stateful phase."""
        return self.accepted / self.valid if self.valid else 0.0

    @property
    def resource(self) -> str:
        """The path of the collection."""
        return f"/{self.path.split('/')[1]}"


@dataclass(frozen=True, slots=True)
class Floor:
    """What must be accepted of an operation's valid requests in the stateful phase."""

    share: float = SHARE
    accepted: int = ACCEPTED

    def holds(self, line: Line) -> bool:
        """Return True if an operation stands above the floor, or the stateful phase cannot get to it."""
        return not line.linked or (line.share >= self.share and line.accepted >= self.accepted)


def table(reports: Iterable[Path], document: dict[str, Any], barren: Collection[str] = ()) -> list[Line]:
    """Return a line for each operation of the document, in its order.

    `barren` are the resources of which the API cannot make a row.
    """
    operations = [item[method] for item in document["paths"].values() for method in METHODS if method in item]
    begins = {each["operationId"] for each in operations if _links(each)}
    linked = begins | {link["operationId"] for each in operations for link in _links(each).values()}
    filled = set(_filled(document, barren))
    lines = {
        (method, path): Line(method.upper(), path, operation.get("operationId") in linked)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    for line in lines.values():
        operation = document["paths"][line.path][line.method.lower()].get("operationId")
        named = {(operation, name) for name in re.findall(r"\{(\w+)\}", line.path)}
        line.linked = line.linked and line.resource not in barren and named <= filled
    for report in reports:
        for method, path, phase, valid, status in _requests(report):
            found = lines.get((method.lower(), path))
            if found is None:  # a method that the document does not have, which the coverage phase tries
                continue
            found.requests += 1
            if phase == "stateful" and valid:
                found.valid += 1
                found.accepted += 200 <= status < 300
    return list(lines.values())


def rendered(lines: Iterable[Line], floor: Floor) -> str:
    """Return the table as text, with a mark at each operation that is below the floor."""
    lines = list(lines)
    width = max((len(f"{line.method:6} {line.path}") for line in lines), default=0)
    rows = [f"{'operation':{width}}  requests  stateful, valid  accepted  share"]
    for line in lines:
        mark = "" if floor.holds(line) else "  below the floor"
        mark = mark if line.linked else "  out of reach"
        name = f"{line.method:6} {line.path}"
        figures = f"{line.requests:8}  {line.valid:15}  {line.accepted:8}  {line.share:5.0%}"
        rows.append(f"{name:{width}}  {figures}{mark}")
    return "\n".join(rows)


def _links(operation: dict[str, Any]) -> dict[str, Any]:
    """Return the links of what an operation creates or reads."""
    responses = operation["responses"].items()
    return {
        name: link
        for status, response in responses
        if status < "3"
        for name, link in response.get("links", {}).items()
    }


def _filled(document: dict[str, Any], barren: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the operation and the name of each path parameter that is filled by what the API can make."""
    for path, item in document["paths"].items():
        if path not in barren:
            for operation in (item[method] for method in METHODS if method in item):
                for link in _links(operation).values():
                    for name in link.get("parameters", {}):
                        yield link["operationId"], name.removeprefix("path.")


def _requests(report: Path) -> Iterator[tuple[str, str, str, bool, int]]:
    """Yield each request that was answered: method, path, phase, whether it was valid, and the status."""
    with report.open(encoding="utf-8") as stream:
        for line in stream:
            event = json.loads(line).get("ScenarioFinished")
            if event is None:
                continue
            recorder = event["recorder"]
            for name, node in recorder.get("cases", {}).items():
                case, response = node["value"], recorder.get("interactions", {}).get(name, {}).get("response")
                if response is not None and "meta" in case:
                    meta = case["meta"]
                    valid = meta["generation"]["mode"] == "positive"
                    yield case["method"], case["path"], meta["phase"]["name"], valid, response["status_code"]
