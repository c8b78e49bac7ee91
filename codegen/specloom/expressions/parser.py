"""The parser of expressions: tokens -> syntax tree with positions.

    expression  = conjunction {"or" conjunction}
    conjunction = negation {"and" negation}
    negation    = "not" negation | predicate
    predicate   = sum [("=" | "!=" | "<" | "<=" | ">" | ">=") sum
                      | ["not"] "in" "(" sum {"," sum} ")"
                      | ["not"] "between" sum "and" sum
                      | "is" ["not"] "null"]
    sum         = product {("+" | "-") product}
    product     = factor {"*" factor}
    factor      = field | number | "-" number | text | "true" | "false" | "length" "(" sum ")" | "(" expression ")"

A field is a name. A field with the name of a keyword is written in double quotes. A text is written in single quotes,
and a quote inside it is doubled.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from specloom.expressions.syntax_tree import (
    COMPARATORS,
    Arithmetic,
    Between,
    Comparison,
    Constant,
    In,
    IsNull,
    Length,
    Logic,
    Name,
    Not,
    Part,
    Sign,
)
from specloom.expressions.tokens import FUNCTIONS, SyntaxProblem, Token, tokens

MAX_LENGTH = 2_000
"""Maximum length of an expression, in characters."""
MAX_DEPTH = 20
"""Maximum nesting of parentheses and `not`."""
MAX_SIGNS = 50
"""Maximum number of arithmetic operators in an expression."""


class ExpressionTooLarge(SyntaxProblem):
    """An expression that is too long or nested too deeply."""


def parse(text: str) -> Part:
    """Return the syntax tree of an expression. Raises SyntaxProblem, and its subclass ExpressionTooLarge."""
    if len(text) > MAX_LENGTH:
        message = f"an expression has at most {MAX_LENGTH} characters, this one has {len(text)}"
        raise ExpressionTooLarge(message, 0, len(text), "split it into several checks")
    parser = _Parser(list(tokens(text)))
    found = parser.expression()
    parser.end()
    return found


class _Parser:
    """Recursive-descent parser with one method for each rule of the grammar."""

    def __init__(self, words: list[Token]) -> None:
        self.words = words
        self.at = 0
        self.depth = 0
        self.signs = 0

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def expression(self) -> Part:
        return self._logic("or", self._conjunction)

    def _conjunction(self) -> Part:
        return self._logic("and", self._negation)

    def _logic(self, word: Literal["and", "or"], part: Callable[[], Part]) -> Part:
        parts = [part()]
        while self._take("word", word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Logic(parts[0].start, parts[-1].end, word, tuple(parts))

    def _negation(self) -> Part:
        opened = self.word
        if not self._take("word", "not"):
            return self._predicate()
        self._nest(opened)
        found = self._negation()
        self.depth -= 1
        return Not(opened.start, found.end, found)

    def _predicate(self) -> Part:
        left = self._sum()
        for comparator in COMPARATORS:
            if self._take("sign", comparator):
                right = self._sum()
                if self.word.kind == "sign" and self.word.value in COMPARATORS:
                    raise self._problem("a comparison has exactly two values", "write `a < b and b < c`")
                return Comparison(left.start, right.end, comparator, left, right)
        if self._take("word", "is"):
            negated = self._take("word", "not")
            last = self._expect("word", "null", "`is` must be followed by `null` or `not null`")
            return IsNull(left.start, last.end, left, negated)
        following = self.words[self.at + 1] if self.word[:2] == ("word", "not") else None
        negated = following is not None and following[:2] in (("word", "in"), ("word", "between"))
        self.at += negated
        if self._take("word", "in"):
            return self._membership(left, negated=negated)
        if self._take("word", "between"):
            low = self._sum()
            self._expect("word", "and", "`between` needs two values with `and` between them")
            high = self._sum()
            return Between(left.start, high.end, left, low, high, negated)
        return left

    def _membership(self, left: Part, *, negated: bool) -> Part:
        self._expect("sign", "(", "`in` must be followed by a list in parentheses")
        items = [self._sum()]
        while self._take("sign", ","):
            items.append(self._sum())
        last = self._expect("sign", ")", "the list is not closed")
        return In(left.start, last.end, left, tuple(items), negated)

    def _sum(self) -> Part:
        left = self._product()
        while self.word.kind == "sign" and self.word.value in ("+", "-"):
            sign: Sign = "+" if self.word.value == "+" else "-"
            self._count_sign()
            right = self._product()
            left = Arithmetic(left.start, right.end, sign, left, right)
        return left

    def _product(self) -> Part:
        left = self._factor()
        while self.word[:2] == ("sign", "*"):
            self._count_sign()
            right = self._factor()
            left = Arithmetic(left.start, right.end, "*", left, right)
        return left

    def _factor(self) -> Part:
        word = self.word
        if self._take("sign", "-"):
            if self.word.kind != "number":
                raise self._problem("a minus must be before a number or between two values", "write `0 - a`")
            return self._number(word.start, "-")
        if word.kind == "number":
            return self._number(word.start)
        if word.kind == "sign" and word.value == "(":
            return self._parenthesis()
        if word.kind in ("text", "name"):
            self.at += 1
            if word.kind == "text":
                return Constant(word.start, word.end, word.value)
            if self.word[:2] == ("sign", "("):
                return self._call(word)
            return Name(word.start, word.end, word.value)
        if word[:2] in (("word", "true"), ("word", "false")):
            self.at += 1
            return Constant(word.start, word.end, word.value == "true")
        if word[:2] == ("word", "null"):
            raise self._problem(
                "a comparison with null is never true", "write `... is null` or `... is not null`"
            )
        help = None
        if word.kind == "word":
            help = f'write a field of this name as "{word.value}"'
        raise self._problem("a field, a number or a text is missing", help)

    def _number(self, start: int, sign: str = "") -> Part:
        word = self.word
        self.at += 1
        value = sign + word.value
        return Constant(start, word.end, Decimal(value) if "." in value else int(value))

    def _parenthesis(self) -> Part:
        self._nest(self.word)
        self.at += 1
        found = self.expression()
        self._expect("sign", ")", "the parenthesis is not closed")
        self.depth -= 1
        return found

    def _call(self, name: Token) -> Part:
        if name.value not in FUNCTIONS:
            known = ", ".join(f"`{each}`" for each in sorted(FUNCTIONS))
            raise SyntaxProblem(
                f"there is no function `{name.value}`", name.start, name.end, f"the only function is {known}"
            )
        self._nest(name)
        self.at += 1
        found = self._sum()
        last = self._expect("sign", ")", "the parenthesis is not closed")
        self.depth -= 1
        return Length(name.start, last.end, found)

    def end(self) -> None:
        """Raise SyntaxProblem if tokens are left."""
        if self.word.kind == "end":
            return
        if self.word[:2] == ("sign", ")"):
            raise self._problem("this parenthesis has no opening parenthesis")
        raise self._problem("`and` or `or` is missing before this")

    def _take(self, kind: str, value: str) -> bool:
        taken = self.word[:2] == (kind, value)
        self.at += taken
        return taken

    def _expect(self, kind: str, value: str, message: str) -> Token:
        word = self.word
        if not self._take(kind, value):
            raise self._problem(message)
        return word

    def _nest(self, word: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionTooLarge(f"nested more than {MAX_DEPTH} levels deep", word.start, word.end)

    def _count_sign(self) -> None:
        self.signs += 1
        if self.signs > MAX_SIGNS:
            message = f"an expression has at most {MAX_SIGNS} arithmetic operators"
            raise ExpressionTooLarge(message, self.word.start, self.word.end)
        self.at += 1

    def _problem(self, message: str, help: str | None = None) -> SyntaxProblem:
        word = self.word
        if word.kind == "end":
            message = f"{message}, and the expression ends here"
        return SyntaxProblem(message, word.start, word.end, help)
