"""Checks: conditions of an entity on the fields of one row, and the names of their constraints."""

from collections.abc import Iterable
from typing import Any

from specloom.diagnostics.diagnostic import Place
from specloom.expressions.conditions import Column, Condition, IsNull, Logic, columns
from specloom.expressions.outcomes import outcomes
from specloom.expressions.parser import ExpressionTooLarge, parse
from specloom.expressions.syntax_tree import Name, Span
from specloom.expressions.tokens import SyntaxProblem
from specloom.language.declarations import Declared
from specloom.language.spec import EntitySpec
from specloom.model import Check, Field, Role
from specloom.naming import identifiers
from specloom.resolve.conditions import condition
from specloom.resolve.field_lists import by_names
from specloom.resolve.operands import ExpressionProblem
from specloom.resolve.scope import Scope
from specloom.source.nodes import ScalarNode
from specloom.source.positions import place_within
from specloom.source.yaml_errors import offset_of

MAX_CHECKS = 100
"""Maximum number of checks of an entity."""


def checks(scope: Scope, entity: Declared[EntitySpec], table: str, fields: list[Field]) -> list[Check]:
    """Return the checks of an entity, sorted by name: both databases test them in this order.

    `fields` are all fields that a check may name, including the id.
    """
    found: dict[str, Check] = {}
    given = entity.spec.checks
    if not given:
        return []
    if len(given) > MAX_CHECKS:
        message = f"`{entity.name}` has {len(given)} checks; the maximum is {MAX_CHECKS}"
        scope.report("C007", message, entity.key_place("checks"))
        return []
    taken = {identifiers.constraint("ck", table, each.column) for each in fields if each.type.kind == "enum"}
    for name, text in given.items():
        constraint = identifiers.constraint("ck", table, name)
        if not identifiers.is_field(name):
            message = f"`{entity.name}`: `{name}` cannot name a check"
            help = "use lower-case letters and digits in words joined by single underscores, at most 63 characters"
            scope.report("C009", message, entity.key_place("checks", name), help)
        elif constraint in taken:
            message = f"`{entity.name}`: `{name}` is the name of the constraint for the values of an enum"
            scope.report("C009", message, entity.key_place("checks", name), "choose another name")
        rule = _Rule(scope, entity, name, text, fields)
        settled = rule.settled()
        if settled is not None:
            named = dict.fromkeys(each.attribute for each in columns(settled))
            found[constraint] = Check(constraint, settled, tuple(named))
    return [found[name] for name in sorted(found)]


def whole(table: str, fields: tuple[Field, ...]) -> Check:
    """Return the check that all columns of a nullable composite reference are null, or none is."""
    found = [Column(each.attribute, each.type, nullable=True) for each in fields]
    none, all_ = (Logic("and", tuple(IsNull(each, negated) for each in found)) for negated in (False, True))
    name = identifiers.constraint("ck", table, *(each.column for each in fields))
    return Check(name, Logic("or", (none, all_)), tuple(each.attribute for each in fields))


class _Rule:
    """Resolution of one check."""

    def __init__(
        self, scope: Scope, entity: Declared[EntitySpec], name: str, text: str, fields: list[Field]
    ) -> None:
        self.scope = scope
        self.entity = entity
        self.name = name
        self.text = text
        self.fields = fields
        self.by_name = by_names(fields)

    def settled(self) -> Condition | None:
        """Return the condition of the check, or None after reporting a problem."""
        try:
            tree = parse(self.text)
        except SyntaxProblem as problem:
            code = "C007" if isinstance(problem, ExpressionTooLarge) else "C001"
            span = Span(problem.start, problem.end)
            self._report(code, problem.message, span, problem.help or self._cut_short(span))
            return None
        found = condition(tree, self._field_of, self._report_misuse)
        if found is not None:
            self._check_settable(found, tree)
        return found

    def _cut_short(self, span: Span) -> str | None:
        """Return the help for an unquoted expression in braces that a comma ends."""
        place, text = self._place(span), self.entity.document.text
        following = text[offset_of(text, place.line - 1, place.column - 1) :][:1]
        is_cut = span.start == span.end and following == ","
        return "put the expression in quotes: inside braces, a comma ends it" if is_cut else None

    def _check_settable(self, found: Condition, whole: Span) -> None:
        """Report a check that no request can meet, or that uses only fields that requests cannot set."""
        used = [each for each in self.fields if each.attribute in {one.attribute for one in columns(found)}]
        own = [each for each in used if each.role in (Role.FIELD, Role.REFERENCE) or is_chosen(each)]
        if not own:
            self._report("C006", "this uses only values that the server sets", whole)
        elif outcomes(found, fixed_values(self.fields)) == {False}:
            values = ", ".join(f"`{each.name}`" for each in used)
            help = f"check the defaults of {values}"
            self._report("C006", "this is false for every new row", whole, help)

    def _field_of(self, part: Name) -> Field:
        field = self.by_name.get(part.name)
        if field is None:
            raise self._unknown(part)
        if field.hidden:
            message = f"`{part.name}` is {field.visibility.value}, and a check would show it"
            raise ExpressionProblem("V004", message, part)
        if field.role is Role.UPDATED_AT:
            message = f"`{part.name}` changes with every update, so an update could break the check"
            raise ExpressionProblem("C004", message, part)
        return field

    def _unknown(self, part: Name) -> ExpressionProblem:
        entity, name = self.entity.name, part.name
        members = {each.name: each for each in self.scope.members[entity]}
        unusable = name in self.scope.unusable_fields.get(entity, ()) or name in self.scope.unresolved.get(
            entity, ()
        )
        if unusable or name == "id" or (name in members and members[name].flawed):
            return ExpressionProblem("", "", part)
        if (composite_references := self.scope.composite_references.get(entity, {}).get(name)) is not None:
            named = ", ".join(f"`{each}`" for each in composite_references)
            return ExpressionProblem("C002", f"`{name}` has several columns", part, f"use one of {named}")
        if name in members:
            return ExpressionProblem("C002", f"`{name}` is a many-to-many relation and has no column", part)
        visible = [name for name, each in self.by_name.items() if not each.hidden]
        help = self.scope.closest(name, visible)
        if help is None and self.text[part.start] == '"':
            help = f"write a text in single quotes: '{name}'"
        return ExpressionProblem("C002", f"`{entity}` has no field `{name}`", part, help)

    def _report_misuse(self, misuse: ExpressionProblem) -> None:
        if misuse.code:
            self._report(misuse.code, misuse.message, misuse.span, misuse.help)

    def _report(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        text = f"`{self.entity.name}`, check `{self.name}`: {message}"
        self.scope.report(code, text, self._place(span), help)

    def _place(self, span: Span) -> Place:
        node = self.entity.node_at("checks", self.name)
        if isinstance(node, ScalarNode):
            return place_within(self.entity.document, node, span.start, span.end)
        return self.entity.place("checks", self.name)


def is_chosen(field: Field) -> bool:
    """Return whether a field is an id that clients choose."""
    return field.role is Role.ID and field.type.kind == "string"


def fixed_values(fields: Iterable[Field]) -> dict[str, Any]:
    """Return the known values of a new row, by attribute, in the fields that create requests cannot set."""
    values: dict[str, Any] = {}
    for each in fields:
        if each.role not in (Role.FIELD, Role.REFERENCE) or each.visibility.in_create:
            continue
        if each.default is None:
            values[each.attribute] = None
        elif each.default.kind == "value":
            values[each.attribute] = each.default.value
    return values
