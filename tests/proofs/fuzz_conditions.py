"""Sets the conditions of requests that change a row: every second one has the last known entity tag of the row.

A random tag matches no row. If a tag is required, almost no request would be valid.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.proofs.fuzz_rows import Row

IF_MATCH = "If-Match"


@dataclass(slots=True)
class Conditions:
    """The entity tags of the rows of a scenario."""

    tags: dict[Row, str] = field(default_factory=dict)
    turns: int = 0
    """How many requests could have been given a tag."""

    def fit(self, case: Any, row: Row | None) -> None:
        """Give every other valid request that names a tag the one that its row has."""
        named = (case.headers or {}).get(IF_MATCH)
        if named in (None, "*") or row not in self.tags or not case.meta.generation.mode.is_positive:
            return
        self.turns += 1
        if self.turns % 2:
            case.headers[IF_MATCH] = self.tags[row]

    def note(self, row: Row, response: Any) -> None:
        """Note the tag of a row that was created or changed."""
        tags = response.headers.get("etag", ())
        if tags:
            self.tags[row] = tags if isinstance(tags, str) else tags[0]
