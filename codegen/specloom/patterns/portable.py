"""Conversion of a spec's pattern to a form that all supported dialects read alike."""

from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from specloom.patterns import charsets
from specloom.patterns.ambiguity import check_ambiguity
from specloom.patterns.charsets import PatternError
from specloom.patterns.regex import Alternative, Chars, Choice, Node, Repeat, Sequence, parse

MAX_EXPANSION = 5_000
"""Maximum size of a pattern in characters and classes, with its counted repetitions expanded."""

ANY_TEXT = "[^\\u0000]*"


@lru_cache(maxsize=1024)
def portable(pattern: str) -> str:
    """Return an equivalent anchored pattern that all dialects read alike and that does not match NUL.

    An unanchored pattern matches anywhere in a text, as in JSON Schema. Raises PatternError, with the offset, for a
    construct outside the portable dialect, and if the pattern cannot be compiled or may backtrack exponentially.
    """
    alternatives = parse(pattern)
    if sum(_size(each.body) for each in alternatives) > MAX_EXPANSION:
        raise PatternError(f"the repetitions of a pattern expand to more than {MAX_EXPANSION} characters")
    for each in alternatives:
        check_ambiguity(each.body)
    texts = [_anchored(each) for each in alternatives]
    result = f"^{texts[0]}$" if len(texts) == 1 else f"^(?:{'|'.join(texts)})$"
    try:
        SchemaValidator(core_schema.str_schema(pattern=result))
    except SchemaError:
        raise PatternError("the pattern is too large to be compiled") from None
    return result


def _size(node: Node) -> int:
    """Return the number of characters and classes of a node, with its counted repetitions expanded."""
    match node:
        case Chars():
            return 1
        case Sequence(parts):
            return sum(map(_size, parts))
        case Choice(options):
            return sum(map(_size, options)) + len(options)
        case Repeat(part, low, high):
            return (_size(part) + 1) * max(low + 1 if high is None else high, 1)


def _anchored(alternative: Alternative) -> str:
    """Write a top-level alternative so that it matches the whole text."""
    body = _write(alternative.body)
    if not body:
        return "" if alternative.starts and alternative.ends else ANY_TEXT
    return ("" if alternative.starts else ANY_TEXT) + body + ("" if alternative.ends else ANY_TEXT)


def _write(node: Node) -> str:
    """Write a node so that it can be concatenated with others."""
    match node:
        case Chars(ranges):
            return charsets.write(ranges)
        case Sequence(parts):
            return "".join(map(_write, parts))
        case Choice(options):
            return f"(?:{'|'.join(map(_write, options))})"
        case Repeat(part, low, high):
            return _atom(part) + _quantifier(low, high)


def _atom(node: Node) -> str:
    text = _write(node)
    return text if isinstance(node, Chars | Choice) else f"(?:{text})"


def _quantifier(low: int, high: int | None) -> str:
    match low, high:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{low},}}"
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"
