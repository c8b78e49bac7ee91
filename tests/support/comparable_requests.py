"""Random requests that mean the same to two services.

Each service makes its own ids, so a request refers to a row by its number: `Ref(3)` is the fourth created row.
"""

import json
from dataclasses import dataclass, field, replace
from operator import attrgetter
from random import Random
from typing import Any

from specloom.emit.filters import Filter, filters
from specloom.emit.relations import shown_names
from specloom.emit.sorting import sortable
from specloom.model import Entity, Field, Service
from specloom.types import Type
from tests.support.expansions import paths
from tests.support.random_values import value_of

LETTERS = "aAbBzZ09 _-%'\"\\.éÉßİıñÑ日本ａ\u0301\U0001f600\u200b\ufffd~"
"""Characters whose order, case and encoding databases see in different ways."""
NOBODY = "00000000-0000-7000-8000-000000000000"
"""The id of a row that was never created."""
_EDGES: dict[str, tuple[Any, ...]] = {
    "integer": (0, 1, -1, 2**31 - 1, -(2**31)),
    "bigint": (0, 2**63 - 1, -(2**63), 2**53 + 1),
    "float": (0.0, -0.0, 1, 1.5, -1e-300, 1e300, 5e-324, 0.1, 123456789.0),
    "decimal": ("0", "-0", "1", "-1", "0.1", "10", "9", "-9", "-10"),
    "date": ("0001-01-01", "9999-12-31", "2024-02-29", "1999-12-31"),
    "time": ("00:00:00", "23:59:59.999999", "09:00:00.000001", "09:00:00"),
    "datetime": (
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2024-06-01T12:00:00Z"),
        *("2024-06-01T12:00:00.000001Z", "2024-06-01T14:00:00+02:00", "1883-11-18T12:03:58-04:56"),
    ),
    "duration": ("PT0S", "P1D", "PT24H", "PT0.000001S", "P1W", "PT86400S"),
    "string": ("", "a", "A", "b", "B", " a", "a ", "é", "e\u0301", "ß", "SS", "ｚ", "z", "\U0001f600", "\ufffd"),
    "email": ("A@B.example", "a@b.example", "z@b.example"),
    "json": (0, -0.0, 1e2, 100, 1e300, "a", True, [], {}, {"b": 1, "a": 2}, {"a": 2, "b": 1.0}, [1, 1.0, "1"]),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of the row of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Key:
    """The members that name the row of that number: its id, or the parts of its key."""

    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the key of the row of that number, by its name."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is drawn. `path` is a path or the entity's with the row of a number."""

    method: str
    entity: str
    row: int | None = None
    body: dict[str, Any] | None = None
    params: tuple[tuple[str, Any], ...] = ()
    if_match: str | None = None
    walk: bool = False
    """Follow `next_cursor` to the last page, and `previous_cursor` back to the first."""
    below: str = ""
    """What stands behind the row's path: that of a relation, or `restore`."""
    target: int | None = None
    """The row that it is about, behind that."""
    batch: tuple[int, ...] | None = None
    """The numbers of the rows that a batch creates; None for everything else."""


@dataclass(slots=True)
class Drawing:
    """Draws requests. It knows which rows may be there, by entity."""

    service: Service
    random: Random
    rows: dict[str, list[int]] = field(default_factory=dict)
    created: int = 0

    def draw(self) -> Request:
        """Return a request, a valid one most of the time."""
        entity = self.random.choice([*self.service.entities, *[self.service.entity("Thing")] * 3])
        rows = self.rows.setdefault(entity.name, [])
        kind = self.random.choices(
            ("create", "list", "patch", "put", "read", "delete", "link", "batch", "restore"),
            (48, 40, 10, 4, 6, 3, 8, 8, 4),
        )[0]
        if kind == "create" or not rows:
            rows.append(self.created)
            self.created += 1
            return Request("POST", entity.name, self.created - 1, self.create(entity))
        if kind == "list":
            return self._list(entity)
        if kind == "batch":
            return self._batch(entity, rows)
        row = self.random.choice(rows)
        if kind == "link":
            return self._link(entity, row)
        if kind == "read":
            return Request("GET", entity.name, row, None, self._view(entity))
        matches = ("*", None, '"0"')
        if_match = self.random.choices(matches, (8, 1, 1) if entity.match_required else (1, 8, 1))[0]
        if kind == "delete":
            return Request("DELETE", entity.name, row, if_match=if_match)
        if kind == "restore":
            return Request("POST", entity.name, row, if_match=if_match, below="restore")
        body = self._body(entity, update=True)
        method, body = ("PATCH", self._some(body)) if kind == "patch" else ("PUT", body)
        return Request(method, entity.name, row, body, if_match=if_match)

    def _link(self, entity: Entity, row: int) -> Request:
        """Return a request of an operation on the relations of a row, or of another if it has none."""
        operations = self.service.link_operations(entity)
        if not operations:
            return Request("GET", entity.name, row)
        link, operation = self.random.choice(operations)
        if operation == "list":
            listed = self._list(self.service.entity(link.target))
            return replace(listed, entity=entity.name, row=row, below=link.path)
        targets = self.rows.get(link.target) or [self.created]
        method = "PUT" if operation == "add" else "DELETE"
        return Request(method, entity.name, row, below=link.path, target=self.random.choice(targets))

    def create(self, entity: Entity) -> dict[str, Any]:
        """Return the body of a create; of what may be absent, a part is."""
        body = self._body(entity, update=False)
        needed = {
            each.name
            for each in entity.fields
            if each.in_create and not each.nullable and each.default is None
        }
        kept = self._some(body)
        return {name: value for name, value in body.items() if name in needed or name in kept}

    def _some(self, body: dict[str, Any]) -> dict[str, Any]:
        share = self.random.choice((0.1, 0.3, 0.9))
        return {name: value for name, value in body.items() if self.random.random() < share}

    def _body(self, entity: Entity, *, update: bool) -> dict[str, Any]:
        taken = attrgetter("in_update" if update else "in_create")
        body = {each.name: self._value(each) for each in entity.fields if taken(each)}
        for reference, fields in entity.to_one:
            numbers = self.rows.get(reference.target, [])
            if reference.parts and taken(fields[0]) and numbers and self.random.random() < 0.9:
                target, number = self.service.entity(reference.target), self.random.choice(numbers)
                body |= {each.name: Part(number, target.referred(each).name) for each in fields}
        for link in entity.links:
            numbers = self.rows.get(link.target, [])
            count = min(len(numbers), self.random.randint(0, 3))
            body[link.name] = [Ref(each) for each in self.random.sample(numbers, count)]
        return body

    def _value(self, field: Field) -> Any:
        if field.nullable and self.random.random() < 0.15:
            return None
        if field.reference is not None and field.reference.parts:
            return self._part(field)
        if field.reference is not None:
            numbers = self.rows.get(field.reference.target, [])
            return Ref(self.random.choice(numbers)) if numbers else None
        return self._scalar(field.type)

    def _part(self, field: Field) -> Any:
        """Return a part of the key of some row, or null, for one of the fields that refer to it together."""
        assert field.reference is not None
        numbers = self.rows.get(field.reference.target, [])
        target = self.service.entity(field.reference.target)
        return Part(self.random.choice(numbers), target.referred(field).name) if numbers else None

    def _scalar(self, type_: Type) -> Any:
        kind = "string" if type_.kind in ("text", "string") else type_.kind
        plain = type_.pattern is None and type_.schema is None
        if plain and kind in _EDGES and self.random.random() < 0.6:
            edge = self.random.choice(_EDGES[kind])
            return str(edge) if type_.as_text else edge
        return value_of(type_, self.random, letters=LETTERS, size=self.random.choice((1, 2, 6)))

    def _batch(self, entity: Entity, rows: list[int]) -> Request:
        chosen = self.random.sample(rows, min(len(rows), self.random.randint(0, 4)))
        gone = chosen[: self.random.choice((0, 0, 1, 2))]
        changes = [self._some(self._body(entity, update=True)) for _ in chosen[len(gone) :]]
        matches = [{"if_match": "*"}] * (8 if entity.match_required else 1) + [{}] * 3
        matches += [{"if_match": '"0"'}] if self.random.random() < 0.1 and entity.versioned else []
        condition = self.random.choice(matches) if entity.versioned else {}
        body: dict[str, Any] = {
            "create": [self.create(entity) for _ in range(self.random.randint(0, 4))],
            "update": [
                {"key": Key(row), "changes": each, **condition}
                for row, each in zip(chosen[len(gone) :], changes, strict=True)
            ],
            "delete": [{"key": Key(row), **condition} for row in gone],
        }
        new = tuple(range(self.created, self.created + len(body["create"])))
        self.created += len(new)
        rows += new
        return Request("POST", entity.name, None, body, batch=new)

    def _list(self, entity: Entity) -> Request:
        names = sortable(entity)
        params: list[tuple[str, Any]] = [("limit", self.random.choice((1, 7, 20, 100))), ("count", "true")]
        if self.random.random() < 0.8:
            chosen = self.random.sample(names, self.random.randint(1, 3))
            params.append(("sort", ",".join(self.random.choice(("", "-")) + name for name in chosen)))
        while self.random.random() < 0.45:
            drawn = self.random.choice(filters(self.service, entity))
            value = self._operand(entity, drawn)
            if value is not None and all(name != drawn.parameter for name, _ in params):
                params.append((drawn.parameter, value))
        if entity.search is not None and self.random.random() < 0.3:
            params.append(("q", self._words()))
        if entity.soft_delete and self.random.random() < 0.1:
            params.append(("deleted", self.random.choice(("true", "false"))))
        params += self._view(entity)
        return Request("GET", entity.name, None, None, tuple(params), walk=self.random.random() < 0.15)

    def _words(self) -> str:
        """Return a text to search for, such as those that rows hold."""
        drawn = [
            self.random.choice((*_EDGES["string"], *_EDGES["email"]))
            for _ in range(self.random.randint(1, 2))
        ]
        if self.random.random() < 0.5:
            drawn.append("".join(self.random.choices(LETTERS, k=self.random.choice((1, 2, 6)))))
        return self.random.choice((" ", "-", "")).join(drawn)

    def _operand(self, entity: Entity, drawn: Filter) -> Any:
        """Return a value for a filter, often one that some rows have; None if there is none."""
        if drawn.operator == "isnull":
            return self.random.choice(("true", "false"))
        if drawn.operator == "in":
            values = [self._compared(entity, drawn) for _ in range(self.random.randint(1, 4))]
            return [each for each in values if each is not None] or None
        value = self._compared(entity, drawn)
        if drawn.operator in ("contains", "startswith") and isinstance(value, str):
            return value[: self.random.randint(0, 3)]
        return value

    def _compared(self, entity: Entity, drawn: Filter) -> Any:
        """Return a value that a field, the items of a list or a link may have."""
        field = next((each for each in entity.fields if each.name == drawn.name), None)
        if field is not None and field.type.item is None:
            rows = self.rows.get(entity.name) or [self.created]
            value = Ref(self.random.choice(rows)) if field.name == "id" else self._value(field)
        elif field is not None:
            value = self._scalar(drawn.type)
        else:
            target = next(each.target for each in entity.links if each.name in (drawn.name, f"{drawn.name}s"))
            numbers = self.rows.get(target)
            value = Ref(self.random.choice(numbers)) if numbers else None
        return json.dumps(value) if isinstance(value, bool | float) else value

    def _view(self, entity: Entity) -> tuple[tuple[str, str], ...]:
        """Return the parameters that ask for some members, or for what the entity refers to, or none."""
        params = []
        if self.random.random() < 0.3:
            names = shown_names(entity)
            params.append(("fields", ",".join(self.random.choices(names, k=self.random.randint(1, 5)))))
        found = paths(self.service, entity)
        if found and self.random.random() < 0.3:
            chosen = self.random.sample(found, self.random.randint(1, min(3, len(found))))
            params.append(("expand", ",".join(chosen)))
        return tuple(params)
