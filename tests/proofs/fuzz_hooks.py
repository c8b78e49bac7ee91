"""Hooks of schemathesis, which `schemathesis.toml` names: they decide how a scenario proceeds.

The stateful phase runs scenarios: it creates resources, and follows the links of the document from a response to the
next request. The hooks leave out no check, operation, status or kind of data. They change this:

- Each scenario begins with an empty database, so that it can be replayed with the same responses.
- A resource that must refer to another is created only when there is one. Before, it could only be a 409.
- A link has the values of one response, but a row may refer to several others, as a loan refers to a book and a
  member. So a reference of a valid body to a missing row is replaced by one to an existing row, or by null if
  there is none.
- Schemathesis continues to send requests for deleted rows, which can only be 404. A few of them show that the row is
  deleted. Later ones use another existing row, or wait until there is one. This includes requests for rows that may
  have been deleted along with another row, because schemathesis does not know about these.
- An id in a path is the id of a row, and never that of a reference with the same name in the row.
- An `Idempotency-Key` of a successful request is replaced by a new one. Otherwise the response would be the earlier
  one, about a row that may be deleted.
- Every second `If-Match` of a valid request is the present tag of the row (`tests/proofs/fuzz_conditions.py`).
- A path of two ids, such as a post's and a tag's, gets one of them from the link, and the other from an existing row.
  If the request removes a link, the two rows are linked.
- If a link has only some parts of a composite key, the path gets the parts of an existing row.
- `restore` is sent for a deleted row, as long as there is one. Later requests for that row do not count it as deleted.
- A batch changes and deletes existing rows, each of them once, and some rows always stay. If it has several items, none
  has a condition that no row meets, because this would reject all the others too.
- Every second scenario is about one resource: it creates the rows that the resource needs, and sends about as many
  requests to each of its operations. A random walk over many resources rarely reaches those that need the most others.
  It begins with rows from earlier scenarios (`tests/proofs/fuzz_bodies.py`).
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.stateful import dependencies

from tests.proofs import fuzz_bodies
from tests.proofs.fuzz_conditions import Conditions
from tests.proofs.fuzz_control import BATCH, RESTORE, Control, restores
from tests.proofs.fuzz_database import empty_database
from tests.proofs.fuzz_links import Reference, Relation, parts_of, references_of, relations_of, resource_of
from tests.proofs.fuzz_rows import Row, Rows, text_of

SUBJECTS = "FUZZ_SUBJECTS"
"""Environment variable with the paths of the resources that scenarios are to be about; none means any or all."""
KEY = "Idempotency-Key"


@schemathesis.hook
def after_load_schema(context: Any, schema: Any) -> None:
    """Let the state machines that are made from the document proceed as said above."""
    references: dict[str, list[Reference]] = {}
    for each in references_of(schema.raw_schema):
        references.setdefault(each.resource, []).append(each)
    relations: dict[str, list[Relation]] = {}
    for found in relations_of(schema.raw_schema):
        relations.setdefault(found.resource, []).append(found)
    build = schema.build_state_machine

    def build_state_machine(**sources: Any) -> Any:
        _forget_guesses(schema.analysis.dependency_graph)
        return _scenario(build(**sources), references, relations, parts_of(schema.raw_schema))

    schema.build_state_machine = build_state_machine


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
    machine: Any,
    references: Mapping[str, list[Reference]],
    relations: Mapping[str, list[Relation]],
    parts: Mapping[str, tuple[str, ...]],
) -> Any:
    """Return a state machine like the one that schemathesis made, proceeding as said above."""
    operations = [each.ok() for each in machine.schema.get_all_operations()]
    resources = {each.label: resource_of(each.path) for each in operations}
    creates = [label for label in machine._root_labels if label.startswith("POST ") and not restores(label)]
    roots = {resources[label] for label in creates}
    made_by = {resources[each.label]: each for each in operations if each.label in creates}
    bodies = fuzz_bodies.load()
    subjects = sorted(each for each in roots if Rows(references).needs(each) <= roots)
    wanted = os.environ.get(SUBJECTS, "").split()
    choices: list[str | None] = [each if each in subjects else None for each in wanted]
    choices = choices or [*subjects, *[None] * max(1, len(subjects))]
    # Drawn from large numbers, since Hypothesis has favourites among few values.
    subject = st.integers(0, 2**64 - 1).map(lambda number: choices[number % len(choices)])

    class Scenario(machine):  # type: ignore[misc] # its class is made at run time
        control: Any

        def __init__(self) -> None:
            empty_database(os.environ["DATABASE_URL"])
            self.rows = Rows(references, relations=relations, parts=parts)
            self.keys = Keys()
            self.conditions = Conditions()
            super().__init__()
            self.control = Control(self.control, resources, self.rows, self.bundles)

        @initialize(subject=subject)
        def choose(self, subject: str | None) -> None:
            """Choose what the scenario is about; nothing in particular if None."""
            if subject is not None:
                self.control.focus(subject)
                fuzz_bodies.make(self.control.needed, self.rows, bodies, made_by)

        def before_call(self, case: Any) -> None:
            super().before_call(case)
            if case.meta.generation.mode.is_positive:
                _lead_to_rows(case, resources[case.operation.label], self.rows)
            self.keys.renew(case)
            if restores(case.operation.label) and case.meta.generation.mode.is_positive:
                _lead_to_deleted(case, resources[case.operation.label], self.rows)
            row = _row(case, self.rows)
            other = self.rows.instead(row) if row is not None else None
            if other is not None:
                values = other if isinstance(other, tuple) else (other,)
                names = self.rows.parts.get(resources[case.operation.label], case.path_parameters)
                case.path_parameters = dict(zip(names, values, strict=True))
            self.conditions.fit(case, _row(case, self.rows))

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            self.keys.note(case, response)
            if case.operation.label in creates and response.status_code == 201:
                bodies.note(resources[case.operation.label], case.body)
            changed = _changed(case, response, resources[case.operation.label], self.rows)
            if changed is not None:
                self.conditions.note(changed, response)
            _note(self.rows, resources[case.operation.label], case, response)

    return Scenario


def _lead_to_rows(case: Any, resource: str, rows: Rows) -> None:
    """Let the body of a valid request refer to rows that exist, and the ids of a relation's path be theirs."""
    if isinstance(case.body, dict):
        fitting = rows.batch if case.operation.label.endswith(BATCH) else rows.referring
        body = fitting(resource, case.body)
        if body != case.body:
            case.body = body
    if _is_composite(case, rows):
        case.path_parameters = rows.whole(resource, case.path_parameters)
    if (relation := _relation(case, rows)) is not None:
        linked = case.method.upper() == "DELETE"
        case.path_parameters = rows.meeting(relation, case.path_parameters, linked=linked)


def _lead_to_deleted(case: Any, resource: str, rows: Rows) -> None:
    """Let a valid request that takes back a deletion be about a row that was deleted, if there is one."""
    id = rows.restorable(resource)
    if id is not None:
        case.path_parameters = dict.fromkeys(case.path_parameters, id)


def _note(rows: Rows, resource: str, case: Any, response: Any) -> None:
    """Note the rows that a request has created, changed, deleted or linked."""
    row = _row(case, rows)
    if case.operation.label.endswith(BATCH):
        if response.status_code == 200:
            rows.take(resource, case.body, response.json())
    elif restores(case.operation.label):
        if case.method.upper() == "POST" and response.status_code == 200:
            rows.restore(resource, response.json())
    elif case.method.upper() == "GET":
        pass  # what it shows was known, and with `fields` it may show a part of that
    elif response.status_code == 201 or (row in rows.refers and response.status_code == 200):
        rows.add(resource, response.json(), case.body if isinstance(case.body, dict) else None)
    elif row is not None and response.status_code == 204:
        rows.remove(row)
    elif response.status_code == 204 and (relation := _relation(case, rows)) is not None:
        pair = case.path_parameters[relation.owner], case.path_parameters[relation.parameter]
        rows.link(relation, pair, linked=case.method.upper() == "PUT")


def _changed(case: Any, response: Any, resource: str, rows: Rows) -> Row | None:
    """Return the row that a request has created or changed, whose new tag the response has."""
    if case.method.upper() == "GET" or response.status_code not in (200, 201):
        return None
    if response.status_code == 201:
        return resource, text_of(rows.id_of(resource, response.json()))
    return _row(case, rows)


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


def _is_there_again(
    ctx: Any,
    *,
    delete_case_id: str,
    current_case_id: str,
    delete_path: Any,
    made_again: Callable[..., bool] = checks._resource_recreated_after_delete,
) -> bool:
    """Return True if what was deleted is there again: made again, or restored, of which schemathesis does not know."""
    path = f"{delete_path.value}{RESTORE}"
    wanted = [str(each) for each in delete_path.variables.values()]
    is_later = False
    for case in ctx.internals.find_all_cases():
        if case.id == current_case_id:
            break
        found = [str(each) for each in (case.path_parameters or {}).values()]
        answer = ctx.internals.find_response(case_id=case.id)
        is_fine = answer is not None and answer.status_code == 200
        if is_later and is_fine and case.method.upper() == "POST" and (case.path, found) == (path, wanted):
            return True
        is_later = is_later or case.id == delete_case_id
    return made_again(
        ctx, delete_case_id=delete_case_id, current_case_id=current_case_id, delete_path=delete_path
    )


checks._resource_recreated_after_delete = _is_there_again


def _relation(case: Any, rows: Rows) -> Relation | None:
    """Return the relation whose path a request has."""
    found = rows.relations.get(resource_of(case.operation.path), ())
    return next((each for each in found if case.operation.path in (each.path, each.item)), None)


def _is_composite(case: Any, rows: Rows) -> bool:
    """Tell whether the path of a request is that of a row whose key is composite."""
    names = rows.parts.get(resource_of(case.operation.path))
    return names is not None and set(names) == set(case.path_parameters or ())


def _row(case: Any, rows: Rows) -> Row | None:
    """Return the row that a request is about, if its path ends in an id, or in the parts of a key."""
    if _is_composite(case, rows):
        resource = resource_of(case.operation.path)
        return resource, text_of(tuple(case.path_parameters[name] for name in rows.parts[resource]))
    resource, _, rest = case.operation.path.partition("/{")
    ids = list((case.path_parameters or {}).values())
    return (resource, str(ids[0])) if rest.endswith("}") and "/" not in rest and ids else None
