"""Resolved types of fields and ids, and their defaults in JSON form."""

import re
from decimal import Decimal

import pytest

from specloom.language.types_of_other_tools import NATIVE
from specloom.model import Default, Role, Visibility
from specloom.types import TYPES, Type
from tests.support.compiled_specs import entity_of, entity_with
from tests.support.serving import ROOT


@pytest.mark.parametrize(
    ("field", "type_"),
    [
        ("string", Type("string", max_length=255)),
        ("text", Type("text", max_length=65_536)),
        ("email", Type("email", max_length=254)),
        ("password", Type("password", min_length=1, max_length=128)),
        ("decimal", Type("decimal", max_digits=18, decimal_places=2)),
        ("bytes", Type("bytes", max_length=65_535)),
        (
            "{type: integer, min: 1, max: 9, multiple_of: 3}",
            Type("integer", minimum=1, maximum=9, multiple_of=3),
        ),
        ("{type: float, min: 1}", Type("float", minimum=1.0)),
        (
            "{type: decimal, max_digits: 4, decimal_places: 2, min: 0.10, max: '99.99'}",
            Type("decimal", minimum=Decimal("0.1"), maximum=Decimal("99.99"), max_digits=4, decimal_places=2),
        ),
        ("{type: string, pattern: '^[a-z]$'}", Type("string", max_length=255, pattern="^[a-z]$")),
        ('"uuid[]"', Type("array", item=Type("uuid"), max_items=100)),
        (
            '{type: "string[]", item: {max_length: 3}, min_items: 1, max_items: 2, unique_items: true}',
            Type("array", item=Type("string", max_length=3), min_items=1, max_items=2, unique_items=True),
        ),
        ("{type: enum, values: [a, b]}", Type("enum", enum="PostX", values=("a", "b"))),
        (
            '{type: "enum[]", item: {values: [a]}}',
            Type("array", item=Type("enum", enum="PostX", values=("a",)), max_items=100),
        ),
        (
            "{type: json, schema: {type: integer, minimum: 1.5}}",
            Type("json", schema='{"type":"integer","minimum":1.5}'),
        ),
    ],
)
def test_types_are_resolved(field: str, type_: Type) -> None:
    assert entity_of(entity_with(f"x: {field}")).field("x").type == type_


@pytest.mark.parametrize(
    ("field", "default"),
    [
        ("{type: string, default: no}", "no"),
        ("{type: integer, default: 3}", 3),
        ("{type: float, default: 3}", 3.0),
        ("{type: decimal, default: 1.5}", "1.50"),
        ("{type: decimal, default: '-0.00'}", "0.00"),
        ("{type: boolean, default: false}", False),
        ("{type: date, default: 2026-01-31}", "2026-01-31"),
        ("{type: datetime, default: 2026-01-31T09:30:00.25Z}", "2026-01-31T09:30:00.25Z"),
        ("{type: email, default: A@Example.COM}", "a@example.com"),
        ("{type: duration, default: PT90M}", "PT90M"),
        ("{type: bytes, default: aGk=}", "aGk="),
        ('{type: "integer[]", default: [1, 2]}', (1, 2)),
        ('{type: "decimal[]", default: [1]}', ("1.00",)),
        ('{type: "string[]", default: []}', ()),
        ("{type: json, default: {}}", "{}"),
        ("{type: json, default: []}", "[]"),
        ("{type: json, default: {a: [1, 1.5, null, true, no]}}", '{"a":[1,1.5,null,true,"no"]}'),
    ],
)
def test_defaults_have_their_json_form(field: str, default: object) -> None:
    assert entity_of(entity_with(f"x: {field}")).field("x").default == Default("value", default)


@pytest.mark.parametrize(("kind", "made"), [("datetime", "now"), ("date", "today"), ("uuid", "uuid")])
def test_defaults_may_be_generated_for_each_row(kind: str, made: str) -> None:
    found = entity_of(entity_with(f"x: {{type: {kind}, default: {made}}}")).field("x").default
    assert found is not None
    assert (found.kind, found.value) == (made, None)


def test_null_as_default_is_no_default() -> None:
    assert entity_of(entity_with("x: {type: text, nullable: true, default: null}")).field("x").default is None


@pytest.mark.parametrize(
    ("id_", "kind", "visibility"),
    [
        ("uuid", "uuid", Visibility.READ_ONLY),
        ("integer", "integer", Visibility.READ_ONLY),
        ("bigint", "bigint", Visibility.READ_ONLY),
        ("string", "string", Visibility.IMMUTABLE),
        ("{type: integer, column: PostId}", "integer", Visibility.READ_ONLY),
    ],
)
def test_ids(id_: str, kind: str, visibility: Visibility) -> None:
    entity = entity_of(entity_with("parent: 'Post?'", f"    id: {id_}\n"))
    assert (entity.id.type.kind, entity.id.role, entity.id.visibility) == (kind, Role.ID, visibility)
    assert entity.field("parent_id").type == entity.id.type


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        *(
            ("a", True),
            ("Ab-9_z", True),
            ("x" * 70, True),
            ("batches", True),
            ("bat", True),
            ("exports", True),
        ),
        *(("Batch", True), ("batch-1", True), ("e", True), ("b", True), ("ebatch", True)),
        *(
            ("batch", False),
            ("export", False),
            ("", False),
            ("a/b", False),
            ("a.b", False),
            ("é", False),
            ("a\n", False),
        ),
    ],
)
def test_string_ids_exclude_reserved_segments(text: str, fits: bool) -> None:
    pattern = entity_of(entity_with("", "    id: string\n")).id.type.pattern
    assert pattern is not None
    assert (re.fullmatch(pattern, text) is not None) is fits


def test_the_documented_length_of_a_password() -> None:
    """The default and the maximum length in `docs/language.md`."""
    row = next(
        line
        for line in (ROOT / "docs" / "language.md").read_text().splitlines()
        if line.startswith("| `password` |")
    )
    least, most, limit = (int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*\b", row)[:3])
    field = entity_of(entity_with("x: password")).field("x")
    assert field.type == Type("password", min_length=least, max_length=most)
    longest = entity_of(entity_with(f"x: {{type: password, max_length: {limit}}}")).field("x")
    assert longest.type.max_length == limit


def test_types_in_help_exist() -> None:
    """The help uses its own list, since it is needed before types are known."""
    assert set(TYPES) - {"array"} == NATIVE
