"""How generated endpoints get what the application passes in: its session and its services."""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from copy import copy
from typing import Annotated, Any, NamedTuple, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from fastapi import Depends, params
from sqlalchemy.ext.asyncio import AsyncSession

from ..libraries.private_fastapi import Dependant, read_dependency
from ..services.service import Service
from .fast_path import AnyService, Database
from .release import Beside

GetDb = Callable[..., AsyncIterator[AsyncSession]]
"""A dependency that opens and closes a session and nothing else; it may have dependencies of its own."""
GetReadDb = Callable[..., AsyncIterator[Database]]
"""The same for what only reads: it may also yield a connection of the driver, of a replica as well."""

Provider = Callable[..., Any]
"""A dependency that makes a service."""
Replacements = Mapping[Callable[..., Any], Callable[..., Any]]
"""The dependencies that take the place of those which endpoints name."""
Related = Mapping[str, Callable[..., AnyService]]
"""What makes the services of the entities that one refers to, by their module names."""

ServiceT = TypeVar("ServiceT", bound=AnyService)


def get_db() -> NoReturn:
    """Stand for the application's `get_db`, which each generated router puts in its place. Raises RuntimeError."""
    raise RuntimeError("only generated routers replace this get_db: depend on the get_db of your application")


def get_read_db() -> NoReturn:
    """Stand for what reads use, which each generated router puts in its place. Raises RuntimeError."""
    raise RuntimeError(
        "only generated routers replace this get_read_db: depend on the get_read_db of your application"
    )


Db = Annotated[AsyncSession, Depends(get_db)]
"""The session of a request: what the `get_db` yields that `create_api` got."""
ReadDb = Annotated[Database, Depends(get_read_db)]
"""What a request reads from that writes nothing: what `get_read_db` yields, or the session of `get_db`."""


class Sessions(NamedTuple):
    """What opens the sessions of an application: for requests that write, and for those that only read."""

    write: GetDb
    read: GetReadDb
    guards: Sequence[params.Depends] = ()
    """The guards of the routes that these are for: they may use the session as well."""

    def reading(self, service: Callable[..., AnyService], related: Related) -> Callable[..., Any]:
        """Return what opens the session for the reads of a service that refers to the related ones.

        One that overrides a method sees what its writes do, in their session; so does one that asks a related service
        which rows may be seen. If guards or the service use the session of writes beside it, it is a `Beside` of both.
        """
        plain = isinstance(service, type) and issubclass(service, Service) and service.generated
        if not plain or any(map(may_hide, related.values())):
            return self.write
        used = [each.dependency for each in self.guards if each.dependency is not None]
        if self.read is not self.write and any(
            _depends_on(read_dependency(call), self.write) for call in (*used, provide(service, {}))
        ):
            return _beside(self.read, self.write)
        return self.read


def _depends_on(dependant: Dependant, call: Callable[..., Any]) -> bool:
    return dependant.call is call or any(_depends_on(each, call) for each in dependant.dependencies)


def _beside(read: GetReadDb, write: GetDb) -> Callable[..., Any]:
    """Return the dependency on two sessions, of which the endpoint releases both."""

    async def open_both(
        reads: Annotated[Any, Depends(read)], session: Annotated[AsyncSession, Depends(write)]
    ) -> Beside:
        return Beside(reads, session)

    return open_both


def replace_dependencies(endpoint: Callable[..., Any], replacements: Replacements) -> None:
    """Replace dependencies in the signature of an endpoint, which FastAPI reads instead of the function's own."""
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
    """Return the dependency that makes a service and hands it the services of the entities it refers to.

    These are the related ones, and those of what a request is expanded by. Whatever the constructors ask for is
    injected by FastAPI. The result is async although nothing is awaited: FastAPI would run a plain class in a thread.
    """
    targets = {
        name: target for name, target in related.items() if may_hide(target) and name not in (expanded or {})
    }

    async def make_alone() -> ServiceT:
        made = service()
        made.related = {}
        return made

    async def make(**values: Any) -> ServiceT:
        besides = values.pop(_EXPANDED, {})
        made = service(**{name: value for name, value in values.items() if name not in targets})
        if besides:
            made = copy(made)  # the application may have but one, for all requests
        made.related = {name: values[name] for name in targets} | besides
        return made

    parameters = _parameters(service)
    taken = {parameter.name for parameter in parameters}
    for name, target in targets.items():
        if name in taken:
            raise TypeError(
                f"the constructor of {service} must not name a parameter {name!r}: a relation has the name"
            )
        parameters.append(_injected(name, provide(target, {})))
    if expanded:
        parameters.append(_injected(_EXPANDED, _provide_all(expanded)))
    if not parameters:
        return make_alone
    vars(make)["__signature__"] = inspect.Signature(parameters)  # what FastAPI reads in place of `**values`
    return make


_EXPANDED = "expanded__"
"""A name that no parameter of a constructor has by chance."""


def _provide_all(services: Related) -> Callable[..., Any]:
    """Return the dependency that makes several services, by their names."""

    async def make(**values: Any) -> dict[str, Any]:
        return values

    parameters = [_injected(name, provide(service, {})) for name, service in services.items()]
    vars(make)["__signature__"] = inspect.Signature(parameters)
    return make


def _injected(name: str, dependency: Callable[..., Any]) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=Depends(dependency))


def may_hide(target: Callable[..., AnyService]) -> bool:
    """Return False only for a service that surely shows every row, so that making it would be in vain."""
    return not (isinstance(target, type) and issubclass(target, Service) and not target.hides())


def _parameters(service: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters of a constructor or factory, with annotations that do not depend on where it stands."""
    function = inspect.getattr_static(service, "__init__") if isinstance(service, type) else service
    hints = get_type_hints(function, include_extras=True)
    parameters = []
    for parameter in inspect.signature(service).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        annotation = hints.get(parameter.name, parameter.annotation)
        parameters.append(parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=annotation))
    return parameters
