"""Regular expressions for ranges of numbers, dates and times, whose texts sort like their values.

Every function returns one atom or a sequence of atoms, never a bare alternation, so that results can be concatenated.
"""

from dataclasses import dataclass

NESTED = 20
"""Maximum nesting of groups for single digits. Of more digits, only every twentieth opens a group."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A number of fixed width inside a date or time, with its bounds and the separator after it."""

    width: int
    least: int
    most: int
    after: str = ""


def either(options: list[str]) -> str:
    """Return the alternation of one or more options."""
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def digits(low: str, high: str) -> str:
    """Return the pattern of the digit texts in [low, high], which have the same width."""
    same = _length_in_common(low, high)
    return low[:same] + either(_whole(low[same:], high[same:]))


def _whole(low: str, high: str) -> list[str]:
    """Return options that match the digit texts in [low, high]."""
    width = len(low) - 1
    zeros, nines = "0" * width, "9" * width
    if not low.strip("0") and not high.strip("9"):
        return [_some(len(low))]
    if low[0] == high[0]:
        return _behind(low[0], _whole(low[1:], high[1:]), width)
    first, last = int(low[0]), int(high[0])
    options, ending = [], []
    if low[1:] != zeros:
        options += _behind(low[0], _whole(low[1:], nines), width)
        first += 1
    if high[1:] != nines:
        ending += _behind(high[0], _whole(zeros, high[1:]), width)
        last -= 1
    if first <= last:
        options.append(_digit(first, last) + _some(width))
    return options + ending


def integers(low: int, high: int) -> str:
    """Return the pattern of the non-negative integers in [low, high], without leading zeros."""
    options = []
    if low == 0:
        options.append("0")
    longest = len(str(high))
    if high > 0 and low in (0, 1) and high == 10**longest - 1:
        # All numbers up to a number of digits: one option instead of one for each width.
        options.append("[1-9]" + (f"[0-9]{_times(0, longest - 1)}" if longest > 1 else ""))
        return either(options)
    for width in range(len(str(max(low, 1))), longest + 1):
        first, last = max(low, 1, 10 ** (width - 1)), min(high, 10**width - 1)
        if first <= last:
            options.append(digits(str(first), str(last)))
    return either(options)


def fraction(low: int, high: int, places: int) -> str:
    """Return the pattern of an optional fraction that is in [low, high] when it is padded with zeros.

    The result is empty without decimal places.
    """
    if places == 0:
        return ""
    first, last = f"{low:0{places}}", f"{high:0{places}}"
    if low == 0 and high == 10**places - 1:
        return f"(?:\\.[0-9]{_times(1, places)})?"
    same = 0 if low == 0 else _length_in_common(first.rstrip("0"), last)
    options = first[:same] + either(_leading(first[same:], last[same:]))
    return f"(?:\\.{options})?" if low == 0 else f"\\.{options}"


def _leading(low: str, high: str) -> list[str]:
    """Return options that match one or more leading digits of the texts in [low, high]."""
    width = len(low) - 1
    zeros, nines = "0" * width, "9" * width
    if low[0] == high[0]:
        return _trailing(low[0], low[1:], high[1:])
    first, last = int(low[0]), int(high[0])
    options, ending = [], []
    if low[1:] != zeros:
        options += _trailing(low[0], low[1:], nines)
        first += 1
    if high[1:] != nines:
        ending += _trailing(high[0], zeros, high[1:])
        last -= 1
    if first <= last:
        options += _trailing(_digit(first, last), zeros, nines)
    return options + ending


def _trailing(before: str, low: str, high: str) -> list[str]:
    """Match leading digits as `_leading` does, after a digit. Match none if the range contains only zeros."""
    width = len(low)
    zeros = "0" * width
    if width == 0:
        return [before]
    if low == zeros and high == "9" * width:
        return [f"{before}[0-9]{_times(0, width)}"]
    if high == zeros:
        return [f"{before}0{_times(0, width)}"]
    return _behind(before, _leading(low, high), width, may_end=low == zeros)


def _behind(before: str, options: list[str], left: int, *, may_end: bool = False) -> list[str]:
    """Return options for a prefix followed by each option, and for the prefix alone if it may end there.

    Engines limit the nesting of groups, one of them to 64 levels. At a few places, longer options without a group
    replace a group.
    """
    if len(options) == 1 and not may_end:
        return [before + options[0]]
    if left > NESTED and left % NESTED:
        return [*([before] if may_end else []), *(before + each for each in options)]
    return [f"{before}(?:{'|'.join(options)}){'?' if may_end else ''}"]


def _length_in_common(low: str, high: str) -> int:
    """Return the number of leading digits in common, at most all but the last."""
    both = enumerate(zip(low, high, strict=False))
    return next((at for at, (one, other) in both if one != other), len(low) - 1)


def magnitudes(low: int, high: int, places: int) -> str:
    """Return the pattern of the non-negative decimals in [low, high], given in units of the last place."""
    one = 10**places
    (first, first_part), (last, last_part) = divmod(low, one), divmod(high, one)
    if first == last:
        return integers(first, last) + fraction(first_part, last_part, places)
    options, ending = [], []
    if first_part:
        options.append(integers(first, first) + fraction(first_part, one - 1, places))
        first += 1
    if last_part != one - 1:
        ending.append(integers(last, last) + fraction(0, last_part, places))
        last -= 1
    if first <= last:
        options.append(integers(first, last) + fraction(0, one - 1, places))
    return either(options + ending)


def moments(units: tuple[Unit, ...], low: tuple[int, ...], high: tuple[int, ...], places: int) -> str:
    """Return the pattern of units and a fraction in [low, high].

    The bounds have one number for each unit and, if there are decimal places, one for the fraction.
    """
    if not units:
        return fraction(low[0], high[0], places) if places else ""
    unit, rest = units[0], units[1:]
    floor = (*(each.least for each in rest), *((0,) if places else ()))
    ceiling = (*(each.most for each in rest), *((10**places - 1,) if places else ()))
    first, last = low[0], high[0]
    if first == last:
        return _number(unit, first, first) + moments(rest, low[1:], high[1:], places)
    options, ending = [], []
    if low[1:] != floor:
        options.append(_number(unit, first, first) + moments(rest, low[1:], ceiling, places))
        first += 1
    if high[1:] != ceiling:
        ending.append(_number(unit, last, last) + moments(rest, floor, high[1:], places))
        last -= 1
    if first <= last:
        options.append(_number(unit, first, last) + moments(rest, floor, ceiling, places))
    return either(options + ending)


def _number(unit: Unit, low: int, high: int) -> str:
    return digits(f"{low:0{unit.width}}", f"{high:0{unit.width}}") + unit.after


def _digit(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"[{low}-{high}]" if high > low + 1 else f"[{low}{high}]"


def _some(width: int) -> str:
    return f"[0-9]{_times(width, width)}" if width else ""


def _times(low: int, high: int) -> str:
    if low == high:
        return "" if low == 1 else f"{{{low}}}"
    return "?" if (low, high) == (0, 1) else f"{{{low},{high}}}"
