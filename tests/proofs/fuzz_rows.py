"""The rows that a scenario of schemathesis has created, and the rows that their bodies refer to.

References are read from the links of the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from tests.proofs.fuzz_links import Reference, Relation

ENOUGH = 2
"""Requests for the deleted rows of a resource that show that they are gone."""
MOST_DELETED = 2
"""Rows of a resource that are deleted, so that some stay."""


Row = tuple[str, str]
"""A resource and the id of a row, or the parts of its key with slashes between them."""
Pair = tuple[Any, Any]
"""The ids of two rows that are linked: the owner's and the target's."""


@dataclass(slots=True)
class Rows:
    """The ids of the rows that a scenario has created, by resource, and what the bodies of each refer to."""

    references: Mapping[str, list[Reference]]
    ids: dict[str, list[Any]] = field(default_factory=dict)
    relations: Mapping[str, list[Relation]] = field(default_factory=dict)
    """By resource."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of what makes up the key, by resource, if that is composite. An id is a tuple of them then."""
    deleted: dict[str, int] = field(default_factory=dict)
    """How many rows of each resource were deleted."""
    refers: dict[Row, set[Row]] = field(default_factory=dict)
    hidden: dict[Row, dict[str, Any]] = field(default_factory=dict)
    """The last value sent for each member that responses do not show, because it is sensitive."""
    gone: set[Row] = field(default_factory=set)
    """Rows that were deleted, and the lost ones."""
    lost: set[Row] = field(default_factory=set)
    """Rows that may have gone with others that were deleted."""
    missed: dict[str, int] = field(default_factory=dict)
    """How many requests for deleted rows of each resource were sent."""
    linked: dict[str, list[Pair]] = field(default_factory=dict)
    """The rows that are linked, by the path of the relation."""
    deletions: dict[str, list[Any]] = field(default_factory=dict)
    """Ids of rows that were deleted by themselves, by resource: these can be restored where anything can."""

    def of(self, resource: str) -> list[Any]:
        """Return the ids of a resource's rows."""
        return self.ids.setdefault(resource, [])

    def id_of(self, resource: str, members: Any) -> Any:
        """Return the id of a row, by its members or those of an item of a batch."""
        names = self.parts.get(resource)
        return members["id"] if names is None else tuple(members[name] for name in names)

    def named(self, resource: str, id: Any) -> dict[str, Any]:
        """Return the members that name a row."""
        names = self.parts.get(resource)
        return {"id": id} if names is None else dict(zip(names, id, strict=True))

    def add(self, resource: str, row: Mapping[str, Any], sent: Mapping[str, Any] | None = None) -> None:
        """Note a row as a response gives it, and the members of the request that the response does not show."""
        id = self.id_of(resource, row)
        unseen = {name: value for name, value in (sent or {}).items() if name not in row}
        hidden = self.hidden.setdefault((resource, text_of(id)), {})
        hidden |= unseen
        if id not in self.of(resource):
            self.of(resource).append(id)
        for relation in self.relations.get(resource, ()):
            ids: list[Any] = next((row[name] for name in relation.members if name in row), [])
            others = [pair for pair in self.pairs(relation) if pair[0] != id]
            self.linked[relation.path] = [*others, *((id, each) for each in ids)]
            self._unlink(resource, relation.target, id, ids)
        for each in self.references.get(resource, ()):
            if isinstance(kept := unseen.get(each.name), list):
                self._unlink(resource, each.target, id, kept)
        known = {**hidden, **row}
        values = [(each.target, each.id_in(known)) for each in self.references.get(resource, ())]
        self.refers[resource, text_of(id)] = {
            (target, text_of(value))
            for target, value in values
            if value is not None and not isinstance(value, list)
        }

    def remove(self, row: Row) -> None:
        """Note that a row was deleted."""
        self.deleted[row[0]] = self.deleted.get(row[0], 0) + 1
        self.deletions.setdefault(row[0], []).extend(each for each in self.of(row[0]) if str(each) == row[1])
        self.lost |= self._forget({row}) - {row}

    def _forget(self, gone: set[Row]) -> set[Row]:
        """Note that rows are gone, and return them with all that may have gone with them."""
        while more := {other for other, targets in self.refers.items() if targets & gone} - gone:
            gone |= more
        self.gone |= gone
        for resource, ids in self.ids.items():
            ids[:] = [each for each in ids if (resource, text_of(each)) not in gone]
        return gone

    def _unlink(self, resource: str, target: str, owner: Any, kept: list[Any]) -> None:
        """Note that an owner is linked to some rows alone: where links are rows themselves, the others are gone."""
        ends, start = {resource, target}, (resource, text_of(owner))
        linked = {(target, text_of(each)) for each in kept}
        gone = {
            row
            for row, targets in self.refers.items()
            if start in targets
            and ends <= self._required(row[0])
            and not (targets - {start} or {start}) & linked
        }
        self.lost |= self._forget(gone)

    def restore(self, resource: str, row: Mapping[str, Any]) -> None:
        """Note that a row was restored, or was there."""
        deletions = self.deletions.get(resource, [])
        if row["id"] in deletions:
            deletions.remove(row["id"])
            self.deleted[resource] -= 1
        self.gone.discard((resource, str(row["id"])))
        self.lost.discard((resource, str(row["id"])))
        self.add(resource, row)

    def restorable(self, resource: str) -> Any:
        """Return the id of a row that was deleted and can be restored, or None."""
        deletions = self.deletions.get(resource)
        return deletions[-1] if deletions else None

    def has_to_do(self, resource: str) -> bool:
        """Return False if all rows of a resource are gone, and no request needs to show that any more."""
        if self.of(resource) or not any(each == resource for each, _ in self.gone):
            return True
        return self._may_miss(resource) and not any(each == resource for each, _ in self.lost)

    def instead(self, row: Row) -> Any:
        """Return the id to send a request for a row to; None if that is its own, and it is noted that it was sent."""
        resource = row[0]
        if row not in self.gone or not self.of(resource):
            return None
        if row not in self.lost and self._may_miss(resource):
            self.missed[resource] = self.missed.get(resource, 0) + 1
            return None
        return self.of(resource)[-1]

    def whole(self, resource: str, parts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parts of a key in a path as those of a row that was there, with as many of the same as can be.

        A link may lead to a part of a key alone: from an order to its lines, say.
        """
        names, found = self.parts[resource], dict(parts)
        key = tuple(parts[name] for name in names)
        if self.of(resource) and (resource, text_of(key)) not in {*self.refers, *self.gone}:
            alike = max(
                self.of(resource), key=lambda each: sum(map(str.__eq__, map(str, each), map(str, key)))
            )
            found |= self.named(resource, alike)
        return found

    def _may_miss(self, resource: str) -> bool:
        return self.missed.get(resource, 0) < ENOUGH

    def pairs(self, relation: Relation) -> list[Pair]:
        """Return the rows that are linked by a relation and still there."""
        owners, targets = self.of(relation.resource), self.of(relation.target)
        return [
            pair for pair in self.linked.get(relation.path, ()) if pair[0] in owners and pair[1] in targets
        ]

    def meeting(self, relation: Relation, parameters: dict[str, Any], *, linked: bool) -> dict[str, Any]:
        """Return the parameters of a relation's path with ids of rows that exist, of linked ones if that is asked."""
        found = dict(parameters)
        for name, resource in ((relation.owner, relation.resource), (relation.parameter, relation.target)):
            if name in found and found[name] not in self.of(resource) and self.of(resource):
                found[name] = self.of(resource)[-1]
        pairs = self.pairs(relation) if linked else []
        if pairs and (found[relation.owner], found[relation.parameter]) not in pairs:
            same = [pair for pair in pairs if pair[0] == found[relation.owner]]
            found[relation.owner], found[relation.parameter] = (same or pairs)[-1]
        return found

    def link(self, relation: Relation, pair: Pair, *, linked: bool) -> None:
        """Note that two rows are linked, or no more."""
        others = [each for each in self.pairs(relation) if each != pair]
        self.linked[relation.path] = [*others, pair] if linked else others
        if not linked:
            kept = [each for owner, each in others if owner == pair[0]]
            self._unlink(relation.resource, relation.target, pair[0], kept)

    def take(self, resource: str, sent: Mapping[str, Any], done: Mapping[str, Any]) -> None:
        """Note what a batch has done."""
        changes = [each["changes"] for each in sent.get("update", ())]
        bodies = [*sent.get("create", ()), *changes]
        for row, body in zip((*done.get("created", ()), *done.get("updated", ())), bodies, strict=True):
            self.add(resource, row, body)
        for id in done.get("deleted", ()):
            row = resource, text_of(self.id_of(resource, id) if isinstance(id, dict) else id)
            self.remove(row)
            self.lost.add(row)  # schemathesis does not know what a batch has deleted

    def needs(self, resource: str) -> set[str]:
        """Return the resources that a new row must refer to, and those that they must refer to."""
        found: set[str] = set()
        pending = [resource]
        while pending:
            required = self._required(pending.pop())
            pending += sorted(required - found)
            found |= required
        return found

    def _required(self, resource: str) -> set[str]:
        return {each.target for each in self.references.get(resource, ()) if each.required}

    def complete(self, resource: str) -> bool:
        """Return True if there is a row of everything that a new one must refer to."""
        return all(map(self.of, self._required(resource)))

    def referring(self, resource: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return a valid body that refers to rows that exist, as far as there are any."""
        references = self.references.get(resource, ())
        found = {each.name: each for each in references if not each.parts}
        made = {name: self._existing(value, found.get(name)) for name, value in body.items()}
        for each in references:
            given = [name for name in each.parts if name in body]
            if given and any(body[name] is not None for name in given):
                ids = self.of(each.target)
                own = each.id_in(body)
                key = own if own in ids else _one_of(ids, own) if ids else None
                made |= dict.fromkeys(given) if key is None else dict(zip(each.parts, key, strict=True))
        return made

    def needing(self, resource: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return a valid body that refers to rows that exist, but to none that it need not refer to.

        What is linked already cannot be linked by the scenario.
        """
        optional = {
            name
            for each in self.references.get(resource, ())
            if not each.required
            for name in (each.parts or (each.name,))
        }
        return self.referring(resource, {name: value for name, value in body.items() if name not in optional})

    def batch(self, resource: str, body: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
        """Return a valid batch whose items are about rows that exist, and about no row twice."""
        found = dict(body)
        if "create" in body:
            found["create"] = [self.referring(resource, each) for each in body["create"]]
        free = [*self.of(resource)]
        for name, most in (("delete", MOST_DELETED - self.deleted.get(resource, 0)), ("update", len(free))):
            if name in body:
                items = body[name][: max(0, min(most, len(free)))]
                found[name] = [self._about(resource, each, free) for each in items]
        items = [each for name in ("delete", "update") for each in found.get(name, ())]
        for each in items if len(items) > 1 else ():
            if "if_match" in each:
                each["if_match"] = "*"
        return found

    def _about(self, resource: str, item: dict[str, Any], free: list[Any]) -> dict[str, Any]:
        """Return an item of a batch that is about one of the free rows, its own if that is among them."""
        own = self.id_of(resource, item)
        id = own if own in free else free[-1]
        free.remove(id)
        changes = {"changes": self.referring(resource, item["changes"])} if "changes" in item else {}
        condition = {"if_match": "*"} if "if_match" in item and id != own else {}
        return {**item, **self.named(resource, id), **changes, **condition}

    def _existing(self, value: Any, reference: Reference | None) -> Any:
        if reference is None or value is None:
            return value
        ids = self.of(reference.target)
        if isinstance(value, list):
            return [each for each in value if each in ids] or ids[: len(value)]
        if value in ids:
            return value
        return _one_of(ids, value) if ids else None if reference.nullable else value


def _one_of(ids: list[Any], value: Any) -> Any:
    """Return one of some ids instead of a value: the same for the same value, others for others."""
    return ids[crc32(str(value).encode(errors="replace")) % len(ids)]


def text_of(id: Any) -> str:
    """Return what a row is called in a `Row`."""
    return "/".join(map(str, id)) if isinstance(id, tuple) else str(id)
