"""Keeps bodies of creates that a service has accepted, from one run of schemathesis to the next.

A scenario about a resource that needs many others is rarely long enough to create them all, because Hypothesis limits
it. So it begins with them, made from bodies that were accepted in earlier scenarios.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proofs.fuzz_rows import Rows

BODIES = "FUZZ_BODIES"
"""Environment variable with the path of the file that keeps them; without it they are kept for one run."""
JSON = "application/json"
ENOUGH = 2
"""Bodies of each resource that are kept: the first ones, so that a scenario which is repeated has the same."""


@dataclass(slots=True)
class Bodies:
    """The bodies that are kept, by resource."""

    file: Path | None
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, resource: str) -> list[dict[str, Any]]:
        """Return the bodies of a resource."""
        return self.kept.get(resource, [])

    def note(self, resource: str, body: Any) -> None:
        """Note a body that was accepted."""
        known = self.kept.setdefault(resource, [])
        if isinstance(body, dict) and len(known) < ENOUGH and body not in known:
            known.append(body)
            if self.file is not None:
                self.file.write_text(json.dumps(self.kept), encoding="utf-8")


def load() -> Bodies:
    """Return the bodies that earlier runs have kept."""
    name = os.environ.get(BODIES)
    file = Path(name) if name else None
    found = json.loads(file.read_text(encoding="utf-8")) if file is not None and file.exists() else {}
    return Bodies(file, found)


def make(needed: Iterable[str], rows: Rows, bodies: Bodies, operations: Mapping[str, Any]) -> None:
    """Make rows of resources from the bodies that are kept, first of those that the others refer to.

    `operations` are the creates of schemathesis, by resource.
    """
    waiting = sorted(needed)
    while ready := [each for each in waiting if rows.complete(each)]:
        waiting = [each for each in waiting if each not in ready]
        for resource in ready:
            for body in bodies.of(resource):
                case = operations[resource].Case(body=rows.needing(resource, body), media_type=JSON)
                response = case.call()
                if response.status_code == 201:
                    rows.add(resource, response.json(), case.body)
