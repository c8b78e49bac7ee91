"""The portable dialect of regular expressions: its syntax tree and parser.

The dialect is the common subset of ECMA-262, Rust's `regex` and Python's `re`: literals, classes, groups,
alternatives, greedy quantifiers, and anchors at the ends. The parser rejects everything else, with the offset and the
reason.
"""

from dataclasses import dataclass, field

from specloom.patterns import charsets
from specloom.patterns.charsets import PatternError, Ranges

MAX_PATTERN_LENGTH = 2_000
"""Maximum length of a pattern in a spec."""
MAX_GROUP_DEPTH = 30
MAX_COUNT = 1_000

_DIGITS = frozenset("0123456789")
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    """A concatenation of parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An alternation."""

    options: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repetition of a part. `high` is None if it is unbounded."""

    part: "Node"
    low: int
    high: int | None


Node = Chars | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Alternative:
    """A top-level alternative, and whether it is anchored to the start and the end of the text."""

    body: Node
    starts: bool
    ends: bool


def parse(pattern: str, deepest: int = MAX_GROUP_DEPTH) -> tuple[Alternative, ...]:
    """Parse a pattern into its top-level alternatives. `deepest` is the maximum nesting of groups.

    Raises PatternError, with the offset, for a construct outside the dialect.
    """
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise PatternError(f"a pattern has at most {MAX_PATTERN_LENGTH} characters", MAX_PATTERN_LENGTH)
    return _Parser(pattern, deepest).alternatives()


@dataclass(slots=True)
class _Parser:
    text: str
    deepest: int = MAX_GROUP_DEPTH
    at: int = 0
    depth: int = field(default=0, init=False)

    def alternatives(self) -> tuple[Alternative, ...]:
        """Parse the whole pattern. Raises PatternError."""
        found = [self._alternative()]
        while self._take("|"):
            found.append(self._alternative())
        if self.at < len(self.text):
            raise PatternError("a `)` closes no group; write `\\)` for the character", self.at)
        return tuple(found)

    def _alternative(self) -> Alternative:
        starts = self._take("^")
        body = self._sequence()
        place = self.at
        ends = self._take("$")
        if ends and self.at < len(self.text) and self.text[self.at] not in "|)":
            raise PatternError("a `$` may only be at the end of the pattern or of an alternative", place)
        return Alternative(body, starts, ends)

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)$":
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Node:
        start = self.at
        char = self.text[start]
        self.at += 1
        if char == "(":
            return self._group(start)
        if char == "[":
            return Chars(self._class(start))
        if char == ".":
            return Chars(charsets.allowed(charsets.LINE, start))
        if char == "\\":
            return Chars(charsets.allowed(self._escape(), start))
        if char == "^":
            raise PatternError("a `^` may only be at the start of the pattern or of an alternative", start)
        if char in "*+?":
            raise PatternError(f"nothing stands before `{char}`; write `\\{char}` for the character", start)
        if char in "{}]":
            raise PatternError(f"write `\\{char}` for the character `{char}`", start)
        return Chars(charsets.allowed(charsets.single(ord(char)), start))

    def _group(self, start: int) -> Node:
        if self._take("?") and not self._take(":"):
            raise PatternError("only plain groups, `(...)` and `(?:...)`, are portable", start)
        if self.depth == self.deepest:
            raise PatternError(f"groups nest at most {self.deepest} deep", start)
        self.depth += 1
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        self.depth -= 1
        if self.at < len(self.text) and self.text[self.at] == "$":
            raise PatternError("a `$` may only be at the end of the pattern or of an alternative", self.at)
        if not self._take(")"):
            raise PatternError("a group is not closed", start)
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _quantified(self, part: Node) -> Node:
        start = self.at
        if self._take("*"):
            low, high = 0, None
        elif self._take("+"):
            low, high = 1, None
        elif self._take("?"):
            low, high = 0, 1
        elif self._take("{"):
            low, high = self._count(start)
        else:
            return part
        if self.at < len(self.text) and self.text[self.at] in "*+?{":
            raise PatternError("lazy, possessive and repeated quantifiers are not portable", self.at)
        return Repeat(part, low, high)

    def _count(self, start: int) -> tuple[int, int | None]:
        low = self._number(start)
        high: int | None = low
        if self._take(","):
            high = None if self.text[self.at : self.at + 1] == "}" else self._number(start)
        if not self._take("}"):
            raise PatternError("a count is `{m}`, `{m,}` or `{m,n}`; write `\\{` for the character", start)
        if high is not None and high < low:
            raise PatternError("a count's second number is below its first", start)
        return low, high

    def _number(self, start: int) -> int:
        end = self.at
        while end < len(self.text) and self.text[end] in _DIGITS:
            end += 1
        digits = self.text[self.at : end]
        self.at = end
        if not digits:
            raise PatternError("a count is `{m}`, `{m,}` or `{m,n}`; write `\\{` for the character", start)
        if len(digits) > len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
            raise PatternError(f"a count is at most {MAX_COUNT}", start)
        return int(digits)

    def _class(self, start: int) -> Ranges:
        negated = self._take("^")
        found: list[tuple[int, int]] = []
        while not self._take("]"):
            if self.at >= len(self.text):
                raise PatternError("a class is not closed", start)
            found.extend(self._class_item())
        ranges = charsets.union(found)
        if not ranges:
            raise PatternError("an empty class is not portable", start)
        return charsets.allowed(charsets.complement(ranges) if negated else ranges, start)

    def _class_item(self) -> Ranges:
        start = self.at
        low = self._class_char()
        if self.text[self.at : self.at + 1] != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return low
        self.at += 1
        high = self._class_char()
        if not (_is_single(low) and _is_single(high)):
            raise PatternError("a range needs a character at each end; write `\\-` for the character", start)
        if high[0][0] < low[0][0]:
            raise PatternError("a range's end comes before its start", start)
        return ((low[0][0], high[0][0]),)

    def _class_char(self) -> Ranges:
        start = self.at
        char = self.text[start]
        self.at += 1
        if char == "\\":
            return self._escape()
        if char == "[":
            raise PatternError("write `\\[` for the character `[` in a class", start)
        if char in "&~-|" and self.text[self.at : self.at + 1] == char:
            raise PatternError(f"`{char * 2}` in a class is not portable", start)
        return charsets.single(ord(char))

    def _escape(self) -> Ranges:
        """Parse the rest of an escape sequence, after its backslash."""
        start = self.at - 1
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char in charsets.SHORTHANDS:
            return charsets.SHORTHANDS[char]
        if char in charsets.CONTROLS:
            return charsets.single(charsets.CONTROLS[char])
        if char in ("x", "u"):
            return charsets.single(self._hexadecimal(2 if char == "x" else 4, start))
        if not char or not char.isascii() or char.isalnum() or char.isspace() or not char.isprintable():
            raise PatternError(f"the escape `\\{char}` is not portable", start)
        return charsets.single(ord(char))

    def _hexadecimal(self, width: int, start: int) -> int:
        digits = self.text[self.at : self.at + width]
        if len(digits) < width or not all(each in _HEXADECIMAL for each in digits):
            escape = self.text[start : start + 2]
            raise PatternError(f"`{escape}` must be followed by {width} hexadecimal digits", start)
        self.at += width
        return int(digits, 16)

    def _take(self, char: str) -> bool:
        if self.text[self.at : self.at + 1] != char:
            return False
        self.at += 1
        return True


def _is_single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
