"""Sets of characters, as in a character class, and how to write them portably."""

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]
"""Sorted, disjoint, non-adjacent ranges of code points, both ends included."""

LAST = 0x10FFFF
NUL = (0, 0)
SURROGATES = (0xD800, 0xDFFF)
MAX_ASTRAL = 64
"""Maximum number of characters beyond U+FFFF in one class. Each becomes an alternative."""


class PatternError(ValueError):
    """An invalid pattern, or an invalid combination of bounds. `offset` is the position in the pattern."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


def single(code: int) -> Ranges:
    """Return the set of one character."""
    return ((code, code),)


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the normal form of ranges, which may overlap and be in any order."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Return every code point that is not in the set."""
    result: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        result.append((start, LAST))
    return tuple(result)


def overlap(left: Ranges, right: Ranges) -> bool:
    """Return whether two sets share a character."""
    return any(a <= d and c <= b for a, b in left for c, d in right)


def allowed(ranges: Ranges, offset: int) -> Ranges:
    """Return the set without NUL. Raises PatternError if the set is then empty or has no portable form."""
    rest = complement(union([*complement(ranges), NUL]))
    if not complement(union([*complement(rest), SURROGATES])):
        raise PatternError("no text contains the character NUL or a surrogate", offset)
    if rest[-1][1] == LAST:
        if rest[-1][0] > 0x10000:
            raise PatternError("a negated class cannot contain characters beyond U+FFFF", offset)
    elif sum(high - max(low, 0x10000) + 1 for low, high in rest if high > 0xFFFF) > MAX_ASTRAL:
        raise PatternError(f"a class contains at most {MAX_ASTRAL} characters beyond U+FFFF", offset)
    return rest


def write(ranges: Ranges) -> str:
    """Write an allowed set as one atom: a character, a class, or a group of alternatives."""
    if ranges[-1][1] == LAST:
        return f"[^{_inside(complement(ranges))}]"
    plain = tuple((low, min(high, 0xFFFF)) for low, high in ranges if low <= 0xFFFF)
    astral = [chr(c) for low, high in ranges for c in range(max(low, 0x10000), high + 1)]
    options = [_class(plain), *astral] if plain else astral
    # Without the flag `u`, ECMA-262 reads a character beyond U+FFFF as two, so it cannot be in a class.
    return options[0] if len(options) == 1 and not astral else f"(?:{'|'.join(options)})"


def _class(ranges: Ranges) -> str:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return literal(ranges[0][0])
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    """Write the inside of a class. For readability, a range is split at the bounds of digits and letters."""
    cuts = [part for low, high in ranges for part in _split(low, high)]
    hyphen = ord("-")
    parts = [_range(low, high) for low, high in cuts if (low, high) != (hyphen, hyphen)]
    return "".join(parts) + ("-" if (hyphen, hyphen) in cuts else "")


def _split(low: int, high: int) -> list[tuple[int, int]]:
    starts = [code for code in map(ord, "-.0:A[a{") if low < code <= high]
    return list(zip([low, *starts], [*(code - 1 for code in starts), high], strict=True))


def _range(low: int, high: int) -> str:
    if low == high:
        return _class_character(low)
    return _class_character(low) + ("-" if high > low + 1 else "") + _class_character(high)


def literal(code: int) -> str:
    """Write one character outside a class."""
    char = chr(code)
    return f"\\{char}" if char in "^$\\.*+?()[]{}|" else _character(char)


def _class_character(code: int) -> str:
    char = chr(code)
    return f"\\{char}" if char in "\\]^[-" else _character(char)


def _character(char: str) -> str:
    if (char.isascii() and char.isprintable()) or char > "\uffff":
        return char
    return f"\\u{ord(char):04X}"


def _ranges(*pairs: str) -> Ranges:
    return union((ord(pair[0]), ord(pair[-1])) for pair in pairs)


DIGIT = _ranges("09")
WORD = _ranges("09", "AZ", "az", "_")
SPACE = _ranges("\t\r", " ")
LINE = complement(_ranges("\n", "\r", "\u2028\u2029"))
"""The characters that `.` matches in ECMA-262: all except line terminators."""

SHORTHANDS = {
    "d": DIGIT,
    "w": WORD,
    "s": SPACE,
    "D": complement(DIGIT),
    "W": complement(WORD),
    "S": complement(SPACE),
}
CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
