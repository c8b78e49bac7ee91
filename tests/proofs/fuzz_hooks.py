"""What schemathesis loads before it runs, because `schemathesis.toml` names it: how a scenario proceeds.

The stateful phase runs scenarios: it creates resources and follows the links of the document from an answer to the
next request. No check, operation, status or kind of data is left out, but

- each scenario begins with an empty database, so that it can be replayed and gets the same answers again;
- what must refer to something else is created only once there is something: before, it could only be a 409;
- a link carries the values of one answer, but a row may refer to several others, as a loan does to a book and a
  member. So where a valid body refers to a row that does not exist, it is made to refer to one that does, or to
  none if there is none and it may;
- schemathesis goes on to send requests for what was deleted, which can only be answered 404. A few of them show
  that it is gone; later ones are made for another row that is there, or wait until there is one. So are all those
  for a row that may have gone with another, of which schemathesis does not know that it may;
- an id in a path is the id of a row, not a reference of the same name in it;
- an `Idempotency-Key` that a request succeeded with is exchanged for a new one: the answer would be that of the earlier
  request again, about a row that may be gone;
- every other `If-Match` of a valid request is the tag that the row has (`tests/proofs/fuzz_conditions.py`);
- a path of two ids, a post's and a tag's, gets one of them from the link, and as the other that of a row that exists;
  where the two are to be parted, they are two that are linked;
- a path of the parts of a key gets those of a row that is there where a link carries but some of them;
- a deletion is taken back of a row that was deleted, as long as there is one; whoever uses that row afterwards does not
  use what is deleted;
- what a batch changes and deletes are rows that are there, each of them once, and as long as some stay; of several
  items none has a condition that no row meets, which would refuse all the others too;
- every other scenario is about one resource: it creates what that needs, stays with it, and sends about as many
  requests to each of its operations, for a walk at random over many seldom gets to those that need the most others. It
  begins with rows of what that resource needs, as far as an earlier scenario has made such
  (`tests/proofs/fuzz_bodies.py`).
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
    """Return the row that a request has created or changed, whose new tag the answer has."""
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
