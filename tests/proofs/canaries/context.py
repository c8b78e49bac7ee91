"""The context of a proof: a running service, its spec, and a record of all its output."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from random import Random
from typing import Any

import httpx2 as httpx

from specloom.emit.openapi.shared_components import operation_id
from specloom.model import Entity, Field, Link, LinkOperation, Operation, Role, Service
from specloom.naming import identifiers
from tests.proofs.canaries.output_search import Search
from tests.proofs.canaries.row_keys import in_path
from tests.proofs.canaries.row_limits import is_alone, restricting
from tests.support import expansions

PARTS = ("sound", "broken")
"""Parts of a proof: the service as it is, and with a database that fails."""
FORCED = 500
"""A status that no document names and that is forced all the same."""
_OF_BROKEN = frozenset({503, FORCED})
_METHODS: dict[Operation, str] = {
    "list": "GET",
    "create": "POST",
    "read": "GET",
    "update": "PATCH",
    "replace": "PUT",
    "delete": "DELETE",
    "restore": "POST",
    "batch": "POST",
}
_OF_LINKS: dict[LinkOperation, str] = {"list": "GET", "add": "PUT", "remove": "DELETE"}
TAG = {"If-Match": '"1"'}
"""The entity tag of a version that no row ever has."""


@dataclass(slots=True)
class Context:
    """A service under proof. `seen` and `faults` are what the proof is about."""

    service: Service
    document: dict[str, Any]
    client: httpx.AsyncClient
    search: Search
    random: Random
    parts: Collection[str] = PARTS
    seen: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Statuses that each operation was driven into."""
    read_back: set[str] = field(default_factory=set)
    """Hidden fields of which a canary was found in the database as it was written."""
    compared: set[str] = field(default_factory=set)
    """Hidden fields whose values were exchanged, without a byte changing anywhere."""
    small: set[str] = field(default_factory=set)
    """Hidden fields with so few possible values that a value cannot be recognised."""
    faults: list[str] = field(default_factory=list)
    """Failures other than a canary in the output."""
    ids: set[str] = field(default_factory=set)
    """Ids of rows that were created."""
    requests: int = 0
    _paths: dict[str, list[str]] = field(default_factory=dict)
    _reached: dict[str, set[str]] = field(default_factory=dict)

    def paths(self, entity: Entity) -> list[str]:
        """Return the paths that an entity can be expanded by, found once."""
        if entity.name not in self._paths:
            self._paths[entity.name] = expansions.paths(self.service, entity)
        return self._paths[entity.name]

    def reached(self, entity: Entity) -> set[str]:
        """Return the names of the entities that these paths lead to, found once."""
        if entity.name not in self._reached:
            self._reached[entity.name] = expansions.reached(self.service, entity)
        return self._reached[entity.name]

    async def send(
        self,
        entity: Entity,
        operation: Operation,
        *expected: int,
        key: Any = None,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        content: Any = None,
    ) -> httpx.Response:
        """Send a request of an operation and keep the response; note a fault if the status is not as expected.

        `body` is sent as JSON, `content` as it is; a header that is empty stays away. If no status is expected, any
        that the document names will do.
        """
        name = operation_id(entity, operation)
        path = f"/{entity.path}" if key is None else f"/{entity.path}/{in_path(key)}"
        path += f"/{operation}" if operation in ("batch", "restore") else ""
        if entity.match_required and operation in ("update", "replace", "delete", "restore"):
            headers = {"If-Match": "*", **(headers or {})}
        return await self._send(
            name, _METHODS[operation], path, expected, method, headers, params, body, content
        )

    async def send_link(
        self,
        entity: Entity,
        link: Link,
        operation: LinkOperation,
        *expected: int,
        key: Any,
        target: Any = None,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Send a request of an operation on a many-to-many relation of the row `key`, as `send` does."""
        path = f"/{entity.path}/{key}/{link.path}"
        path = path if operation == "list" else f"{path}/{target}"
        name = entity.link_operation_name(link, operation)
        return await self._send(name, _OF_LINKS[operation], path, expected, method, headers, params)

    async def _send(
        self,
        name: str,
        usual: str,
        path: str,
        expected: tuple[int, ...],
        method: str | None,
        headers: Mapping[str, str] | None,
        params: Mapping[str, Any] | None,
        body: Any = None,
        content: Any = None,
    ) -> httpx.Response:
        sent = dict(headers or {})
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
        if content is not None:
            sent.setdefault("content-type", "application/json")
        # A header that is empty stays away, but for a key, which may be sent so.
        sent = {header: value for header, value in sent.items() if value != "" or header == "Idempotency-Key"}
        verb = method or usual
        response = await self.client.request(verb, path, params=params, headers=sent, content=content)
        self.requests += 1
        self.keep(f"{verb} {path} ({response.status_code})", response)
        if verb == usual:
            self.seen[name].add(response.status_code)
        if expected and response.status_code not in expected:
            wanted = " or ".join(map(str, expected))
            self.faults.append(
                f"{verb} {path} answered {response.status_code}, not {wanted}: {response.text[:300]}"
            )
        elif not expected and str(response.status_code) not in self.statuses(name):
            self.faults.append(
                f"{verb} {path} answered {response.status_code}, which its document does not name"
            )
        return response

    def keep(self, place: str, response: httpx.Response) -> None:
        """Keep the body and each header of a response for the search."""
        self.search.keep("body", place, response.content)
        for name, value in response.headers.multi_items():
            self.search.keep("header", place, f"{name}: {value}")

    def documented(self, entity: Entity, operation: Operation) -> set[str]:
        """Return the statuses that the OpenAPI document names for an operation."""
        return self.statuses(operation_id(entity, operation))

    def statuses(self, name: str) -> set[str]:
        """Return the statuses that the OpenAPI document names for the operation of a name."""
        return set(_operations(self.document)[name]["responses"])

    def takes(self, entity: Entity, operation: Operation, header: str) -> bool:
        """Return True if the OpenAPI document says that an operation reads a header."""
        described = _operations(self.document)[operation_id(entity, operation)]
        return any(each.get("name", "").lower() == header for each in described.get("parameters", ()))

    def missing(self) -> list[str]:
        """Return the statuses of these parts that some operation was not driven into."""
        found = []
        for entity in self.service.entities:
            for operation in entity.operations:
                # A row that is created anew is missing only where a replay reads it again.
                again = operation == "create" or (operation == "batch" and _only_creates(entity))
                of_broken = {404} if again else {409} if operation in ("list", "read") else ()
                wanted = self._wanted(operation_id(entity, operation), of_broken)
                if operation in ("update", "replace") and is_alone(self.service, entity):
                    wanted -= {409}  # there is no other row to collide with
                if operation == "delete" and not restricting(self.service, entity):
                    wanted -= {409}  # only rows of its own could need it, and there is no other
                name = operation_id(entity, operation)
                found += self._unseen(name, wanted)
            for link, each in self.service.link_operations(entity):
                name = entity.link_operation_name(link, each)
                wanted = self._wanted(name)
                if link.through and not restricting(self.service, self.service.entity(link.through)):
                    wanted -= {409} if each == "remove" else set()
                found += self._unseen(name, wanted)
        return found

    def _wanted(self, name: str, more_of_broken: Collection[int] = ()) -> set[int]:
        """Return the statuses that these parts must drive an operation into."""
        wanted, of_broken = {*map(int, self.statuses(name)), FORCED}, {*_OF_BROKEN, *more_of_broken}
        if "broken" not in self.parts:
            wanted -= of_broken
        return wanted if "sound" in self.parts else wanted & of_broken

    def _unseen(self, name: str, wanted: set[int]) -> list[str]:
        return [f"{name} was never answered {status}" for status in sorted(wanted - self.seen[name])]


def _only_creates(entity: Entity) -> bool:
    return not {"update", "delete"} & {*entity.operations}


def hidden_fields(entity: Entity) -> list[Field]:
    """Return the fields of the spec that must never come out."""
    return [each for each in entity.fields if each.hidden and each.role in (Role.FIELD, Role.REFERENCE)]


def hidden_links(entity: Entity) -> list[Link]:
    """Return the many-to-many relations that must never come out."""
    return [each for each in entity.links if not each.visibility.in_response]


def owner(entity: Entity, name: str) -> str:
    """Return how reports name a field."""
    return f"{entity.name}.{name}"


def model_of(entity: Entity) -> Any:
    """Return the generated model of an entity."""
    return getattr(import_module(f"generated.models.{entity.module}"), identifiers.class_name(entity.name))


def schemas_of(entity: Entity) -> Any:
    """Return the generated module of an entity's schemas."""
    return import_module(f"generated.schemas.{entity.module}")


def service_of(entity: Entity) -> Any:
    """Return the generated service class of an entity."""
    return getattr(import_module(f"generated.services.{entity.module}"), f"{entity.name}Service")


def _operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    def pairs() -> Iterator[tuple[str, dict[str, Any]]]:
        for item in document["paths"].values():
            for each in item.values():
                if isinstance(each, dict) and "operationId" in each:
                    yield each["operationId"], each

    return dict(pairs())
