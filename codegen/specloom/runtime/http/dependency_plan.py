"""Runs the dependencies of a route as a list of calls, if none of them reads the request."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from inspect import isasyncgenfunction, iscoroutinefunction
from types import TracebackType
from typing import Any, NamedTuple, Self

from ..libraries.private_fastapi import Dependant


class Step(NamedTuple):
    """A call of a dependency."""

    call: Callable[..., Any]
    yields: bool
    arguments: tuple[tuple[str, int], ...]
    """Names of arguments, each with the index of the step that returns its value."""


class DependencyPlan(NamedTuple):
    """The calls of a route's dependencies."""

    steps: tuple[Step, ...]
    results: tuple[tuple[str, int], ...]
    """Arguments of the endpoint, each with the index of the step that returns its value."""

    async def open(self, opened: "OpenDependencies", values: dict[str, Any]) -> None:
        """Call every dependency. Add the endpoint's arguments to `values`, and open dependencies to `opened`."""
        made: list[Any] = []
        for call, yields, arguments in self.steps:
            called = call(**{name: made[place] for name, place in arguments}) if arguments else call()
            made.append(await (opened.enter(called) if yields else called))
        for name, place in self.results:
            values[name] = made[place]


class OpenDependencies:
    """The open dependencies of a request. It is faster than an `AsyncExitStack`, which it uses after an error."""

    __slots__ = ("_generators",)

    def __init__(self) -> None:
        self._generators: list[AsyncGenerator[Any]] = []

    async def enter(self, generator: AsyncGenerator[Any]) -> Any:
        """Run a dependency up to its `yield` and return the value that it yields."""
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
        """Run the code after each `yield`, the last one first. Return True if one of them suppresses an error."""
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
        """Raise an error in each dependency, as FastAPI does. Return True if one of them suppresses it."""
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
    """Return a context manager for a dependency that has run up to its `yield`."""
    return asynccontextmanager(lambda: generator)()


def make_plan(dependant: Dependant) -> DependencyPlan | None:
    """Return the plan of a route's dependencies, or None if one of them needs FastAPI's own solver.

    A dependency needs the solver if it reads the request, is not async, or has an option that is unknown here. Each is
    called once for a request and in the same order, as FastAPI does (`use_cache`).
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
    return DependencyPlan(tuple(steps), tuple(results))


def _add(dependant: Dependant, steps: list[Step], places: dict[Any, int]) -> int | None:
    """Add the steps of a dependency after those that it depends on, and return the index of its own step."""
    if not _reads_nothing(dependant):
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


def _reads_nothing(dependant: Dependant) -> bool:
    inputs = (
        *(dependant.path_params, dependant.query_params, dependant.header_params, dependant.cookie_params),
        *(dependant.body_params, dependant.request_param_name, dependant.websocket_param_name),
        *(dependant.http_connection_param_name, dependant.response_param_name),
        *(dependant.background_tasks_param_name, dependant.security_scopes_param_name),
        *(dependant.own_oauth_scopes, dependant.parent_oauth_scopes, dependant.concurrency),
    )
    runs_here = iscoroutinefunction(dependant.call) or isasyncgenfunction(dependant.call)
    return not any(inputs) and dependant.use_cache and dependant.scope in (None, "request") and runs_here
