"""Random expressions for checks, over the fields of an entity."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from specloom.expressions.conditions import Condition
from specloom.expressions.parser import parse
from specloom.expressions.syntax_tree import Name
from specloom.expressions.tokens import FUNCTIONS, WORDS
from specloom.model import Entity, Field, Role
from specloom.resolve.conditions import condition
from specloom.resolve.operands import INCOMPARABLE, TEXTS, UNORDERED, ExpressionProblem

_NUMBERS = ("integer", "bigint", "decimal")
_COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")


def usable(entity: Entity) -> list[Field]:
    """Return the fields that an expression may name."""
    return [each for each in entity.fields if not each.hidden and each.role is not Role.UPDATED_AT]


def settled(entity: Entity, text: str) -> Condition | ExpressionProblem:
    """Return the condition that an expression states, or the first thing that is wrong with it."""
    by_name = {each.name: each for each in usable(entity)}
    misuses: list[ExpressionProblem] = []

    def field_of(part: Name) -> Field:
        return by_name[part.name]

    found = condition(parse(text), field_of, misuses.append)
    if found is None:
        return misuses[0]
    return found


@dataclass(frozen=True, slots=True)
class Expressions:
    """Draws expressions whose literals are values of a pool, in JSON form by the field's name.

    Most of what is drawn is valid; the types and sizes of what is compared may still not fit.
    """

    fields: list[Field]
    pool: dict[str, list[Any]]
    random: Random

    def draw(self, depth: int = 2) -> str:
        """Return an expression."""
        if depth and self.random.random() < 0.45:
            word = self.random.choice(("and", "or", "not"))
            if word == "not":
                return f"not ({self.draw(depth - 1)})"
            parts = [self.draw(depth - 1) for _ in range(self.random.randint(2, 3))]
            return f" {word} ".join(f"({each})" for each in parts)
        return self._predicate(self.random.choice(self.fields))

    def _predicate(self, field: Field) -> str:
        name = self._name(field)
        kind = field.type.kind
        if kind in INCOMPARABLE or (field.nullable and self.random.random() < 0.15):
            return f"{name} is {self.random.choice(('', 'not '))}null"
        if kind == "boolean":
            return self.random.choice((name, f"{name} = true", f"{name} != false", f"not {name}"))
        if kind in TEXTS and self.random.random() < 0.3:
            return f"length({name}) {self.random.choice(_COMPARATORS)} {self.random.randint(0, 9)}"
        form = self.random.choice(("compare", "compare", "compare", "in", "between"))
        negated = self.random.choice(("", "not "))
        if form == "in":
            items = sorted({self._literal(field) for _ in range(3)})
            return f"{name} {negated}in ({', '.join(items)})"
        if kind in UNORDERED:
            return f"{name} {self.random.choice(('=', '!='))} {self._other(field)}"
        value = self._sum(field) if kind in _NUMBERS else name
        if form == "between":
            return f"{value} {negated}between {self._other(field)} and {self._other(field)}"
        return f"{value} {self.random.choice(_COMPARATORS)} {self._other(field)}"

    def _other(self, field: Field) -> str:
        """Return what a field is compared with: a literal, or another field that goes with it."""
        kinds = (
            TEXTS
            if field.type.kind in TEXTS
            else _NUMBERS
            if field.type.kind in _NUMBERS
            else (field.type.kind,)
        )
        others = [
            each
            for each in self.fields
            if each.type.kind in kinds and each is not field and each.type.enum == field.type.enum
        ]
        if others and self.random.random() < 0.4:
            other = self.random.choice(others)
            return self._sum(other) if other.type.kind in _NUMBERS else self._name(other)
        return self._literal(field)

    def _sum(self, field: Field) -> str:
        """Return a number: a field, or something that is computed of it."""
        text = self._name(field)
        while self.random.random() < 0.3:
            others = [each for each in self.fields if each.type.kind in _NUMBERS]
            other = self.random.choice(others)
            operand = self.random.choice((self._name(other), self._literal(other), "2", "-3", "0.5"))
            sign = self.random.choice("+-*")
            text = (
                f"({text}) {sign} {operand}" if self.random.random() < 0.5 else f"{operand} {sign} ({text})"
            )
        return text

    def _name(self, field: Field) -> str:
        return f'"{field.name}"' if field.name in WORDS | FUNCTIONS else field.name

    def _literal(self, field: Field) -> str:
        value = self.random.choice(self.pool[field.name])
        match field.type.kind:
            case "boolean":
                return str(value).lower()
            case "integer" | "bigint" | "decimal":
                return str(value)
            case "float":
                return f"{Decimal(repr(value)):f}"
        return "'" + str(value).replace("'", "''") + "'"
