"""Values that must never come out and that a request has seen: what was read from hidden columns, or written there.

The type of the column notes each value, so it holds for whatever uses the column through SQLAlchemy: the ORM, a
`select()`, a condition. Requests that use no hidden column note nothing. An error of the request is then logged without
these values, see `redaction`.
"""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any, Self

from pydantic import SecretStr
from sqlalchemy import Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

CURRENT: ContextVar[MutableMapping[str, Any] | None] = ContextVar("request", default=None)
"""The ASGI scope of the request that this code serves."""
SEEN_KEY = "specloom.seen"
"""Key of the scope under which its `SeenValues` is."""
MAX_VALUES = 10_000
MAX_BODY_BYTES = 1_048_576
"""Values, and bytes of a body, that are kept for a request. Beyond, no text of its errors is logged."""


class SeenValues:
    """What a request has shown to the code that serves it."""

    __slots__ = ("_chunks", "_size", "ended", "values", "withheld")

    def __init__(self) -> None:
        self.values: list[Any] = []
        """What was read from hidden columns, or written there."""
        self.withheld = False
        """True if there was more than is kept, or something that nobody can look for."""
        self.ended = False
        """True if the body was received to its end."""
        self._chunks: list[bytes] = []
        self._size = 0

    @property
    def body(self) -> bytes:
        """What was received of the body."""
        return b"".join(self._chunks)

    @property
    def chunks(self) -> Sequence[bytes]:
        """The parts of what was received; of a WebSocket its messages."""
        return self._chunks

    def receive(self, chunk: bytes, *, ended: bool) -> None:
        """Keep a part of the body."""
        self.ended = ended
        self._size += len(chunk)
        if self._size > MAX_BODY_BYTES:
            self.withheld = True
            self._chunks.clear()
        elif chunk:
            self._chunks.append(chunk)

    def set_body(self, body: bytes) -> None:
        """Keep a body that was received as a whole."""
        self._chunks, self._size = [], 0
        self.receive(body, ended=True)


def seen_in(scope: MutableMapping[str, Any]) -> SeenValues:
    """Return what a request has seen, which is nothing at first."""
    found = scope.get(SEEN_KEY)
    if not isinstance(found, SeenValues):
        found = scope[SEEN_KEY] = SeenValues()
    return found


def record(value: Any) -> Any:
    """Note that the current request has seen a hidden value, and return it."""
    scope = CURRENT.get()
    if scope is not None and value is not None:
        values = seen_in(scope).values
        for each in leaves(value):
            if len(values) >= MAX_VALUES:
                seen_in(scope).withheld = True
                break
            values.append(each)
    return value


def withhold_texts() -> None:
    """Note that the current request may have seen hidden values that nobody knows, as what is read by raw SQL."""
    scope = CURRENT.get()
    if scope is not None:
        seen_in(scope).withheld = True


def leaves(value: Any) -> Iterator[Any]:
    """Yield the values in a value, the names of members among them."""
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from leaves(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from leaves(each)
    elif value is not None:
        yield value


class Hidden(TypeDecorator[Any]):
    """The type of a column whose values must never come out. It stores and compares as the type that it is given."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = (
        Integer  # of this class; that of each instance has its own
    )
    cache_ok = True

    def __new__(cls, stored: Any = None) -> Self:
        """Return an instance of a class that decorates the class of what it stores: admins look at that."""
        kind: Any = cls
        if stored is not None:
            kind = _decorating(kind, stored if isinstance(stored, type) else type(stored))
        made: Self = object.__new__(kind)
        return made

    def __init__(self, stored: TypeEngine[Any] | type[TypeEngine[Any]]) -> None:
        # SQLAlchemy's own would make an instance of the class of the type, which may need arguments.
        self.stored: Any = stored() if isinstance(stored, type) else stored
        self.impl = self.stored
        self.hashable = self.stored.hashable
        self.should_evaluate_none = self.stored.should_evaluate_none

    @property
    @override
    def python_type(self) -> type[Any]:
        """The type of its values in Python."""
        found: type[Any] = self.stored.python_type
        return found

    @override
    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Return the type of what the column is compared with, which is hidden as well."""
        found = self.stored.coerce_compared_value(op, value)
        return self if found is self.stored else found

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        process = _impl_of(self).bind_processor(dialect)
        return record if process is None else lambda value: record(process(record(value)))

    @override
    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        process = _impl_of(self).result_processor(dialect, coltype)
        return record if process is None else lambda value: record(process(value))


@cache
def _decorating(kind: Any, stored: Any) -> Any:
    while issubclass(stored, TypeDecorator):
        stored = stored.impl
    return type("Hidden", (kind,), {"impl": stored, "cache_ok": True, "__module__": __name__})


def _impl_of(hidden: Hidden) -> TypeEngine[Any]:
    """Return the type that a dialect has for what a hidden column stores."""
    found: TypeEngine[Any] = hidden.impl_instance
    return found


def stored_type(column_type: Any) -> Any:
    """Return the type of a column as it is stored, hidden or not."""
    return column_type.stored if isinstance(column_type, Hidden) else column_type


def is_hidden(column: Any) -> bool:
    """Return True if the values of a column must never come out."""
    return isinstance(column.type, Hidden)
