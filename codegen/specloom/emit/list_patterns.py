"""Patterns of comma-separated lists, as the filter `__in` accepts them.

The pattern validates the whole list, because it is sent as one text. As an array in a URL, a value with a comma would
become two values, and a number would look like a list of one.
"""

from specloom.patterns import charsets, string_patterns
from specloom.patterns.ranges import digits, either, integers
from specloom.types import JsonSchema, Type, row

MAX_VALUES = 50
MAX_LIST_LENGTH = 2048
"""Maximum length of all values with their commas."""
_MAX_ENUM_LENGTH = 2_000
"""Maximum length of an enum's values with a pattern for lists, since engines repeat the pattern for each item."""


def list_schema(type_: Type) -> JsonSchema | None:
    """Return the JSON Schema of a list of values of a type, or None if lists are not possible.

    Only the type matters, not the bounds, patterns and lengths of the field. No value can contain a comma.
    """
    item = _item(type_)
    if item is None:
        return None
    pattern = f"^{item}(?:,{item}){{0,{MAX_VALUES - 1}}}$"
    return {"type": "string", "maxLength": MAX_LIST_LENGTH, "pattern": pattern}


def _item(type_: Type) -> str | None:
    """Return the pattern of one value, or None."""
    if type_.as_text:
        return _body(row(type_).schema(type_.as_key())["pattern"])
    if type_.kind in _ITEMS:
        return _ITEMS[type_.kind]
    match type_.kind:
        case "decimal":
            return _body(string_patterns.decimal(type_.max_digits, type_.decimal_places, None, None))
        case "datetime":
            return _UTC if type_.minimum is not None or type_.maximum is not None else _MOMENT
        case "enum":
            return _enum(type_.values)
    return None


def _body(pattern: str) -> str:
    return pattern.removeprefix("^").removesuffix("$")


def _integer(bits: int) -> str:
    most = 2 ** (bits - 1)
    return either([f"-?{integers(0, most - 1)}", f"-{most}"])


_DAYS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP = "(?:0[48]|[2468][048]|[13579][26])"


def _date(years: str) -> str:
    """Return the pattern of the dates in the given years, which must include all years with a leap day."""
    return f"(?:{years}-{_DAYS}|(?:[0-9]{{2}}{_LEAP}|{_LEAP}00)-02-29)"


_DATE = _date(digits("0001", "9999"))
_TIME = _body(string_patterns.time(None, None))
_CLOCK = f"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{{1,{string_patterns.SECOND_PLACES}}})?"
_UTC = f"{_DATE}T{_CLOCK}Z"
_OFFSET = "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INNER, _OUTER = _date(digits("0002", "9998")), f"(?:0001|9999)-{_DAYS}"
_MOMENT = f"(?:{_INNER}T{_CLOCK}{_OFFSET}|{_OUTER}T{_CLOCK}Z)"
"""Equivalent to `string_patterns.datetime`."""

_ITEMS = {
    **dict.fromkeys("string text email url slug ip".split(), "[^\\u0000,]*"),
    "integer": _integer(32),
    "bigint": _integer(64),
    "float": "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?",
    "boolean": "(?:true|false)",
    "date": _DATE,
    "time": _TIME,
    "duration": _body(string_patterns.DURATION),
    "uuid": _body(string_patterns.UUID),
}


def _enum(values: tuple[str, ...]) -> str | None:
    listed = [each for each in values if "," not in each]
    if not listed or sum(map(len, listed)) > _MAX_ENUM_LENGTH:
        return None
    return f"(?:{'|'.join(map(_literal, listed))})"


def _literal(text: str) -> str:
    return "".join(charsets.write(charsets.single(ord(each))) for each in text)
