# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 07d388faf0c339235220d21a13940ced
"""Guards that check one row: `async def owner(badge_id: UUID)` reads the id from the path of a badge.

Other paths also show or change badges, and have no `badge_id`. There FastAPI would read it from the query, so that the
client could choose the row that the guard checks. This module binds such a parameter to the part of the path that
names the row. If there is none, the parameter keeps its default, or the request is refused.
"""

import inspect
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, get_args, get_origin

from fastapi import Path
from fastapi.params import Depends, Param

from ..libraries.private_fastapi import Dependant, read_dependency
from ..libraries.signatures import typed_signature
from ..problems.problem import Problem

_log = logging.getLogger(__name__)


class AdaptedGuard(partial[Any]):
    """A guard with a signature for another path."""

    origin: Callable[..., Any]
    """The original guard."""
    adapt: Callable[[Callable[..., Any]], Callable[..., Any] | None]
    """Adapts a function that overrides the guard (`dependency_overrides`) in the same way."""


class Overrides:
    """The `dependency_overrides` of an application. They also apply to adapted guards."""

    def __init__(self, app: Any) -> None:
        self._app = app

    @property
    def dependency_overrides(self) -> "Overrides | None":
        """This object, in which FastAPI looks overrides up, or None if there are no overrides."""
        return self if self._app.dependency_overrides else None

    def get(self, call: Callable[..., Any], default: Callable[..., Any]) -> Callable[..., Any]:
        """Return the override of a dependency, or the default."""
        overrides: Mapping[Any, Callable[..., Any]] = self._app.dependency_overrides
        if not isinstance(call, AdaptedGuard) or call.origin not in overrides:
            return overrides.get(call, default)
        return call.adapt(overrides[call.origin]) or _refuse


def reads_row_id(guard: Depends, names: Collection[str]) -> bool:
    """Return True if a guard, or one of its dependencies, reads a path parameter with one of these names."""
    path = "".join(f"/{{{name}}}" for name in names)
    return any(name in names for name in path_parameters(guard, path))


def path_parameters(guard: Depends, path: str) -> set[str]:
    """Return the path parameters that a guard and its dependencies read."""
    assert guard.dependency is not None
    return {*_path_parameters(read_dependency(guard.dependency, path))}


def adapt_guard(
    guard: Depends, names: Collection[str], places: Mapping[str, str], *, defaults: bool, where: str
) -> Depends:
    """Return a guard adapted to a path without the path parameters `names`.

    `places` maps some of these names to parameters of the path that hold the same value. If `defaults`, other
    parameters may keep their defaults. A parameter that has neither makes the guard refuse requests with 403. Then a
    warning is logged, in which `where` describes the requests.
    """
    assert guard.dependency is not None
    adapted = _adapted(guard.dependency, frozenset(names), places, defaults=defaults)
    if adapted is None:
        _log.warning(
            "%s reads %s from the path. Requests that %s and have no such part in their path are refused with 403. "
            "Let the guard not depend on one row; let the service decide about rows (`visible`, `create`, `delete`).",
            getattr(guard.dependency, "__qualname__", guard.dependency),
            ", ".join(sorted(names)),
            where,
        )
        return Depends(_refuse)
    return guard if adapted is guard.dependency else replace(guard, dependency=adapted)


async def _refuse() -> None:
    raise Problem(403, "This cannot be allowed here, because a guard asks about one resource by its path.")


def _path_parameters(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.path_params)
    for each in dependant.dependencies:
        yield from _path_parameters(each)


def _adapted(
    call: Callable[..., Any], names: Collection[str], places: Mapping[str, str], *, defaults: bool
) -> Callable[..., Any] | None:
    """Return a dependency that reads none of these names, the same if it reads none, or None if it needs one."""
    parameters: list[inspect.Parameter] = []
    given = typed_signature(call).parameters.values()
    for parameter in given:
        kind, marks = _annotation(parameter)
        kept = parameter
        depends = next((mark for mark in reversed(marks) if isinstance(mark, Depends)), None)
        if depends is not None:
            inner = depends.dependency or kind
            found = _adapted(inner, names, places, defaults=defaults)
            if found is None:
                return None
            if found is not inner:
                kept = parameter.replace(annotation=kind, default=replace(depends, dependency=found))
        elif (name := _name(parameter, marks)) in places:
            if places[name] != name:  # otherwise FastAPI finds it
                kept = parameter.replace(annotation=kind, default=Path(alias=places[name]))
        elif name in names:
            if not defaults or parameter.default in (parameter.empty, ...):
                return None
            continue
        parameters.append(kept)
    if [*given] == parameters:
        return call
    made = AdaptedGuard(call)
    made.origin = call
    made.adapt = partial(_adapted, names=names, places=places, defaults=defaults)
    vars(made)["__signature__"] = inspect.Signature(
        [each.replace(kind=each.KEYWORD_ONLY) for each in parameters if each.kind not in _SEVERAL]
    )
    return made


_SEVERAL = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _annotation(parameter: inspect.Parameter) -> tuple[Any, list[Any]]:
    """Return the type of a parameter, and the values in its annotation and its default that FastAPI reads."""
    kind, marks = parameter.annotation, []
    if get_origin(kind) is Annotated:
        kind, *marks = get_args(kind)
    return kind, [*marks, parameter.default]


def _name(parameter: inspect.Parameter, marks: Collection[Any]) -> str:
    """Return the name that a parameter has in a path."""
    aliases = (mark.alias for mark in marks if isinstance(mark, Param) and mark.alias)
    return next(aliases, parameter.name)
