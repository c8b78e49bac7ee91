# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 05103e803d07e81a72a6c7cc67d41a76
"""Records the hidden values of a request, so that errors are logged without them (see `errors/redaction.py`).

The type of a hidden column records each value that is read or written. So this works for every use of the column in
SQLAlchemy: the ORM, `select()`, conditions. Requests that use no hidden column record nothing.
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
"""The ASGI scope of the current request."""
SEEN_KEY = "specloom.seen"
"""The key of the `SeenValues` in the ASGI scope."""
MAX_VALUES = 10_000
MAX_BODY_BYTES = 1_048_576
"""Limits for the values and for the body of a request. Beyond them, error texts of the request are not logged."""


class SeenValues:
    """The hidden values and the body that the code of a request has seen."""

    __slots__ = ("_chunks", "_size", "ended", "values", "withheld")

    def __init__(self) -> None:
        self.values: list[Any] = []
        """The values that were read from hidden columns or written to them."""
        self.withheld = False
        """True if the limits were exceeded, or if there may be unknown hidden values."""
        self.ended = False
        """True if the whole body was received."""
        self._chunks: list[bytes] = []
        self._size = 0

    @property
    def body(self) -> bytes:
        """The received part of the body."""
        return b"".join(self._chunks)

    @property
    def chunks(self) -> Sequence[bytes]:
        """The chunks that were received; for a WebSocket its messages."""
        return self._chunks

    def receive(self, chunk: bytes, *, ended: bool) -> None:
        """Add a chunk of the body."""
        self.ended = ended
        self._size += len(chunk)
        if self._size > MAX_BODY_BYTES:
            self.withheld = True
            self._chunks.clear()
        elif chunk:
            self._chunks.append(chunk)

    def set_body(self, body: bytes) -> None:
        """Set the body, if it was received as a whole."""
        self._chunks, self._size = [], 0
        self.receive(body, ended=True)


def seen_in(scope: MutableMapping[str, Any]) -> SeenValues:
    """Return the `SeenValues` of a request. Create it if necessary."""
    found = scope.get(SEEN_KEY)
    if not isinstance(found, SeenValues):
        found = scope[SEEN_KEY] = SeenValues()
    return found


def record(value: Any) -> Any:
    """Record a hidden value for the current request, and return the value."""
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
    """Withhold the error texts of the current request: raw SQL, for example, may have read unknown hidden values."""
    scope = CURRENT.get()
    if scope is not None:
        seen_in(scope).withheld = True


def leaves(value: Any) -> Iterator[Any]:
    """Yield the values in a nested value, including the names of members."""
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
    """The type of a hidden column. It stores and compares values like the type that it wraps."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Integer  # of the class; each instance has its own
    cache_ok = True

    def __new__(cls, stored: Any = None) -> Self:
        """Return an instance of a subclass that decorates the wrapped type: admin interfaces inspect the class."""
        kind: Any = cls
        if stored is not None:
            kind = _decorating(kind, stored if isinstance(stored, type) else type(stored))
        made: Self = object.__new__(kind)
        return made

    def __init__(self, stored: TypeEngine[Any] | type[TypeEngine[Any]]) -> None:
        # SQLAlchemy's own method would create an instance of the wrapped class, which may need arguments.
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
        """Return the type of the other operand of a comparison. It is hidden as well."""
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
    """Return the implementation type of a hidden column."""
    found: TypeEngine[Any] = hidden.impl_instance
    return found


def stored_type(column_type: Any) -> Any:
    """Return the type of a column without `Hidden`."""
    return column_type.stored if isinstance(column_type, Hidden) else column_type


def is_hidden(column: Any) -> bool:
    """Return True if a column is hidden."""
    return isinstance(column.type, Hidden)
