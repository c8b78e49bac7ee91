"""Coroutines that raise an error if the caller forgets `await`.

A plain coroutine is true, so `if not verify_password(...)` without `await` would accept every password.
"""

from collections.abc import Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, TypeVar

from typing_extensions import override

ResultT = TypeVar("ResultT")


class Awaited(Coroutine[Any, Any, ResultT]):
    """A coroutine that must be awaited once. It raises TypeError if it is used as a value.

    It works with `await`, `asyncio.create_task` and everything else that takes a coroutine. The work begins when it is
    awaited, so Python does not warn if it is never awaited.
    """

    __slots__ = ("_begin", "_begun", "_call")

    def __init__(self, call: str, begin: Callable[[], Coroutine[Any, Any, ResultT]]) -> None:
        """Take the text of the call, for the error message, and a function that returns the actual coroutine."""
        self._call = call
        self._begin = begin
        self._begun: Coroutine[Any, Any, ResultT] | None = None

    @override
    def send(self, value: Any, /) -> Any:
        return self._work().send(value)

    @override
    def throw(self, typ: Any, val: Any = None, tb: TracebackType | None = None, /) -> Any:
        return self._work().throw(typ if val is None else val)

    @override
    def close(self) -> None:
        self._work().close()

    @override
    def __await__(self) -> Generator[Any, Any, ResultT]:
        return self._work().__await__()

    def __bool__(self) -> bool:
        raise self._misused()

    @override
    def __eq__(self, other: object) -> bool:
        raise self._misused()

    __hash__ = object.__hash__

    def _misused(self) -> TypeError:
        return TypeError(f"{self._call} has no value yet: write `await {self._call}`.")

    def _work(self) -> Coroutine[Any, Any, ResultT]:
        if self._begun is None:
            self._begun = self._begin()
        return self._begun
