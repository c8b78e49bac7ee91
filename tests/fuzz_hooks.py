"""What schemathesis loads before it runs, because `schemathesis.toml` names it: how a scenario proceeds.

The stateful phase runs scenarios: it creates resources and follows the links of the document from an answer to the
next request. No request is changed into another kind and no answer is accepted that would not be, but

- each scenario begins with an empty database, so that it can be replayed and gets the same answers again;
- what must refer to something else is created only once there is something: before, it could only be a 409;
- every other scenario is about one resource: it creates what that needs and stays with it, for a walk at random
  over many resources seldom gets to those that need the most others;
- a link carries the values of one answer, but a row may refer to several others, as a loan does to a book and a
  member. So where a valid body refers to a row that does not exist, it is made to refer to one that does.

What refers to what is read from the links of the document.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg
import schemathesis
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from psycopg import sql
from schemathesis.generation.stateful.control import TransitionController
from sqlalchemy import make_url

ID = "$response.body#/id"
KEPT = frozenset({"alembic_version", "sqlite_sequence"})
"""Tables that hold no rows of the service."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A member of a resource's bodies that refers to another resource."""

    resource: str
    name: str
    target: str
    required: bool


@dataclass(slots=True)
class Rows:
    """The ids of the rows that a scenario has created, by resource, and what the bodies of each refer to."""

    references: Mapping[str, list[Reference]]
    ids: dict[str, list[Any]] = field(default_factory=dict)

    def of(self, resource: str) -> list[Any]:
        """Return the ids of a resource's rows."""
        return self.ids.setdefault(resource, [])

    def needs(self, resource: str) -> set[str]:
        """Return the resources that a resource refers to, and those that they refer to."""
        found: set[str] = set()
        pending = [resource]
        while pending:
            targets = {each.target for each in self.references.get(pending.pop(), ())} - found
            found |= targets
            pending += sorted(targets)
        return found

    def complete(self, resource: str) -> bool:
        """Return True if there is a row of everything that a new one must refer to."""
        return all(self.of(each.target) for each in self.references.get(resource, ()) if each.required)

    def referring(self, resource: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return a valid body, each of its references to a row that exists if there is one."""
        found = {each.name: self.of(each.target) for each in self.references.get(resource, ())}
        return {name: _existing(value, found[name]) if name in found else value for name, value in body.items()}


@schemathesis.hook
def after_load_schema(context: Any, schema: Any) -> None:
    """Let the state machines that are made from the document proceed as said above."""
    references: dict[str, list[Reference]] = {}
    for each in _references(schema.raw_schema):
        references.setdefault(each.resource, []).append(each)
    build = schema.build_state_machine
    schema.build_state_machine = lambda **sources: _scenario(build(**sources), references)


def empty(url: str) -> None:
    """Delete every row of a database."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(address.database or "", timeout=30, isolation_level=None)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            deletions = [f'DELETE FROM "{name}";' for name in names if name not in KEPT]
            connection.executescript(f"PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE; {''.join(deletions)} COMMIT;")
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = [sql.Identifier(name) for (name,) in found if name not in KEPT]
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))


def _scenario(machine: Any, references: Mapping[str, list[Reference]]) -> Any:
    """Return a state machine like the one that schemathesis made, proceeding as said above."""
    resources = {
        operation.label: _resource(operation.definition.raw)
        for operation in (each.ok() for each in machine.schema.get_all_operations())
    }

    class Control(TransitionController):
        """Decides which request may follow."""

        rows: Rows
        subject: str | None = None
        needed: Collection[str] = ()

        def _is_skipped(self, label: str) -> bool:
            resource, creates = resources[label], label.startswith("POST ")
            early = creates and not self.rows.complete(resource)
            beside = self.subject not in (None, resource) and not (creates and resource in self.needed)
            return early or beside or super()._is_skipped(label)

    class Scenario(machine):  # type: ignore[misc] # its class is made at run time
        def __init__(self) -> None:
            empty(os.environ["DATABASE_URL"])
            self.rows = Rows(references)
            super().__init__()
            self.control = Control(self.control.transitions, self.control.roots)
            self.control.rows = self.rows

        @initialize(subject=st.none() | st.sampled_from(sorted(set(resources.values()))))
        def choose(self, subject: str | None) -> None:
            """Choose what the scenario is about; nothing in particular if None."""
            self.control.subject = subject
            self.control.needed = self.rows.needs(subject) if subject else set()

        def before_call(self, case: Any) -> None:
            super().before_call(case)
            if case.meta.generation.mode.is_positive and isinstance(case.body, dict):
                body = self.rows.referring(resources[case.operation.label], case.body)
                if body != case.body:
                    case.body = body

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            ids = self.rows.of(resources[case.operation.label])
            if response.status_code == 201:
                ids.append(response.json()["id"])
            elif response.status_code == 204:
                (gone,) = case.path_parameters.values()
                ids[:] = [each for each in ids if str(each) != str(gone)]

    return Scenario


def _references(document: dict[str, Any]) -> Iterator[Reference]:
    """Yield what the links from a create to another say: which member of the other's body refers to the resource."""
    creates = {
        item["post"]["operationId"]: item["post"]
        for item in document["paths"].values()
        if "links" in item.get("post", {}).get("responses", {}).get("201", {})
    }
    for name, create in creates.items():
        for link in create["responses"]["201"]["links"].values():
            for member, value in link.get("requestBody", {}).items():
                if value in (ID, [ID]):
                    other = creates[link["operationId"]]
                    body = other["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                    required = member in document["components"]["schemas"][body].get("required", ())
                    yield Reference(_resource(other), member, name.removeprefix("create_"), required)


def _resource(operation: dict[str, Any]) -> str:
    """Return what an operation is about: `post` for `create_post`, nothing for one that is not of this kind."""
    name: str = operation.get("operationId", "")
    return name.partition("_")[2]


def _existing(value: Any, ids: list[Any]) -> Any:
    """Return the value if it refers to existing rows, otherwise one that does if there are any."""
    if isinstance(value, list):
        return [each for each in value if each in ids] or ids[: len(value)]
    return value if value is None or value in ids or not ids else ids[-1]
