"""How generated endpoints get what the application passes in: its session and its services."""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from copy import copy
from typing import Any, NamedTuple, TypeVar, get_type_hints

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from .service import Service
from .straight import AnyService, Database

GetDb = Callable[..., AsyncIterator[AsyncSession]]
"""A dependency that opens and closes a session and nothing else; it may have dependencies of its own."""
GetReadDb = Callable[..., AsyncIterator[Database]]
"""The same for what only reads: it may also yield a connection of the driver, of a replica as well."""

Provider = Callable[..., Any]
"""A dependency that makes a service."""
Related = Mapping[str, Callable[..., AnyService]]
"""What makes the services of the entities that one refers to, by their module names."""

ServiceT = TypeVar("ServiceT", bound=AnyService)


class Sessions(NamedTuple):
    """What opens the sessions of an application: for requests that write, and for those that only read."""

    write: GetDb
    read: GetReadDb

    def reading(self, service: Callable[..., AnyService], related: Related) -> GetReadDb:
        """Return what opens the session for the reads of a service that refers to the related ones.

        One that overrides a method sees what its writes do, in their session; so does one that asks a related service
        which rows may be seen.
        """
        plain = isinstance(service, type) and issubclass(service, Service) and service.generated
        return self.read if plain and not any(map(may_hide, related.values())) else self.write


def provide(service: Callable[..., ServiceT], related: Related, expanded: Related | None = None) -> Provider:
    """Return the dependency that makes a service and hands it the services of the entities it refers to.

    These are the related ones, and those of what a request is expanded by. Whatever the constructors ask for is
    injected by FastAPI. The result is async although nothing is awaited: FastAPI would run a plain class in a thread.
    """
    targets = {name: target for name, target in related.items() if may_hide(target)}

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
