"""Copies of errors for logs and error trackers: with their stack, without local variables and hidden values.

A copy has the class name, the causes and the frames of the error. Its frames have no variables, because an error
tracker such as Sentry would send them.
"""

import contextlib
import sys
import sysconfig
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import FunctionType, TracebackType
from typing import Any, NamedTuple, cast

from .error_texts import text_without_values

MARK = "__shown__"
"""The attribute that marks a copy."""
_MAX_ERRORS = 30
"""The maximum number of errors that are copied of a chain or group."""
_MAX_FRAMES = 200
_GENERATED = str(Path(__file__).resolve().parents[2])
_INSTALLED = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")} - {None}
)

Redact = Callable[[str], str]
"""A function that removes hidden values from a text."""


class Location(NamedTuple):
    """A line of code in the stack of an error."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}"


def redacted_copy(error: BaseException, redact: Redact) -> BaseException:
    """Return the copy of an error. A copy is returned unchanged."""
    return error if hasattr(error, MARK) else _Copies(redact).of(error)


def location_of(error: BaseException) -> Location | None:
    """Return the innermost line of the application's code in the stack of an error, or else of any code."""
    own, last = None, None
    for frame, line in _frames(error.__traceback__):
        last = Location(frame.f_code.co_filename, line, frame.f_code.co_name)
        if _is_own(last.file):
            own = last
    return own or last


def text_of(error: BaseException, redact: Redact) -> str:
    """Return the message of an error without hidden values."""
    with contextlib.suppress(Exception):  # a hand-written `__str__` may fail
        text = text_without_values(error)
        if text is None:
            text = error.message if isinstance(error, BaseExceptionGroup) else str(error)
        return redact(text)
    return "[the message could not be read]"


class _Copies:
    """The copies of the errors of one chain."""

    def __init__(self, redact: Redact) -> None:
        self._redact = redact
        self._made: dict[int, BaseException] = {}

    def of(self, error: BaseException) -> BaseException:
        """Return the copy of an error, with copies of its causes and of the errors in a group."""
        if id(error) in self._made:
            return self._made[id(error)]
        text = text_of(error, self._redact)
        kind: Any = _class_of_copies(cast(Any, type(error)))
        copy: Any
        if isinstance(error, BaseExceptionGroup):
            inner = [
                self.of(each) for each in error.exceptions[:_MAX_ERRORS] if len(self._made) < _MAX_ERRORS
            ]
            copy = kind(text, inner or [Exception("more errors")])
        else:
            copy = kind(text)
        self._made[id(error)] = copy
        copy.__traceback__ = _without_variables(error.__traceback__)
        if len(self._made) < _MAX_ERRORS:
            copy.__cause__ = None if error.__cause__ is None else self.of(error.__cause__)
            hides_context = error.__suppress_context__ or error.__context__ is None
            copy.__context__ = None if hides_context else self.of(cast(BaseException, error.__context__))
        copy.__suppress_context__ = error.__suppress_context__
        for note in _notes_of(error):
            copy.add_note(self._redact(note))
        return cast(BaseException, copy)


def _notes_of(error: BaseException) -> Iterator[str]:
    notes = getattr(error, "__notes__", None)
    for each in notes if isinstance(notes, list) else ():
        with contextlib.suppress(Exception):  # a hand-written `__str__` may fail
            yield str(each)


@lru_cache(maxsize=256)
def _class_of_copies(kind: type[Any]) -> type[BaseException]:
    """Return the class for copies of errors of a class. It has only the name of that class."""
    base = ExceptionGroup if issubclass(kind, BaseExceptionGroup) else Exception
    made: Any = type(
        kind.__name__, (base,), {"__module__": kind.__module__, "__qualname__": kind.__qualname__, MARK: True}
    )
    shown: type[BaseException] = made
    return shown


def _frames(traceback: TracebackType | None) -> list[tuple[Any, int]]:
    found = []
    while traceback is not None:
        found.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _without_variables(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback with the same lines, whose frames have no variables."""
    made: TracebackType | None = None
    frames = _frames(traceback)
    if len(frames) > _MAX_FRAMES:  # in an endless recursion
        frames = frames[: _MAX_FRAMES // 2] + frames[-_MAX_FRAMES // 2 :]
    for frame, line in reversed(frames):
        # A negative instruction means that the columns are unknown.
        made = TracebackType(
            made, _empty_frame(frame.f_code, frame.f_globals.get("__name__"), line), -1, line
        )
    return made


def _nothing() -> Iterator[None]:
    yield


def _empty_frame(code: Any, module: Any, line: int) -> Any:
    """Return a frame of the same function without variables.

    It is the frame of a generator that has not started. A frame that has run refers to its caller and its variables.
    """
    names: dict[str, Any] = {"co_filename": code.co_filename, "co_name": code.co_name, "co_firstlineno": line}
    return FunctionType(_nothing.__code__.replace(**names), {"__name__": module})().gi_frame


def _is_own(file: str) -> bool:
    """Return True for a file of the application: neither installed nor generated."""
    if not Path(file).is_absolute():
        return False  # not a file, such as `<frozen importlib>`
    if file.startswith(_GENERATED) or "site-packages" in file or "dist-packages" in file:
        return False
    return not file.startswith(_INSTALLED) and not file.startswith(sys.base_prefix + "/lib/python")
