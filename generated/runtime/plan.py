# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 12c53b7385da57e6f56339a2fee21473
"""The dependencies of a route as a list of calls, for those that take nothing from the request."""

from collections.abc import Callable
from contextlib import AsyncExitStack, asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, NamedTuple

from fastapi.dependencies.models import Dependant


class Step(NamedTuple):
    """A dependency: what is called, with the results of which earlier steps."""

    call: Callable[..., Any]
    yields: bool
    arguments: tuple[tuple[str, int], ...]


class Plan(NamedTuple):
    """The steps of a route, and which of their results its endpoint takes under which name."""

    steps: tuple[Step, ...]
    results: tuple[tuple[str, int], ...]

    async def open(self, stack: AsyncExitStack) -> dict[str, Any]:
        """Make every dependency, and return those that the endpoint takes. `stack` gets what is to be closed."""
        made: list[Any] = []
        for call, yields, arguments in self.steps:
            values = {name: made[place] for name, place in arguments}
            called = call(**values)
            made.append(await (stack.enter_async_context(called) if yields else called))
        return {name: made[place] for name, place in self.results}


def plan(dependant: Dependant) -> Plan | None:
    """Return the plan of a route's dependencies, or None if one of them needs FastAPI's own solver.

    That is one that takes anything from the request, that is not async, or that is marked in a way that this does not
    know. Each is called once in a request, as FastAPI does (`use_cache`), in the same order.
    """
    steps: list[Step] = []
    places: dict[Any, int] = {}
    results = []
    for each in dependant.dependencies:
        place = _add(each, steps, places)
        if place is None:
            return None
        if each.name is not None:
            results.append((each.name, place))
    return Plan(tuple(steps), tuple(results))


def _add(dependant: Dependant, steps: list[Step], places: dict[Any, int]) -> int | None:
    """Add the steps of a dependency, those that it depends on before it, and return the place of its own."""
    if not _is_plain(dependant):
        return None
    arguments = []
    for each in dependant.dependencies:
        place = _add(each, steps, places)
        if place is None or each.name is None:
            return None
        arguments.append((each.name, place))
    call: Any = dependant.call
    if call in places:
        return places[call]
    yields = isasyncgenfunction(call)
    steps.append(Step(asynccontextmanager(call) if yields else call, yields, tuple(arguments)))
    places[call] = len(steps) - 1
    return places[call]


def _is_plain(dependant: Dependant) -> bool:
    taken = (
        *(dependant.path_params, dependant.query_params, dependant.header_params, dependant.cookie_params),
        *(dependant.body_params, dependant.request_param_name, dependant.websocket_param_name),
        *(dependant.http_connection_param_name, dependant.response_param_name),
        *(dependant.background_tasks_param_name, dependant.security_scopes_param_name),
        *(dependant.own_oauth_scopes, dependant.parent_oauth_scopes, dependant.concurrency),
    )
    runs_here = iscoroutinefunction(dependant.call) or isasyncgenfunction(dependant.call)
    return not any(taken) and dependant.use_cache and dependant.scope in (None, "request") and runs_here
