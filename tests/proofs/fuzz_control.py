"""Decides which request follows in a scenario of schemathesis."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from schemathesis.generation.stateful.control import TransitionController

from tests.proofs.fuzz_rows import Rows

BATCH = "/batch"
RESTORE = "/restore"
ENOUGH = 2
"""Rows of each thing that the subject of a scenario needs, and rows that are deleted, so that some stay."""
AHEAD = 1
"""How many more requests than the other operations of its subject one may have in such a scenario."""


def restores(label: str) -> bool:
    """Return True for the label of an operation that takes back deletions, `POST /posts/{post_id}/restore`."""
    return label.startswith("POST ") and label.endswith(f"}}{RESTORE}")


class Control(TransitionController):
    """Decides which request may follow in a scenario."""

    def __init__(
        self,
        control: TransitionController,
        resources: Mapping[str, str],
        rows: Rows,
        responses: Mapping[str, Any],
    ) -> None:
        super().__init__(control.transitions, control.roots)
        self.resources = resources
        self.rows = rows
        self.answers = responses
        """What was answered, by operation and status, as far as there are links from it."""
        self.relations = {each.item: each for found in rows.relations.values() for each in found}
        self.sent: Counter[str] = Counter()
        self.subject: str | None = None
        self.needed: set[str] = set()

    def focus(self, subject: str) -> None:
        """Stay with one resource from now on."""
        self.subject = subject
        others = {subject, *(each.target for each in self.rows.relations.get(subject, ()))}
        self.needed = {*others, *(need for each in others for need in self.rows.needs(each))} - {subject}
        self.max_operations_per_source = sys.maxsize  # the operations are kept in balance instead

    def record_step(self, input: Any, recorder: Any) -> None:
        """Count a request."""
        super().record_step(input, recorder)
        self.sent[input.case.operation.label] += 1

    def allow_root_transition(self, source: str, bundles: Any) -> bool:
        """Return True if an operation may be called without a link that leads to it."""
        if self.subject is not None or not self.rows.has_to_do(self.resources[source]):
            return not self._is_skipped(source)
        return super().allow_root_transition(source, bundles)

    def _is_skipped(self, label: str) -> bool:
        return self._is_unwanted(label) or self._is_ahead(label)

    def _is_unwanted(self, label: str) -> bool:
        resource = self.resources[label]
        if label.endswith(BATCH):
            unwanted = self.subject not in (None, resource) or not self.rows.complete(resource)
        elif restores(label):
            unwanted = self.subject not in (None, resource) or self.rows.restorable(resource) is None
        elif label.startswith("POST "):
            unwanted = not self.rows.complete(resource) or self._is_enough(resource)
        else:
            unwanted = self.subject not in (None, resource) or not self.rows.has_to_do(resource)
            unwanted = unwanted or (self.subject == resource and not self.rows.complete(resource))
        relation = self.relations.get(label.partition(" ")[2])
        if relation is not None:
            wanted = (
                self.rows.pairs(relation) if label.startswith("DELETE ") else self.rows.of(relation.target)
            )
            unwanted = unwanted or not wanted
        elif label.startswith("DELETE "):
            unwanted = unwanted or not self.rows.of(resource) or self.rows.deleted.get(resource, 0) >= ENOUGH
        return unwanted or super()._is_skipped(label)

    def _is_enough(self, resource: str) -> bool:
        if self.subject in (None, resource):
            return False
        return resource not in self.needed or len(self.rows.of(resource)) >= ENOUGH

    def _is_ahead(self, label: str) -> bool:
        """Return True if it is the turn of another operation of the subject."""
        resource = self.resources[label]
        if resource != self.subject or (label.startswith("POST ") and not self.rows.of(resource)):
            return False
        own = [each for each, other in self.resources.items() if other == resource]
        sent = [
            self.sent[each] for each in own if self._is_within_reach(each) and not self._is_unwanted(each)
        ]
        return self.sent[label] > min(sent, default=sys.maxsize) + AHEAD

    def _is_within_reach(self, label: str) -> bool:
        """Return True if something was answered that has a link to an operation, or if it needs none."""
        known = self.transitions.operations.get(label)
        links: Sequence[Any] = known.incoming if known is not None else ()
        return label in self.roots or any(
            self.answers.get(f"{each.source.label} -> {each.status_code}") for each in links
        )
