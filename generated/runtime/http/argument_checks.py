# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 350b30d265f87c01ebc08a4c244935ac
"""Checks the arguments of `create_api`. Each error message says how to correct the argument."""

import inspect
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Self

from fastapi.params import Depends

from ..services.service import Service


def require_guards(
    dependencies: Sequence[Depends], entity_dependencies: Mapping[str, Sequence[Depends]]
) -> None:
    """Raise TypeError for guards that are not a list of `Depends(...)`."""
    _require_guards("dependencies", dependencies)
    for name, guards in entity_dependencies.items():
        _require_guards(f"entity_dependencies[{name!r}]", guards)


def _require_guards(argument: str, guards: Any) -> None:
    if not isinstance(guards, Sequence) or isinstance(guards, str):
        raise TypeError(f"{argument} must be a list: [Depends(guard)]")
    for guard in guards:
        if not isinstance(guard, Depends):
            name = getattr(guard, "__name__", type(guard).__name__)
            raise TypeError(f"{argument} holds {name}: write Depends({name})")


def require_entities(names: Collection[str], entities: Collection[str]) -> None:
    """Raise ValueError if a name in `entity_dependencies` is not an entity. Its guards would guard nothing."""
    for name in sorted({*names} - {*entities}):
        raise ValueError(f"entity_dependencies names no entity `{name}`: {_suggestion(name, entities)}")


class NamesEntities:
    """The base of `Services`. Its arguments are modules of entities. Another name is a TypeError with a suggestion."""

    __slots__: tuple[str, ...] = ()

    def __new__(cls, /, **services: Any) -> Self:
        """Return an empty object for the constructor of the data class."""
        for name in services:
            if name not in cls.__slots__:
                raise TypeError(f"Services has no entity `{name}`: {_suggestion(name, cls.__slots__)}")
        return super().__new__(cls)


def _suggestion(name: str, entities: Collection[str]) -> str:
    near = get_close_matches(name.lower(), entities, n=1, cutoff=0.7)
    return f"did you mean `{near[0]}`?" if near else f"the entities are {', '.join(sorted(entities))}"


def require_service(package: str, entity: str, service: Any) -> None:
    """Raise TypeError if `service` is not a service of the entity, or a function that may return one.

    Also raise TypeError if an override is `async` and the method is not, or the other way round. A service class must
    derive from the class in the generated module of the entity.
    """
    if not callable(service) or isinstance(service, Service):
        given = type(service).__name__
        raise TypeError(
            f"Services({entity}=...) must be a class or a function that makes one, such as {given}"
        )
    if inspect.isclass(service) and issubclass(service, Service):
        home = f"{package}.services.{entity}"
        if not any(base.__module__ == home for base in service.__mro__):
            wanted = f"{''.join(part.capitalize() for part in entity.split('_'))}Service"
            raise TypeError(
                f"Services({entity}={service.__name__}): {service.__name__} is no {wanted}. "
                f"Derive it from the {wanted} of {home}"
            )
        _require_same_kind(service)


def _require_same_kind(service: type[Service[Any, Any, Any, Any, Any, Any]]) -> None:
    """Raise TypeError for an override that is `async` where its method is not, or the other way round.

    A function without `async` may return an awaitable. It is refused only if its annotation shows that it does not.
    """
    for name in sorted(service.overridden):
        own = inspect.getattr_static(service, name)
        awaited, is_async = map(inspect.iscoroutinefunction, (vars(Service)[name], own))
        where = f"{service.__name__}.{name}"
        if is_async and not awaited:
            raise TypeError(f"{where} must not be `async def`: it is called without `await`")
        if awaited and inspect.isfunction(own) and not is_async and _returns_a_value(own):
            raise TypeError(f"{where} must be `async def`: it is called with `await`")


def _returns_a_value(function: Callable[..., Any]) -> bool:
    """Return True if the annotation of a function is a class whose instances cannot be awaited."""
    returned = function.__annotations__.get("return", Any)
    if returned is Any or returned is object:
        return False
    if returned in (None, "None", "bool"):
        return True
    return inspect.isclass(returned) and not issubclass(returned, Awaitable)
