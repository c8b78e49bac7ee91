"""Python annotations of values in requests and responses, which use names of `runtime.types.json_types`."""

import datetime as dt
import json
from typing import Any

from specloom.types import ARRAY_LENGTH, BYTES_LENGTH, Bound, Type, row

_BASES = {"email": "Email", "url": "Url", "slug": "Slug", "ip": "Ip"}
_MAX_LITERAL_LENGTH = 72
"""Maximum length of a string on one line."""
_EXACT = 2.0**53
"""Up to this number, every integer is an exact double."""


def outgoing(type_: Type) -> str:
    """Return the annotation of a value in a response: its form without the rules."""
    match type_.kind:
        case "array":
            assert type_.item is not None
            return f"list[{outgoing(type_.item)}]"
        case "string" | "text" | "email" | "url" | "slug" | "ip":
            return "str"
    return row(type_).json_type(type_)


def incoming(type_: Type) -> str:
    """Return the annotation of a value in a request, with all rules of its schema."""
    match type_.kind:
        case "string" | "text":
            base = "Text" if type_.pattern is None else "str"
            return _annotated(base, _field(**_lengths(type_), pattern=type_.pattern))
        case "float" if any(
            isinstance(each, float) and abs(each) > _EXACT for each in (type_.minimum, type_.maximum)
        ):
            return _annotated("float", _call("Doubles", ge=type_.minimum, le=type_.maximum))
        case "integer" | "bigint" | "float":
            bounds = _field(ge=type_.minimum, le=type_.maximum, multiple_of=type_.multiple_of)
            return _annotated(row(type_).json_type(type_), bounds)
        case "decimal":
            return _annotated("Decimal", _digits(type_))
        case "date" | "time":
            return _annotated(row(type_).json_type(type_), _moments(type_))
        case "datetime":
            bounds = _moments(type_)
            return _annotated("DateTimeZ" if bounds else "DateTime", bounds)
        case "email" | "url" | "slug" | "ip":
            return _annotated(_BASES[type_.kind], _field(max_length=type_.max_length))
        case "bytes":
            longest = BYTES_LENGTH if type_.max_length is None else type_.max_length
            return _annotated("Base64", _field(max_length=longest))
        case "json":
            schema = None if type_.schema is None else json.loads(type_.schema)
            return _annotated("JsonValue", "" if schema is None else f"MatchesSchema({literal(schema)})")
        case "password":
            return _annotated("SecretStr", _call("Secret", **_lengths(type_)))
        case "array":
            return _array(type_)
    return row(type_).json_type(type_)


def literal(value: Any) -> str:
    """Return the Python expression of a JSON value. A long string is split into several in parentheses."""
    match value:
        case dict():
            return f"{{{', '.join(f'{literal(key)}: {literal(each)}' for key, each in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
        case str() if len(value) > _MAX_LITERAL_LENGTH:
            return f"({_pieces(value)})"
    return repr(value)


def _pieces(text: str) -> str:
    """Return a long string as several literals, split after a `|` if possible."""
    parts: list[str] = []
    while len(text) > _MAX_LITERAL_LENGTH:
        end = text.rfind("|", 1, _MAX_LITERAL_LENGTH) + 1 or _MAX_LITERAL_LENGTH
        parts.append(text[:end])
        text = text[end:]
    return " ".join(map(repr, [*parts, text]))


def _array(type_: Type) -> str:
    assert type_.item is not None
    longest = ARRAY_LENGTH if type_.max_items is None else type_.max_items
    bounds = _field(min_length=type_.min_items or None, max_length=longest)
    return _annotated(f"list[{incoming(type_.item)}]", bounds, "Unique()" if type_.unique_items else "")


def _lengths(type_: Type) -> dict[str, int | None]:
    return {"min_length": type_.min_length or None, "max_length": type_.max_length}


def _digits(type_: Type) -> str:
    bounds = [
        f"{name}={str(bound)!r}"
        for name, bound in (("ge", type_.minimum), ("le", type_.maximum))
        if bound is not None
    ]
    return f"Digits({', '.join([str(type_.max_digits), str(type_.decimal_places), *bounds])})"


def _moments(type_: Type) -> str:
    return _call("Field", ge=_moment(type_.minimum), le=_moment(type_.maximum))


class _Expression(str):
    """Python code, which `literal` must not quote."""

    __slots__ = ()


def _moment(bound: Bound | None) -> _Expression | None:
    if bound is None:
        return None
    if isinstance(bound, dt.datetime):
        bound = bound.astimezone(dt.UTC)
    return _Expression(repr(bound).replace("datetime.timezone.utc", "dt.UTC").replace("datetime.", "dt."))


def _field(**options: Any) -> str:
    return _call("Field", **options)


def _call(name: str, **options: Any) -> str:
    """Return a call with the options that are not None, or an empty text without options."""
    given = {key: value for key, value in options.items() if value is not None}
    texts = [
        f"{key}={value if isinstance(value, _Expression) else literal(value)}" for key, value in given.items()
    ]
    return f"{name}({', '.join(texts)})" if texts else ""


def _annotated(base: str, *annotations: str) -> str:
    given = [each for each in annotations if each]
    return f"Annotated[{', '.join([base, *given])}]" if given else base
