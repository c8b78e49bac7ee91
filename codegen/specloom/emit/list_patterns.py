"""The pattern of several values in one text, between commas, as the filter `__in` takes them.

It is said by a pattern, and exactly, because the text is all that is sent: as an array in a URL, a value with a comma
would be two, and a number could not be told from a list of one.
"""

from specloom.patterns import charsets, string_patterns
from specloom.patterns.ranges import digits, either, integers
from specloom.types import JsonSchema, Type, row

MOST_VALUES = 50
LONGEST_LIST = 2048
"""Characters of all values and the commas."""
_LARGEST_ENUM = 2_000
"""Characters of an enum's values up to which its list has a pattern: engines repeat it for each value there may be."""


def list_schema(type_: Type) -> JsonSchema | None:
    """Return the JSON Schema of some values of a type, or None if there is none.

    The rules of a field (bounds, patterns, lengths) do not matter, only its type does. No value has a comma.
    """
    item = _item(type_)
    if item is None:
        return None
    pattern = f"^{item}(?:,{item}){{0,{MOST_VALUES - 1}}}$"
    return {"type": "string", "maxLength": LONGEST_LIST, "pattern": pattern}


def _item(type_: Type) -> str | None:
    """Return what matches one value."""
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
    """Return what matches the days of some years, to which all belong that have a leap day."""
    return f"(?:{years}-{_DAYS}|(?:[0-9]{{2}}{_LEAP}|{_LEAP}00)-02-29)"


_DATE = _date(digits("0001", "9999"))
_TIME = _body(string_patterns.time(None, None))
_CLOCK = f"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{{1,{string_patterns.SECOND_PLACES}}})?"
_UTC = f"{_DATE}T{_CLOCK}Z"
_OFFSET = "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INNER, _OUTER = _date(digits("0002", "9998")), f"(?:0001|9999)-{_DAYS}"
_MOMENT = f"(?:{_INNER}T{_CLOCK}{_OFFSET}|{_OUTER}T{_CLOCK}Z)"
"""As `patterns.datetime` has it."""

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
    if not listed or sum(map(len, listed)) > _LARGEST_ENUM:
        return None
    return f"(?:{'|'.join(map(_literal, listed))})"


def _literal(text: str) -> str:
    return "".join(charsets.write(charsets.single(ord(each))) for each in text)
