"""What schemathesis loads before it runs, because `schemathesis.toml` names it: how a scenario proceeds.

The stateful phase runs scenarios: it creates resources and follows the links of the document from an answer to the
next request. No check, operation, status or kind of data is left out, but

- each scenario begins with an empty database, so that it can be replayed and gets the same answers again;
- what must refer to something else is created only once there is something: before, it could only be a 409;
- a link carries the values of one answer, but a row may refer to several others, as a loan does to a book and a
  member. So where a valid body refers to a row that does not exist, it is made to refer to one that does, or to
  none if there is none and it may;
- schemathesis knows that what was created and deleted is gone, but not that what refers to it may be gone with it:
  a request for such a row is made for another one that is there;
- an id in a path is the id of a row, not a reference of the same name in it;
- an `Idempotency-Key` that a request succeeded with is exchanged for a new one: the answer would be that of the earlier
  request again, about a row that may be gone;
- a path of two ids, a post's and a tag's, gets one of them from the link, and as the other that of a row that exists;
  where the two are to be parted, they are two that are linked;
- every other scenario is about one resource: it creates what that needs and stays with it, for a walk at random
  over many resources seldom gets to those that need the most others.

What refers to what is read from the links of the document.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.stateful.control import TransitionController
from schemathesis.specs.openapi.stateful import dependencies

from tests.fuzz_database import empty_database

ID = "$response.body#/id"
SUBJECTS = "FUZZ_SUBJECTS"
"""Environment variable with the paths of the resources that scenarios are to be about; none means any or all."""
KEY = "Idempotency-Key"
ENOUGH = 2
"""Rows of each thing that the subject of a scenario needs, and rows that are deleted, so that some stay."""
OFTEN = 8
"""How many times such a scenario may follow the links from one operation to another."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A member of a resource's bodies that refers to another resource."""

    resource: str
    name: str
    target: str
    required: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A many-to-many relation at a path of its own, such as `/posts/{post_id}/tags`."""

    path: str
    resource: str
    owner: str
    """The path parameter of the owner's id."""
    target: str
    """The resource that it leads to."""
    parameter: str
    """The path parameter of the target's id."""

    @property
    def members(self) -> tuple[str, str]:
        """The names of which one is that of the ids in the owner."""
        return f"{self.parameter}s", f"{self.parameter.removeprefix('target_')}s"


Row = tuple[str, str]
"""A resource and the id of a row."""
Pair = tuple[Any, Any]
"""The ids of two rows that are linked: the owner's and the target's."""


@dataclass(slots=True)
class Rows:
    """The ids of the rows that a scenario has created, by resource, and what the bodies of each refer to."""

    references: Mapping[str, list[Reference]]
    ids: dict[str, list[Any]] = field(default_factory=dict)
    relations: Mapping[str, list[Relation]] = field(default_factory=dict)
    """By resource."""
    deleted: dict[str, int] = field(default_factory=dict)
    """How many rows of each resource were deleted."""
    refers: dict[Row, set[Row]] = field(default_factory=dict)
    lost: set[Row] = field(default_factory=set)
    """Rows that may have gone with others that were deleted."""
    linked: dict[str, list[Pair]] = field(default_factory=dict)
    """The rows that are linked, by the path of the relation."""

    def of(self, resource: str) -> list[Any]:
        """Return the ids of a resource's rows."""
        return self.ids.setdefault(resource, [])

    def add(self, resource: str, row: Mapping[str, Any]) -> None:
        """Note a row as an answer gives it."""
        if row["id"] not in self.of(resource):
            self.of(resource).append(row["id"])
        for relation in self.relations.get(resource, ()):
            ids: list[Any] = next((row[name] for name in relation.members if name in row), [])
            others = [pair for pair in self.pairs(relation) if pair[0] != row["id"]]
            self.linked[relation.path] = [*others, *((row["id"], each) for each in ids)]
        values = [(each.target, row.get(each.name)) for each in self.references.get(resource, ())]
        self.refers[resource, str(row["id"])] = {
            (target, str(value))
            for target, value in values
            if value is not None and not isinstance(value, list)
        }

    def remove(self, row: Row) -> None:
        """Note that a row was deleted."""
        self.deleted[row[0]] = self.deleted.get(row[0], 0) + 1
        gone = {row}
        while more := {other for other, targets in self.refers.items() if targets & gone} - gone:
            gone |= more
        self.lost |= gone - {row}
        for resource, ids in self.ids.items():
            ids[:] = [each for each in ids if (resource, str(each)) not in gone]

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

    def needs(self, resource: str) -> set[str]:
        """Return the resources that a new row must refer to, and those that they must refer to."""
        found: set[str] = set()
        pending = [resource]
        while pending:
            required = {each.target for each in self.references.get(pending.pop(), ()) if each.required}
            pending += sorted(required - found)
            found |= required
        return found

    def complete(self, resource: str) -> bool:
        """Return True if there is a row of everything that a new one must refer to."""
        return all(self.of(each.target) for each in self.references.get(resource, ()) if each.required)

    def referring(self, resource: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return a valid body that refers to rows that exist, as far as there are any."""
        found = {each.name: each for each in self.references.get(resource, ())}
        return {name: self._existing(value, found.get(name)) for name, value in body.items()}

    def _existing(self, value: Any, reference: Reference | None) -> Any:
        if reference is None or value is None:
            return value
        ids = self.of(reference.target)
        if isinstance(value, list):
            return [each for each in value if each in ids] or ids[: len(value)]
        if value in ids:
            return value
        return ids[-1] if ids else None if reference.nullable else value


@schemathesis.hook
def after_load_schema(context: Any, schema: Any) -> None:
    """Let the state machines that are made from the document proceed as said above."""
    references: dict[str, list[Reference]] = {}
    for each in _references(schema.raw_schema):
        references.setdefault(each.resource, []).append(each)
    relations: dict[str, list[Relation]] = {}
    for found in _relations(schema.raw_schema):
        relations.setdefault(found.resource, []).append(found)
    build = schema.build_state_machine

    def build_state_machine(**sources: Any) -> Any:
        _forget_guesses(schema.analysis.dependency_graph)
        return _scenario(build(**sources), references, relations)

    schema.build_state_machine = build_state_machine


class Control(TransitionController):
    """Decides which request may follow in a scenario."""

    def __init__(self, control: TransitionController, resources: Mapping[str, str], rows: Rows) -> None:
        super().__init__(control.transitions, control.roots)
        self.resources = resources
        self.rows = rows
        self.relations = {_item_of(each): each for found in rows.relations.values() for each in found}
        self.subject: str | None = None
        self.needed: set[str] = set()

    def focus(self, subject: str) -> None:
        """Stay with one resource from now on."""
        self.subject = subject
        others = {subject, *(each.target for each in self.rows.relations.get(subject, ()))}
        self.needed = {*others, *(need for each in others for need in self.rows.needs(each))} - {subject}
        self.max_operations_per_source = OFTEN

    def _is_skipped(self, label: str) -> bool:
        resource = self.resources[label]
        if label.startswith("POST "):
            unwanted = not self.rows.complete(resource) or self._is_enough(resource)
        else:
            lost = any(each == resource for each, _ in self.rows.lost)
            unwanted = self.subject not in (None, resource) or (lost and not self.rows.of(resource))
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


@dataclass(slots=True)
class Keys:
    """The idempotency keys with which requests of a scenario have succeeded."""

    used: set[str] = field(default_factory=set)

    def renew(self, case: Any) -> None:
        """Give a valid request another key in place of a used one."""
        if (case.headers or {}).get(KEY) in self.used and case.meta.generation.mode.is_positive:
            case.headers[KEY] = f"another-{len(self.used)}"

    def note(self, case: Any, response: Any) -> None:
        """Note the key of a request that has succeeded."""
        if KEY in (case.headers or {}) and 200 <= response.status_code < 300:
            self.used.add(case.headers[KEY])


def _scenario(
    machine: Any, references: Mapping[str, list[Reference]], relations: Mapping[str, list[Relation]]
) -> Any:
    """Return a state machine like the one that schemathesis made, proceeding as said above."""
    operations = [each.ok() for each in machine.schema.get_all_operations()]
    resources = {each.label: _resource(each.path) for each in operations}
    roots = {resources[label] for label in machine._root_labels if label.startswith("POST ")}
    subjects = sorted(each for each in roots if Rows(references).needs(each) <= roots)
    wanted = os.environ.get(SUBJECTS, "").split()
    choices: list[str | None] = [each for each in subjects if each in wanted]
    choices = choices or [*subjects, *[None] * max(1, len(subjects))]
    # Drawn from large numbers, since Hypothesis has favourites among few values.
    subject = st.integers(0, 2**64 - 1).map(lambda number: choices[number % len(choices)])

    class Scenario(machine):  # type: ignore[misc] # its class is made at run time
        control: Any

        def __init__(self) -> None:
            empty_database(os.environ["DATABASE_URL"])
            self.rows = Rows(references, relations=relations)
            self.keys = Keys()
            super().__init__()
            self.control = Control(self.control, resources, self.rows)

        @initialize(subject=subject)
        def choose(self, subject: str | None) -> None:
            """Choose what the scenario is about; nothing in particular if None."""
            if subject is not None:
                self.control.focus(subject)

        def before_call(self, case: Any) -> None:
            super().before_call(case)
            if case.meta.generation.mode.is_positive:
                _lead_to_rows(case, resources[case.operation.label], self.rows)
            self.keys.renew(case)
            row = _row(case)
            if row in self.rows.lost and self.rows.of(row[0]):
                case.path_parameters = dict.fromkeys(case.path_parameters, self.rows.of(row[0])[-1])

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            self.keys.note(case, response)
            row = _row(case)
            if response.status_code == 201 or (row in self.rows.refers and response.status_code == 200):
                self.rows.add(resources[case.operation.label], response.json())
            elif row is not None and response.status_code == 204:
                self.rows.remove(row)
            elif response.status_code == 204 and (relation := _relation(case, self.rows)) is not None:
                pair = case.path_parameters[relation.owner], case.path_parameters[relation.parameter]
                self.rows.link(relation, pair, linked=case.method.upper() == "PUT")

    return Scenario


def _lead_to_rows(case: Any, resource: str, rows: Rows) -> None:
    """Let the body of a valid request refer to rows that exist, and the ids of a relation's path be theirs."""
    if isinstance(case.body, dict):
        body = rows.referring(resource, case.body)
        if body != case.body:
            case.body = body
    if (relation := _relation(case, rows)) is not None:
        linked = case.method.upper() == "DELETE"
        case.path_parameters = rows.meeting(relation, case.path_parameters, linked=linked)


def _forget_guesses(graph: Any) -> None:
    """Forget what schemathesis believes to refer to something because of its name, though nothing makes such a thing.

    It would never begin with such a create: a field `passport_id` need not refer to a passport.
    """
    made = {output.resource.name for node in graph.operations.values() for output in node.outputs}
    for node in graph.operations.values():
        node.inputs[:] = [each for each in node.inputs if each.resource.name in made]


def _analyze(schema: Any, analyze: Callable[[Any], Any] = dependencies.analyze) -> Any:
    """Return what schemathesis makes of a schema, an id in a path being that of the row.

    Where the row has a reference of that name, a user its `user_id`, it would take that one and send `/users/null`.
    """
    graph = analyze(schema)
    for node in graph.operations.values():
        for each in node.inputs:
            if each.parameter_location == ParameterLocation.PATH and "id" in each.resource.fields:
                each.resource_field = "id"
    return graph


dependencies.analyze = _analyze


def _references(document: dict[str, Any]) -> Iterator[Reference]:
    """Yield what the links from a create to another say: which member of the other's body refers to its row."""
    creates = {
        item["post"]["operationId"]: path for path, item in document["paths"].items() if "post" in item
    }
    for target in creates.values():
        created = document["paths"][target]["post"]["responses"].get("201", {})
        for link in created.get("links", {}).values():
            for name, value in link.get("requestBody", {}).items():
                if value in (ID, [ID]):
                    resource = creates[link["operationId"]]
                    content = document["paths"][resource]["post"]["requestBody"]["content"]
                    schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
                    body = document["components"]["schemas"][schema]
                    required = name in body.get("required", ())
                    nullable = "null" in body["properties"][name]["type"]
                    yield Reference(_resource(resource), name, _resource(target), required, nullable)


def _relations(document: dict[str, Any]) -> Iterator[Relation]:
    """Yield what the links from a create to the link of two rows say: a path of two ids, and whose the last one is."""
    items = {
        item["put"]["operationId"]: path
        for path, item in document["paths"].items()
        if "put" in item and path.count("{") == 2
    }
    for source, item in document["paths"].items():
        links = item.get("post", {}).get("responses", {}).get("201", {}).get("links", {})
        for link in links.values():
            path = items.get(link["operationId"])
            if path is not None:
                owner, parameter = re.findall(r"\{(\w+)\}", path)
                if f"path.{parameter}" in link["parameters"]:
                    yield Relation(
                        path.rpartition("/")[0], _resource(path), owner, _resource(source), parameter
                    )


def _item_of(relation: Relation) -> str:
    """Return the path of one link of a relation."""
    return f"{relation.path}/{{{relation.parameter}}}"


def _relation(case: Any, rows: Rows) -> Relation | None:
    """Return the relation whose path a request has."""
    found = rows.relations.get(_resource(case.operation.path), ())
    return next((each for each in found if case.operation.path in (each.path, _item_of(each))), None)


def _row(case: Any) -> Row | None:
    """Return the row that a request is about, if its path ends in an id."""
    resource, _, rest = case.operation.path.partition("/{")
    ids = list((case.path_parameters or {}).values())
    return (resource, str(ids[0])) if rest.endswith("}") and "/" not in rest and ids else None


def _resource(path: str) -> str:
    """Return the path of the collection that a path belongs to, which stands for the resource."""
    return path.partition("/{")[0]
