"""The OpenAPI document: the stored document of the generated code, merged with that of hand-written code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from fastapi.openapi.utils import get_openapi
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from ..endpoints.related_entities import EntityRequirements
from ..problems.problem import PROBLEM_CONTENT
from ..resources.bounded_cache import LruCache

METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMAS = "#/components/schemas/"
_FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")
"""Schemas of FastAPI's own errors. No route responds with them, because every error is a problem."""
_FASTAPI_INVALID = "#/components/schemas/HTTPValidationError"
MAX_CACHED_DOCUMENTS = 8
"""The most root paths whose document is cached. A service has one or two, but clients may send others."""


class RouteDependencies(NamedTuple):
    """The dependencies of an entity's routes."""

    module: str
    guards: tuple[Depends, ...]
    """The guards of the application."""
    requirements: EntityRequirements
    """The guards of the entity for each route, and the requirements of requests that use other entities."""
    reads: Callable[..., Any]
    writes: Callable[..., Any]
    """The dependencies that open the sessions for reads and for writes."""
    services: Mapping[str, Callable[..., Any]]
    """The dependencies that make hand-written services: its own, and those of the entities that it refers to."""
    listed: Mapping[str, Mapping[str, Callable[..., Any]]]
    """By the last segment of `GET /posts/{post_id}/tags`: the services of the target."""

    def always(self, method: str, path: str) -> tuple[Depends, ...]:
        """Return the guards and requirements of every request to a route. `path` is relative to the collection."""
        besides = self.requirements.dependencies(self.requirements.static(self.module, method, path))
        return (*self.guards, *self.requirements.own(self.module, method, path), *besides)

    def expanding(self) -> tuple[Depends, ...]:
        """Return the further dependencies of requests with `expand`."""
        return self.requirements.dependencies(self.requirements.all_expanded(self.module))

    def bodies(self, method: str, path: str) -> tuple[Depends, ...]:
        """Return the further dependencies of requests with certain bodies."""
        return self.requirements.dependencies(self.requirements.all_bodies(self.module, method, path))


class Addition(NamedTuple):
    """The parts of an operation's description that its dependencies add."""

    parameters: list[dict[str, Any]]
    security: list[dict[str, Any]]
    components: dict[str, dict[str, Any]]


class Document:
    """The stored document of a package."""

    def __init__(
        self, file: Path, prefix: str, needs: Mapping[str, RouteDependencies], security: Mapping[str, str]
    ) -> None:
        """Take the dependencies of each entity by the first segment of its path.

        `security` holds the descriptions of security schemes by name.
        """
        self._security = security
        self._file = file
        self._prefix = prefix
        self._needs = needs
        self._encoded = LruCache[str, tuple[dict[str, Any], bytes]](MAX_CACHED_DOCUMENTS)

    def item_path(self, collection: str) -> str | None:
        """Return the path of an item of a collection, or None if there is none. Both paths have the prefix."""
        for path in orjson.loads(self._file.read_bytes())["paths"]:
            start, _, key = f"{self._prefix}{path}".partition(f"{collection}/")
            if not start and key and all(each.startswith("{") for each in key.split("/")):
                return f"{collection}/{key}"
        return None

    def merged(self, written: Sequence[BaseRoute], tags: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
        """Return the document of generated and hand-written routes. Hand-written ones have priority.

        `tags` describes the tags of hand-written routes.
        """
        stored = orjson.loads(self._file.read_bytes())
        stored.pop("x-specloom-digest", None)
        components: dict[str, dict[str, Any]] = stored.setdefault("components", {})
        known: dict[Any, Addition] = {}

        def addition(dependencies: Sequence[Depends], path: str) -> Addition:
            names = "".join(f"/{each}" for each in path.split("/") if each.startswith("{"))
            key = (names, *(id(each.dependency) for each in dependencies))
            if key not in known:
                known[key] = _addition(dependencies, names or "/")
                _add_components(components, known[key].components)
            return known[key]

        for path, item in stored["paths"].items():
            _, segment, *below = path.split("/")
            needs = self._needs.get(segment)
            for method in METHODS:
                if needs is not None and method in item:
                    listed = needs.listed.get(below[-1]) if method == "get" and len(below) > 1 else None
                    session = needs.reads if method == "get" and listed is None else needs.writes
                    made = map(Depends, {**needs.services, **(listed or {})}.values())
                    guards = needs.always(method.upper(), "/".join(below))
                    _add(item[method], addition([*guards, *made, Depends(session)], path), components)
                    more = needs.bodies(method.upper(), "/".join(below))
                    if method == "get" and "expand" in _query_names(item[method], components):
                        more = (*needs.expanding(), Depends(needs.writes))
                    if more:
                        _add_optional(item[method], addition(more, path), components)
        described = _with_own_names(_described(written), components["schemas"])
        paths = {self._prefix + path: item for path, item in stored["paths"].items()}
        for path, item in described.get("paths", {}).items():
            paths[path] = {**paths.get(path, {}), **_with_problems(item, components)}
        _add_components(components, described.get("components", {}))
        schemes = components.get("securitySchemes", {})
        for name in self._security.keys() & schemes.keys():
            schemes[name] = {**schemes[name], "description": self._security[name]}
        return {**stored, "paths": paths, "tags": _with_tags(stored["tags"], tags)}

    def unread_schemes(self, written: Sequence[BaseRoute]) -> str | None:
        """Return an error message if the spec describes security schemes that no guard reads, else None."""
        if not self._security:
            return None
        schemes = self.merged(written)["components"].get("securitySchemes", {})
        unread = ", ".join(sorted(self._security.keys() - schemes.keys()))
        read = ", ".join(sorted(schemes))
        if not unread:
            return None
        return (
            f"The spec describes a security scheme that no guard reads: {unread} (`service: security`). "
            f"{f'The guards read {read}' if read else 'No guard reads any'}. "
            "Correct the name, or give a guard to `create_api(dependencies=…)`, to a router or to a route."
        )

    def encoded(self, document: dict[str, Any], root_path: str) -> bytes:
        """Return the bytes of a document with the root path as a server. They are cached."""
        kept = self._encoded.get(root_path)
        if kept is None or kept[0] is not document:
            shown = document
            servers = document.get("servers", [])
            if root_path and root_path not in [server.get("url") for server in servers]:
                others = [] if servers == [{"url": "/"}] else servers  # the default
                shown = {**document, "servers": [{"url": root_path}, *others]}
            kept = self._encoded.put(root_path, (document, orjson.dumps(shown)))
        return kept[1]


def _addition(dependencies: Sequence[Any], path: str) -> Addition:
    """Return the description of dependencies that FastAPI makes for an empty route.

    Path parameters are left out, because the operation describes them.
    """

    async def nothing() -> None:
        pass

    route = APIRoute(
        path, nothing, dependencies=[each for each in dependencies if each.dependency is not None]
    )
    document = get_openapi(title="", version="", routes=[route])
    operation = document["paths"][path]["get"]
    components = document.get("components", {})
    for name in _FASTAPI_ERRORS:
        components.get("schemas", {}).pop(name, None)
    parameters = [each for each in operation.get("parameters", []) if each["in"] != "path"]
    return Addition(parameters, operation.get("security", []), components)


def _described(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Return FastAPI's description of hand-written routes, with problems as their error responses."""
    described = get_openapi(title="", version="", routes=routes)
    for item in described.get("paths", {}).values():
        for method in METHODS:
            responses = item.get(method, {}).get("responses", {})
            if _FASTAPI_INVALID in str(responses.get("422")):
                responses["422"] = {"$ref": "#/components/responses/UnprocessableContent"}
    schemas = described.get("components", {}).get("schemas", {})
    if _FASTAPI_INVALID not in str(described.get("paths")):
        for name in _FASTAPI_ERRORS:
            schemas.pop(name, None)
    return described


def _with_own_names(described: dict[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of hand-written routes. Schemas whose names are used for other schemas are renamed.

    A hand-written class may have the name of an entity, and `WikiPage` may be the page of `Wiki`.
    """
    names: dict[str, str] = {}
    for name, schema in described.get("components", {}).get("schemas", {}).items():
        other = name
        while other in schemas and not _is_alike(schema, schemas[other]):
            other += "Schema"
        names[name] = other
    if all(name == other for name, other in names.items()):
        return described

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: renamed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        start, found, name = value.partition(_SCHEMAS) if isinstance(value, str) else ("", "", "")
        return f"{_SCHEMAS}{names[name]}" if found and not start and name in names else value

    result: dict[str, Any] = renamed(described)
    found = result["components"]["schemas"]
    result["components"]["schemas"] = {names[name]: schema for name, schema in found.items()}
    return result


def _is_alike(written: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Return True if two schemas of one name are equal. The stored one may have the members of `expand` as well."""
    same = set(written.get("properties", ())) <= set(stored.get("properties", ()))
    return same and written.get("enum") == stored.get("enum")


def _with_tags(stored: list[dict[str, Any]], added: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the tags of entities and of hand-written routes. The application's own description has priority."""
    tags = {each["name"]: each for each in stored} | {each["name"]: dict(each) for each in added}
    return [*tags.values()]


def _add_components(components: dict[str, dict[str, Any]], added: Mapping[str, Mapping[str, Any]]) -> None:
    for kind, found in added.items():
        components[kind] = {**found, **components.get(kind, {})}


def _add(operation: dict[str, Any], addition: Addition, components: Mapping[str, Any]) -> None:
    """Add the parameters, security and error responses of dependencies to an operation."""
    named = set(_named(operation.get("parameters", []), components))
    more = [each for each in addition.parameters if (each["in"], each["name"]) not in named]
    if more:
        operation["parameters"] = [*operation.get("parameters", []), *more]
    if addition.security:
        operation["security"] = [*operation.get("security", []), *addition.security]
        problem = components["responses"]["ServiceUnavailable"]["content"]
        for status, meaning in (("401", "Who asks is not known."), ("403", "Who asks may not do this.")):
            operation["responses"].setdefault(status, {"description": meaning, "content": problem})


def _with_problems(item: dict[str, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    """Let hand-written operations use the name of the problem schema, which differs if an entity has its name."""
    problem = components["responses"]["ServiceUnavailable"]["content"]
    for operation in item.values():
        for response in operation.get("responses", {}).values() if isinstance(operation, dict) else ():
            if response.get("content") == PROBLEM_CONTENT:
                response["content"] = problem
    return item


def _add_optional(operation: dict[str, Any], addition: Addition, components: Mapping[str, Any]) -> None:
    """Add parameters and security that only some requests need, as optional."""
    known = operation.get("security", [])
    security = [each for each in addition.security if each not in known]
    if security and not known:
        operation["security"] = [{}]
    parameters = [{**each, "required": False} for each in addition.parameters]
    _add(operation, Addition(parameters, security, {}), components)


def _query_names(operation: Mapping[str, Any], components: Mapping[str, Any]) -> set[str]:
    return {name for place, name in _named(operation.get("parameters", []), components) if place == "query"}


def _named(
    parameters: Sequence[Mapping[str, Any]], components: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for each in parameters:
        name = each.get("$ref", "").rpartition("/")[2]
        found = components["parameters"][name] if name else each
        yield found["in"], found["name"]
