"""Upper bounds for the number of texts that a pattern matches, by length.

They show that a pattern and length limits exclude each other, or leave too few texts. Ambiguous patterns count a text
several times.
"""

from collections.abc import Iterable
from functools import lru_cache, reduce

from specloom.patterns import regex
from specloom.patterns.charsets import SURROGATES, PatternError

_MAX_LENGTH = 100
"""Maximum length of counted texts. Longer texts are assumed to exist, in large numbers."""
_BUDGET = 300_000
"""Maximum number of steps. Texts that are not counted are assumed to exist."""
_MAX_DEPTH = 100
"""Maximum nesting of groups, including the generated patterns of bounded decimals."""

Counts = dict[int, int]
"""The number of texts for each length."""


@lru_cache(maxsize=1024)
def max_match_count(pattern: str, low: int, high: int | None) -> int | None:
    """Return an upper bound for the number of matches of `low` to `high` characters, or None if it is large."""
    try:
        alternatives = regex.parse(pattern, _MAX_DEPTH)
    except PatternError:  # the pattern is generated, and larger than a spec may write
        return None
    if high is None or high > _MAX_LENGTH:
        ends = [_longest(each.body) if each.starts and each.ends else None for each in alternatives]
        if any(each is None or each > _MAX_LENGTH for each in ends):
            longest = None if None in ends else max(each for each in ends if each is not None)
            return 0 if longest is not None and longest < low else _zero_if_too_long(alternatives, high)
    counter = _Counter()
    try:
        found = [counter.alternative(each) for each in alternatives]
    except _BudgetExceeded:
        return _zero_if_too_long(alternatives, high)
    most = _MAX_LENGTH if high is None else high
    return sum(number for each in found for length, number in each.items() if low <= length <= most)


def _zero_if_too_long(alternatives: Iterable[regex.Alternative], high: int | None) -> int | None:
    """Return 0 if even the shortest matches are too long, and None otherwise."""
    return 0 if high is not None and all(_shortest(each.body) > high for each in alternatives) else None


def _shortest(node: regex.Node) -> int:
    match node:
        case regex.Chars():
            return 1
        case regex.Sequence(parts):
            return sum(map(_shortest, parts))
        case regex.Choice(options):
            return min(map(_shortest, options))
        case regex.Repeat(part, low):
            return low * _shortest(part)


def _longest(node: regex.Node) -> int | None:
    """Return the length of the longest match, or None if it is unbounded."""
    match node:
        case regex.Chars():
            return 1
        case regex.Sequence(parts):
            found = [_longest(each) for each in parts]
            return None if None in found else sum(each for each in found if each is not None)
        case regex.Choice(options):
            found = [_longest(each) for each in options]
            return None if None in found else max(each for each in found if each is not None)
        case regex.Repeat(part, _, high):
            longest = _longest(part)
            if longest == 0 or high == 0:
                return 0
            return None if longest is None or high is None else high * longest


class _BudgetExceeded(Exception):
    """Counting takes too long."""


class _Counter:
    """Counts the matches of up to `_MAX_LENGTH` characters."""

    def __init__(self) -> None:
        self.steps = 0

    def alternative(self, alternative: regex.Alternative) -> Counts:
        """Count the matches of a top-level alternative. Without an anchor, any text may precede or follow."""
        anything = regex.Repeat(regex.Chars(((1, 0x10FFFF),)), 0, None)
        before = () if alternative.starts else (anything,)
        after = () if alternative.ends else (anything,)
        return self.node(regex.Sequence((*before, alternative.body, *after)))

    def node(self, node: regex.Node) -> Counts:
        """Count the matches of an expression."""
        match node:
            case regex.Chars(ranges):
                return {1: sum(_characters(low, high) for low, high in ranges)}
            case regex.Sequence(parts):
                return reduce(self._joined, map(self.node, parts), {0: 1})
            case regex.Choice(options):
                return _added(map(self.node, options))
            case regex.Repeat(part, low, high):
                return self._repeated(self.node(part), low, high)

    def _repeated(self, part: Counts, low: int, high: int | None) -> Counts:
        if 0 in part:  # an empty repetition adds nothing
            part, low = {length: number for length, number in part.items() if length}, 0
        result: list[Counts] = []
        current: Counts = {0: 1}
        count = 0
        while current and (high is None or count <= high):
            if count >= low:
                result.append(current)
            current = self._joined(current, part)
            count += 1
        return _added(result)

    def _joined(self, left: Counts, right: Counts) -> Counts:
        self.steps += len(left) * len(right) + 1
        if self.steps > _BUDGET:
            raise _BudgetExceeded
        result: Counts = {}
        for one, many in left.items():
            for other, more in right.items():
                if one + other <= _MAX_LENGTH:
                    result[one + other] = result.get(one + other, 0) + many * more
        return result


def _added(parts: Iterable[Counts]) -> Counts:
    result: Counts = {}
    for part in parts:
        for length, number in part.items():
            result[length] = result.get(length, 0) + number
    return result


def _characters(low: int, high: int) -> int:
    """Return the number of characters in a range, without surrogates."""
    first, last = SURROGATES
    return high - low + 1 - max(0, min(high, last) - max(low, first) + 1)
