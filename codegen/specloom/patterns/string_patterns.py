"""Patterns for exactly the strings that a type accepts, in a dialect that ECMA-262, Rust and Python share.

`portable` converts the pattern of a spec to that dialect. All patterns match whole strings and exclude NUL. `$` is
the end of the text.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from specloom.patterns.charsets import PatternError
from specloom.patterns.portable import portable
from specloom.patterns.ranges import Unit, digits, either, integers, magnitudes, moments

__all__ = [
    "DURATION",
    "EMAIL",
    "IP",
    "NO_NUL",
    "SLUG",
    "URL",
    "UUID",
    "PatternError",
    "base64",
    "date",
    "datetime",
    "decimal",
    "integer",
    "portable",
    "time",
]

SECOND_PLACES = 30
"""Maximum digits of a fraction of a second. Digits after the sixth are cut, as no database stores them."""
MAX_ODD_BASE64 = 1_500
"""Longest length of bytes that need not be a multiple of three. For longer ones, the pattern would be too large."""

NO_NUL = "^[^\\u0000]*$"

_HEX = "[0-9A-Fa-f]"
UUID = f"^{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}$"

_LABEL = "[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_ATOM = "[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"
EMAIL = f"^{_ATOM}(?:\\.{_ATOM})*@(?:{_LABEL}\\.)+[A-Za-z](?:[0-9A-Za-z-]{{0,61}}[0-9A-Za-z])$"

SLUG = "^[a-z0-9]+(?:-[a-z0-9]+)*$"

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = f"{_OCTET}(?:\\.{_OCTET}){{3}}"
_H16 = f"{_HEX}{{1,4}}"


_TAIL = f"(?:{_H16}:{_H16}|{_V4})"
_V6 = "|".join(
    (
        f"(?:{_H16}:){{6}}{_TAIL}",
        f"::(?:{_H16}:){{5}}{_TAIL}",
        f"(?:{_H16})?::(?:{_H16}:){{4}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,1}})?::(?:{_H16}:){{3}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,2}})?::(?:{_H16}:){{2}}{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,3}})?::{_H16}:{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,4}})?::{_TAIL}",
        f"(?:{_H16}(?::{_H16}){{0,5}})?::{_H16}",
        f"(?:{_H16}(?::{_H16}){{0,6}})?::",
    )
)
IP = f"^(?:{_V4}|{_V6})$"

_ESCAPED = f"%{_HEX}{{2}}"
_PATH = f"(?:[0-9A-Za-z._~!$&'()*+,;=:@/-]|{_ESCAPED})*"
_QUERY = f"(?:[0-9A-Za-z._~!$&'()*+,;=:@/?-]|{_ESCAPED})*"
_HOST = f"(?:{_LABEL}(?:\\.{_LABEL})*\\.?|\\[[0-9A-Fa-f:.]{{2,45}}\\])"
URL = f"^https?://{_HOST}(?::[0-9]{{1,5}})?(?:/{_PATH})?(?:\\?{_QUERY})?(?:#{_QUERY})?$"

_CACHE_SIZE = 1024
"""Number of patterns that are cached, since many fields share them."""


def _clock_part(hours: str, minutes: str, seconds: str) -> str:
    """Write a nonempty time part of an ISO 8601 duration, given the digit patterns of the units."""
    fraction = f"(?:\\.[0-9]{{1,{SECOND_PLACES}}})?"
    last = f"{seconds}{fraction}S"
    return f"T(?:{hours}H(?:{minutes}M)?(?:{last})?|{minutes}M(?:{last})?|{last})"


def _duration() -> str:
    """Write the pattern of accepted ISO 8601 durations: a sum of units, or many days with a clock below one day.

    Each unit is bounded so that every sum is below 10^8 days, which fits into 64 bits of microseconds. The form with
    many days accepts the canonical form of every such sum.
    """
    free = _clock_part("[0-9]{1,8}", "[0-9]{1,10}", "[0-9]{1,11}")
    day = _clock_part("(?:1?[0-9]|2[0-3])", "[1-5]?[0-9]", "[1-5]?[0-9]")
    sums = f"(?:[0-9]{{1,6}}W(?:[0-9]{{1,7}}D)?|[0-9]{{1,7}}D)(?:{free})?|{free}"
    return f"^P(?:{sums}|[0-9]{{8}}D(?:{day})?)$"


DURATION = _duration()


_DAY = (Unit(4, 1, 9999, "-"), Unit(2, 1, 12, "-"), Unit(2, 1, 31))
_CLOCK = (Unit(2, 0, 23, ":"), Unit(2, 0, 59, ":"), Unit(2, 0, 59))
_DAY_AND_CLOCK = (*_DAY[:-1], Unit(2, 1, 31, "T"), *_CLOCK)
_SECONDS = (0, 0), (59, 10**SECOND_PLACES - 1)
_MINUTES = (Unit(2, 0, 23, ":"), Unit(2, 0, 59))
_CUT = 10 ** (SECOND_PLACES - 6)
"""The fractions of a second, in units of the last place, that are cut to the same microsecond."""


@lru_cache(maxsize=_CACHE_SIZE)
def decimal(max_digits: int, decimal_places: int, low: Decimal | None, high: Decimal | None) -> str:
    """Return the pattern of decimals in [low, high] with so many digits, without exponent or leading zeros.

    It accepts fewer decimal places than the type has, but not more. It accepts `-0` if it accepts negative numbers.
    Raises PatternError if no number is in the range.
    """
    limit = 10**max_digits - 1
    least = -limit if low is None else max(-limit, -_rounded_down(low.copy_negate(), decimal_places))
    most = limit if high is None else min(limit, _rounded_down(high, decimal_places))
    if least > most:
        raise PatternError("no number is between the bounds")
    if least == -most:
        return f"^{'-?' if most else ''}{magnitudes(0, most, decimal_places)}$"
    options = []
    if least < 0:
        options.append("-" + magnitudes(max(0, -most), -least, decimal_places))
    if most >= 0:
        options.append(magnitudes(max(0, least), most, decimal_places))
    return f"^{either(options)}$"


@lru_cache(maxsize=_CACHE_SIZE)
def integer(low: int, high: int) -> str:
    """Return the pattern of the integers in [low, high], without leading zeros and without `-0`."""
    options = []
    if low < 0:
        options.append("-" + integers(max(1, -high), -low))
    if high >= 0:
        options.append(integers(max(0, low), high))
    return f"^{either(options)}$"


def _rounded_down(value: Decimal, places: int) -> int:
    """Return the value in units of the last place, rounded down. Decimal itself would round to 28 digits."""
    numerator, denominator = value.as_integer_ratio()
    return int(numerator * 10**places // denominator)


@lru_cache(maxsize=_CACHE_SIZE)
def date(low: dt.date | None, high: dt.date | None) -> str:
    """Return the pattern of dates in [low, high], in the years 0001 to 9999.

    The keyword `format` checks that the month has the day. Raises PatternError if `low` is greater than `high`.
    """
    first, last = low or dt.date.min, high or dt.date.max
    _check_order(first <= last)
    return f"^{moments(_DAY, _day(first), _day(last), 0)}$"


@lru_cache(maxsize=_CACHE_SIZE)
def time(low: dt.time | None, high: dt.time | None) -> str:
    """Return the pattern of naive times in [low, high].

    Seconds are optional. Their fraction is cut to microseconds before the comparison. Raises PatternError if `low` is
    greater than `high`.
    """
    if low is None and high is None:
        return (
            f"^{moments(_MINUTES, (0, 0), (23, 59), 0)}(?::{moments(_CLOCK[2:], *_SECONDS, SECOND_PLACES)})?$"
        )
    first, last = low or dt.time.min, high or dt.time.max
    _check_order(first <= last)
    options = [moments(_CLOCK, *_clocks(first, last), SECOND_PLACES)]
    least = first.hour * 60 + first.minute + (first > first.replace(second=0, microsecond=0))
    most = last.hour * 60 + last.minute
    if least <= most:
        options.append(moments(_MINUTES, divmod(least, 60), divmod(most, 60), 0))
    return f"^{either(options)}$"


@lru_cache(maxsize=_CACHE_SIZE)
def datetime(low: dt.datetime | None, high: dt.datetime | None) -> str:
    """Return the pattern of RFC 3339 timestamps in [low, high], which have a time zone.

    With bounds, the timestamp must end in `Z`. Without bounds, it may have an offset in the years where no offset can
    lead out of 0001 to 9999. Raises PatternError if `low` is greater than `high`.
    """
    if low is None and high is None:
        start, end = (1, 1, 0, 0, *_SECONDS[0]), (12, 31, 23, 59, *_SECONDS[1])
        rest = moments(_DAY_AND_CLOCK[1:], start, end, SECOND_PLACES)
        offset = "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
        return f"^(?:{digits('0002', '9998')}-{rest}{offset}|(?:0001|9999)-{rest}Z)$"
    first = dt.datetime.min.replace(tzinfo=dt.UTC) if low is None else low.astimezone(dt.UTC)
    last = dt.datetime.max.replace(tzinfo=dt.UTC) if high is None else high.astimezone(dt.UTC)
    _check_order(first <= last)
    clocks = _clocks(first, last)
    return (
        f"^{moments(_DAY_AND_CLOCK, (*_day(first), *clocks[0]), (*_day(last), *clocks[1]), SECOND_PLACES)}Z$"
    )


def _day(value: dt.date) -> tuple[int, ...]:
    return value.year, value.month, value.day


def _clocks(
    first: dt.time | dt.datetime, last: dt.time | dt.datetime
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the units of two clocks.

    Their fractions are the first and the last that are cut to the given microseconds.
    """
    start, end = ((each.hour, each.minute, each.second) for each in (first, last))
    return (*start, first.microsecond * _CUT), (*end, (last.microsecond + 1) * _CUT - 1)


def _check_order(fine: bool) -> None:
    if not fine:
        raise PatternError("no value is between the bounds")


def base64(length: int) -> str:
    """Return the pattern of canonical, padded base64 of at most so many bytes.

    A multiple of three also needs `maxLength` in the schema (4 for every 3 bytes). Raises PatternError for other
    lengths above MAX_ODD_BASE64.
    """
    char = "[0-9A-Za-z+/]"
    one, two = f"{char}[AQgw]==", f"{char}{{2}}[048AEIMQUYcgkosw]="
    quanta, odd = divmod(length, 3)
    if odd == 0:
        return f"^(?:{char}{{4}})*(?:{one}|{two})?$"
    if length > MAX_ODD_BASE64:
        raise PatternError(f"more than {MAX_ODD_BASE64} bytes must be a multiple of 3")
    if odd == 2:
        return f"^(?:{char}{{4}}){{0,{quanta}}}(?:{one}|{two})?$"
    if quanta == 0:
        return f"^(?:{one})?$"
    return f"^(?:(?:{char}{{4}}){{0,{quanta - 1}}}(?:{two})?|(?:{char}{{4}}){{0,{quanta}}}(?:{one})?)$"
