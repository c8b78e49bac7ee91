"""A request of an operation, which can be compared and printed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A request of an operation."""

    operation: str
    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    walk: bool = False
    """Follow `next_cursor` to the last page."""

    def __eq__(self, other: object) -> bool:
        """Return True for the same request."""
        return isinstance(other, Call) and str(self) == str(other)

    def __hash__(self) -> int:
        """Return the hash of the request."""
        return hash(str(self))

    def __str__(self) -> str:
        """Return the request in one line."""
        query = "&".join(f"{name}={value}" for name, value in self.params.items())
        headers = " ".join(f"{name}: {value}" for name, value in self.headers.items())
        shown = "" if self.body is None else json.dumps(self.body)
        return f"{self.operation}: {self.method} {self.path}?{query} {headers} {shown}".strip()
