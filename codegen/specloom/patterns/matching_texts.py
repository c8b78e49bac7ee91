"""Generation of a text that matches a pattern, for examples when no usual text matches."""

import re
from functools import lru_cache

from specloom.patterns import regex
from specloom.patterns.charsets import PatternError, Ranges

_MAX_DEPTH = 100
"""Maximum nesting of groups, including the generated patterns of bounded decimals."""
_MAX_LENGTH = 300
"""Maximum length of a generated text."""
_MORE = 40
"""Maximum number of characters above the minimum length."""
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "1234567890", "-_ .,:/+")

Texts = dict[int, str]
"""One text for each length."""


@lru_cache(maxsize=1024)
def matching_text(pattern: str, low: int, high: int | None) -> str | None:
    """Return a text of `low` to `high` characters that matches a pattern, or None if none was found."""
    most = min(low + _MORE if high is None else high, _MAX_LENGTH)
    try:
        alternatives = regex.parse(pattern, _MAX_DEPTH)
    except PatternError:  # the pattern is generated, and larger than a spec may write
        return None
    found: Texts = {}
    for each in alternatives:
        found = _texts(each.body, most) | found
    fitting = (text for length, text in sorted(found.items()) if length >= max(low, 1))
    for text in (*fitting, *([found[0]] if 0 in found and low == 0 else [])):
        if re.fullmatch(pattern, text) is not None:
            return text
    return None


def _texts(node: regex.Node, most: int) -> Texts:
    """Return a text of each length up to `most` that matches an expression, if there is one."""
    match node:
        case regex.Chars(ranges):
            return {1: _characters(ranges)[0]} if most else {}
        case regex.Sequence(parts):
            found: Texts = {0: ""}
            for part in parts:
                found = _joined(found, _texts(part, most), most)
            return found
        case regex.Choice(options):
            found = {}
            for option in options:
                found = _texts(option, most) | found
            return found
        case regex.Repeat(regex.Chars(ranges), low, high):
            characters = _characters(ranges)
            last = most if high is None else min(high, most)
            whole = characters * (last // len(characters) + 1)
            return {length: whole[:length] for length in range(low, last + 1)}
        case regex.Repeat(part, low, high):
            return _repeated(_texts(part, most), low, high, most)


def _repeated(part: Texts, low: int, high: int | None, most: int) -> Texts:
    power: Texts = {0: ""}
    found: Texts = {} if low else {0: ""}
    for count in range(1, most + 1 if high is None else min(high, most + low) + 1):
        power = _joined(power, part, most)
        if count >= low:
            if not power.keys() - found.keys():
                break
            found = power | found
    return found


def _joined(left: Texts, right: Texts, most: int) -> Texts:
    found: Texts = {}
    for length, text in left.items():
        for more, end in right.items():
            if length + more <= most:
                found.setdefault(length + more, text + end)
    return found


def _characters(ranges: Ranges) -> str:
    """Return some characters of a set: letters in order if it has any, or else digits or signs."""
    for alphabet in _ALPHABETS:
        found = "".join(each for each in alphabet if any(low <= ord(each) <= high for low, high in ranges))
        if found:
            return found
    printable = (chr(code) for low, high in ranges for code in range(low, min(high, low + 200) + 1))
    return next((each for each in printable if each.isprintable()), chr(ranges[0][0]))
