"""The lexer of expressions: text -> tokens with positions."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

WORDS = frozenset({"and", "or", "not", "in", "between", "is", "null", "true", "false"})
"""Keywords. A field with such a name is written in double quotes."""
FUNCTIONS = frozenset({"length"})
"""Function names. They are keywords only before a parenthesis."""

Kind = Literal["word", "name", "text", "number", "sign", "end"]


class Token(NamedTuple):
    """A token of an expression. `value` has no quotes. `start` and `end` count characters."""

    kind: Kind
    value: str
    start: int
    end: int


class SyntaxProblem(Exception):
    """A syntax error between two characters of an expression, with help."""

    def __init__(self, message: str, start: int, end: int, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


_TOKEN = re.compile(
    r"""(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<text>'(?:[^']|'')*')
    |(?P<quoted>"[^"]+")
    |(?P<sign><=|>=|!=|[=<>+*(),-])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\n]*")
_STRANGE: dict[str, str] = {
    "==": "write `=`",
    "<>": "write `!=`",
    "&&": "write `and`",
    "||": "write `or`",
    "/": "multiply the other side instead",
    "!": "write `not`",
    ".": "write the digits on both sides of the point",
}
"""Operators of other languages, and how to write them here."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of an expression, and finally an `end` token. Raises SyntaxProblem."""
    at = 0
    while True:
        found = _SPACE.match(text, at)
        at = at if found is None else found.end()
        if at == len(text):
            last = len(text.rstrip(" \t\n"))
            yield Token("end", "", last, last)
            return
        match = _TOKEN.match(text, at)
        strange = next((each for each in _STRANGE if text.startswith(each, at)), None)
        if match is None or strange in ("==", "<>"):  # _TOKEN matches the start of these
            raise _no_token(text, at, strange)
        yield _token(match)
        at = match.end()
        if match.lastgroup == "number" and re.match(r"[A-Za-z0-9_.]", text[at : at + 1]):
            raise SyntaxProblem(
                "a number consists of digits and at most one decimal point", match.start(), at + 1
            )


def _token(match: re.Match[str]) -> Token:
    value, start, end = match.group(), match.start(), match.end()
    match match.lastgroup:
        case "number":
            return Token("number", value, start, end)
        case "text":
            return Token("text", value[1:-1].replace("''", "'"), start, end)
        case "quoted":
            return Token("name", value[1:-1], start, end)
        case "sign":
            return Token("sign", value, start, end)
    if value in WORDS:
        return Token("word", value, start, end)
    small = value.lower()
    if value != small and small in WORDS | FUNCTIONS:
        message = f"`{value}` must be lower case"
        raise SyntaxProblem(message, start, end, f"write `{small}`")
    return Token("name", value, start, end)


def _no_token(text: str, at: int, strange: str | None) -> SyntaxProblem:
    if text[at] in "'\"":
        kind = "text" if text[at] == "'" else "name"
        return SyntaxProblem(f"the {kind} that begins here is not closed", at, at + 1)
    sign = strange or text[at]
    message = f"`{sign}` is not an operator"
    return SyntaxProblem(message, at, at + len(sign), _STRANGE.get(sign))
