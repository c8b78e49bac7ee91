# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: ca0c30bda8c4d7778b5411dcba747ef2
"""Gives generated endpoints the sessions and services of the application, and releases the sessions.

A dependency with `yield` ends only after the response was sent, and a client may read that slowly. So the database is
released before the response is sent. Otherwise a few slow clients could hold every connection of the pool.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from copy import copy
from functools import wraps
from typing import Annotated, Any, NamedTuple, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Depends, params
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from ..libraries.private_fastapi import Dependant, read_dependency
from ..services.service import Service
from ..statements.fast_path import AnyService, Database

Endpoint = Callable[..., Awaitable[Response]]

GetDb = Callable[..., AsyncIterator[AsyncSession]]
"""A dependency that opens and closes a session, and does nothing else. It may have dependencies of its own."""
GetReadDb = Callable[..., AsyncIterator[Database]]
"""The same for requests that only read. It may also yield a connection of the driver, and may use a replica."""

Provider = Callable[..., Any]
"""A dependency that returns a service."""
Replacements = Mapping[Callable[..., Any], Callable[..., Any]]
"""By each dependency that endpoints name: the dependency that replaces it."""
Related = Mapping[str, Callable[..., AnyService]]
"""The classes or functions that make the services of related entities, by module name."""

ServiceT = TypeVar("ServiceT", bound=AnyService)


def get_db() -> NoReturn:
    """Raise RuntimeError. Each generated router replaces this placeholder by the application's `get_db`."""
    raise RuntimeError("only generated routers replace this get_db: depend on the get_db of your application")


def get_read_db() -> NoReturn:
    """Raise RuntimeError. Each generated router replaces this placeholder by the application's `get_read_db`."""
    raise RuntimeError(
        "only generated routers replace this get_read_db: depend on the get_read_db of your application"
    )


Db = Annotated[AsyncSession, Depends(get_db)]
"""The session of a request, from the `get_db` that was passed to `create_api`."""
ReadDb = Annotated[Database, Depends(get_read_db)]
"""The database of a request that only reads, from `get_read_db` or from `get_db`."""


class Sessions(NamedTuple):
    """The dependencies that open sessions: for requests that write, and for requests that only read."""

    write: GetDb
    read: GetReadDb
    guards: Sequence[params.Depends] = ()
    """The guards of the routes. They may use the write session too."""

    def for_reads(self, service: Callable[..., AnyService], related: Related) -> Callable[..., Any]:
        """Return the dependency that opens the database for the reads of a service with these related services.

        It is the write session if the service overrides a method, or if a related service hides rows, because their
        code may expect to see uncommitted writes. If guards or the service also use the write session, the dependency
        returns a `DatabasePair`.
        """
        is_generated = isinstance(service, type) and issubclass(service, Service) and service.generated
        if not is_generated or any(map(may_hide_rows, related.values())):
            return self.write
        used = [each.dependency for each in self.guards if each.dependency is not None]
        if self.read is not self.write and any(
            _depends_on(read_dependency(call), self.write) for call in (*used, provide(service, {}))
        ):
            return _open_both(self.read, self.write)
        return self.read


class DatabasePair(NamedTuple):
    """The database that an endpoint reads from, and the session that its guards or its service use."""

    reads: Any
    session: AsyncSession


def _depends_on(dependant: Dependant, call: Callable[..., Any]) -> bool:
    return dependant.call is call or any(_depends_on(each, call) for each in dependant.dependencies)


def _open_both(read: GetReadDb, write: GetDb) -> Callable[..., Any]:
    """Return the dependency that opens both. The endpoint releases both."""

    async def open_both(
        reads: Annotated[Any, Depends(read)], session: Annotated[AsyncSession, Depends(write)]
    ) -> DatabasePair:
        return DatabasePair(reads, session)

    return open_both


def release_after(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that releases its argument `db` when it has made its response.

    `db` may be a `DatabasePair`: then the endpoint gets `reads`, and both are released. After an error nothing is
    released here, because then the dependencies end before the response is sent.
    """

    @wraps(endpoint)
    async def endpoint_with_release(**values: Any) -> Response:
        db = values.get("db")
        if type(db) is not DatabasePair:
            response = await endpoint(**values)
            await _release(db)
            return response
        values["db"] = db.reads
        response = await endpoint(**values)
        await _release(db.reads)
        await _release(db.session)
        return response

    return endpoint_with_release


async def _release(db: object) -> None:
    """End the transaction of a session and return its connection to the pool, or call the method `release`.

    The session can still be used: it then begins another transaction. Its rows are detached and keep their values.
    Uncommitted changes are rolled back, as when a session is closed. An object without a method `release` is left to
    the dependency that opened it.
    """
    if isinstance(db, AsyncSession):
        if db.in_transaction():
            await db.reset()
    elif (release := getattr(db, "release", None)) is not None:
        await release()


def replace_dependencies(endpoint: Callable[..., Any], replacements: Replacements) -> None:
    """Replace dependencies of an endpoint. FastAPI reads `__signature__` instead of the function's parameters."""
    signature = inspect.signature(endpoint)
    parameters = [
        each.replace(annotation=_replaced(each.annotation, replacements))
        for each in signature.parameters.values()
    ]
    vars(endpoint)["__signature__"] = signature.replace(parameters=parameters)


def _replaced(annotation: Any, replacements: Replacements) -> Any:
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *marks = get_args(annotation)
    for place, mark in enumerate(marks):
        replacement = (
            isinstance(mark, params.Depends) and mark.dependency and replacements.get(mark.dependency)
        )
        if replacement:
            marks[place] = Depends(replacement)
    return Annotated[kind, *marks]


def provide(service: Callable[..., ServiceT], related: Related, expanded: Related | None = None) -> Provider:
    """Return the dependency that makes a service and sets its related services.

    `expanded` are the services of the entities that a request expands. FastAPI injects the parameters of each
    constructor. The dependency is async because FastAPI would run a synchronous class in a thread.
    """
    targets = {
        name: target
        for name, target in related.items()
        if may_hide_rows(target) and name not in (expanded or {})
    }

    async def make_unrelated() -> ServiceT:
        made = service()
        made.related = {}
        return made

    async def make(**values: Any) -> ServiceT:
        others = values.pop(_EXPANDED, {})
        made = service(**{name: value for name, value in values.items() if name not in targets})
        if others:
            made = copy(made)  # `service` may return the same object for all requests
        made.related = {name: values[name] for name in targets} | others
        return made

    parameters = _parameters(service)
    names = {parameter.name for parameter in parameters}
    for name, target in targets.items():
        if name in names:
            raise TypeError(
                f"the constructor of {service} must not name a parameter {name!r}: a relation has the name"
            )
        parameters.append(_injected(name, provide(target, {})))
    if expanded:
        parameters.append(_injected(_EXPANDED, _provide_all(expanded)))
    if not parameters:
        return make_unrelated
    vars(make)["__signature__"] = inspect.Signature(parameters)  # FastAPI reads it instead of `**values`
    return make


_EXPANDED = "expanded__"
"""The name of a parameter that no constructor has."""


def _provide_all(services: Related) -> Callable[..., Any]:
    """Return the dependency that makes several services, by name."""

    async def make(**values: Any) -> dict[str, Any]:
        return values

    parameters = [_injected(name, provide(service, {})) for name, service in services.items()]
    vars(make)["__signature__"] = inspect.Signature(parameters)
    return make


def _injected(name: str, dependency: Callable[..., Any]) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=Depends(dependency))


def may_hide_rows(target: Callable[..., AnyService]) -> bool:
    """Return False if a service certainly shows every row, so that it need not be made."""
    return not (isinstance(target, type) and issubclass(target, Service) and not target.hides())


def _parameters(service: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters of a constructor or factory, with resolved annotations."""
    function = inspect.getattr_static(service, "__init__") if isinstance(service, type) else service
    hints = get_type_hints(function, include_extras=True)
    parameters = []
    for parameter in inspect.signature(service).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        annotation = hints.get(parameter.name, parameter.annotation)
        parameters.append(parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=annotation))
    return parameters
