# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: e4c46e4e60b432ba42412730b07a675d
"""The dependencies of a route as a list of calls, for those that take nothing from the request."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from types import TracebackType
from typing import Any, NamedTuple, Self

from ..libraries.private_fastapi import Dependant


class Step(NamedTuple):
    """A dependency: what is called, with the results of which earlier steps."""

    call: Callable[..., Any]
    yields: bool
    arguments: tuple[tuple[str, int], ...]


class Plan(NamedTuple):
    """The steps of a route, and which of their results its endpoint takes under which name."""

    steps: tuple[Step, ...]
    results: tuple[tuple[str, int], ...]

    async def open(self, opened: "Opened", values: dict[str, Any]) -> None:
        """Make every dependency, and add those that the endpoint takes to `values`; `opened` keeps what to close."""
        made: list[Any] = []
        for call, yields, arguments in self.steps:
            called = call(**{name: made[place] for name, place in arguments}) if arguments else call()
            made.append(await (opened.enter(called) if yields else called))
        for name, place in self.results:
            values[name] = made[place]


class Opened:
    """What the dependencies of a request have opened: an `AsyncExitStack` of them, which costs less to leave in peace.

    After an error it is one.
    """

    __slots__ = ("_generators",)

    def __init__(self) -> None:
        self._generators: list[AsyncGenerator[Any]] = []

    async def enter(self, generator: AsyncGenerator[Any]) -> Any:
        """Run a dependency up to its `yield` and return what it gives."""
        try:
            given = await anext(generator)
        except StopAsyncIteration:
            raise RuntimeError("a dependency did not yield") from None
        self._generators.append(generator)
        return given

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> bool:
        """Run what is behind each `yield`, the last one first. Return True if one of them keeps an error to itself."""
        if error is not None:
            return await self._unwind(error)
        while self._generators:
            try:
                await _end(self._generators.pop())
            except BaseException as own:
                if not await self._unwind(own):
                    raise
                break
        return False

    async def _unwind(self, error: BaseException) -> bool:
        """Raise an error in each dependency, as FastAPI does. Return True if one of them keeps it to itself."""
        stack = AsyncExitStack()
        for generator in self._generators:
            stack.push_async_exit(_context(generator))
        return bool(await stack.__aexit__(type(error), error, error.__traceback__))


async def _end(generator: AsyncGenerator[Any]) -> None:
    """Run a dependency from its `yield` to its end. Raises RuntimeError if it yields again."""
    try:
        await anext(generator)
    except StopAsyncIteration:
        return
    await generator.aclose()
    raise RuntimeError("a dependency yields twice")


def _context(generator: AsyncGenerator[Any]) -> AbstractAsyncContextManager[Any]:
    """Return a dependency that has begun as what a stack closes."""
    return asynccontextmanager(lambda: generator)()


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
    steps.append(Step(call, isasyncgenfunction(call), tuple(arguments)))
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
