"""Names: their forms, their limits, and reserved names of Python, SQLAlchemy and Pydantic."""

import keyword
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pluralizer import Pluralizer
from pydantic import BaseModel
from sqlalchemy.engine import Row
from sqlalchemy.orm import DeclarativeBase

from specloom.naming import identifiers
from specloom.naming.plurals import PLURALS
from tests.support.nouns import NOUNS


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("Post", "post"),
        ("InvoiceLine", "invoice_line"),
        ("HTTPServer", "http_server"),
        ("APIKey", "api_key"),
        ("Level2Thing", "level2_thing"),
        ("X", "x"),
        ("ABC", "abc"),
    ],
)
def test_snake_case(name: str, snake: str) -> None:
    assert identifiers.snake(name) == snake


def test_the_plurals_of_hundreds_of_nouns_and_back() -> None:
    """Tables and paths depend on plurals: this test notices a change in a new version of the library."""
    assert len(NOUNS) > 400
    assert {one: identifiers.plural(one) for one in NOUNS} == NOUNS
    lost = {one for one, many in NOUNS.items() if one != many and identifiers.singular(many) != one}
    assert lost == {"axe", "basis"}, "their plurals are those of axis and base, too"


def test_each_noun_in_the_table_is_needed() -> None:
    """An entry that pluralizer knows can be removed."""
    known = Pluralizer()  # type: ignore[no-untyped-call] # its constructor has no annotations
    assert [
        one for one, many in PLURALS.items() if known.plural(one) == many and known.singular(many) == one
    ] == []


def test_only_the_last_word_changes() -> None:
    pairs = {"media_type": "media_types", "invoice_line": "invoice_lines", "passer_by": "passers_by"}
    pairs |= {"unit_knife": "unit_knives", "user_settings": "user_settings", "level2": "level2s", "x": "xes"}
    assert {one: identifiers.plural(one) for one in pairs} == pairs


@pytest.mark.parametrize("name", ["people", "children", "goods", "data", "media", "settings", "addresses"])
def test_plurals_stay(name: str) -> None:
    assert identifiers.plural(name) == name


@pytest.mark.parametrize("name", ["status", "address", "class", "related", "parent", "s", "is"])
def test_singulars_stay(name: str) -> None:
    assert identifiers.singular(name) == name


@given(st.from_regex(r"[a-z][a-z0-9]*(_[a-z0-9]+){0,3}", fullmatch=True))
def test_plural_and_singular_of_any_name_are_names(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", identifiers.plural(name))
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", identifiers.singular(name))


@pytest.mark.parametrize("name", ["Post", "A", "Post2", "A" * 64])
def test_names_of_entities(name: str) -> None:
    assert identifiers.is_entity(name)


@pytest.mark.parametrize(
    "name", ["", "post", "Post_Tag", "2Post", "Póst", "\u0420ost", "Post\n", "Post ", "A" * 65, "P²"]
)
def test_invalid_names_of_entities(name: str) -> None:
    assert not identifiers.is_entity(name)


@pytest.mark.parametrize("name", ["a", "first_name", "a1_2b", "limit", "count", "class", "x" * 63])
def test_names_of_fields(name: str) -> None:
    assert identifiers.is_field(name)


@pytest.mark.parametrize(
    "name", ["", "A", "_a", "a_", "a__b", "1a", "a-b", "a.b", "é", "a\n", "\uff41", "x" * 64, "a²"]
)
def test_invalid_names_of_fields(name: str) -> None:
    assert not identifiers.is_field(name)


def test_reserved_names_get_an_underscore() -> None:
    taken = {
        *keyword.kwlist,
        *dir(BaseModel),
        *dir(DeclarativeBase),
        "date",
        "list",
        "str",
        "self",
        "mro",
        "l",
    }
    names = {each for each in taken if identifiers.is_field(each)} - {"awaitable_attrs"}
    assert len(names) > 60
    assert {each for each in names if identifiers.attribute(each) != f"{each}_"} == set()


def test_row_attributes_are_reserved() -> None:
    own = {each for each in dir(Row) if identifiers.is_field(each)} - {"count", "index"}
    assert {each for each in own if identifiers.attribute(each) == each} == set(), (
        "count and index give way to a column"
    )


@pytest.mark.parametrize(
    "name", ["id", "name", "type_name", "count", "index", "limit", "data", "query", "db", "items", "keys"]
)
def test_ordinary_names_stay(name: str) -> None:
    assert identifiers.attribute(name) == name


@given(st.lists(st.from_regex(r"[a-z]{1,40}", fullmatch=True), min_size=1, max_size=4))
def test_names_of_constraints_fit_and_tell_apart(columns: list[str]) -> None:
    name = identifiers.constraint("uq", "x" * 60, *columns)
    assert len(name) <= identifiers.MAX_IDENTIFIER_LENGTH
    assert name != identifiers.constraint("uq", "x" * 60, *columns, "another")
    assert name == identifiers.constraint("uq", "x" * 60, *columns)


def test_a_short_name_of_a_constraint_is_the_convention() -> None:
    assert identifiers.constraint("uq", "users", "email") == "uq_users_email"
    assert identifiers.shortened("uq_users_email", distinct="x") != "uq_users_email"


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ("draft", "DRAFT"),
        ("in progress", "IN_PROGRESS"),
        ("inProgress", "IN_PROGRESS"),
        ("a-b", "A_B"),
        ("3d", "VALUE_3D"),
        ("+", "U002B"),
        ("-", "VALUE"),
        ("é", "U00E9"),
        ("日本", "U65E5_U672C"),
        ('"', "U0022"),
        ("__class__", "CLASS"),
        ("None", "NONE"),
        (" ", "VALUE"),
        ("O", "O_"),
        ("i", "I_"),
        ("l", "L"),
    ],
)
def test_members_of_enums(value: str, member: str) -> None:
    assert identifiers.member(value) == member


@given(st.text(min_size=1, max_size=255))
def test_any_value_has_a_member_that_is_a_name(value: str) -> None:
    name = identifiers.member(value)
    assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
    assert len(name) <= 80
    assert not keyword.iskeyword(name)


def problem(name: str, kind: str, **rest: Any) -> str | None:
    return identifiers.identifier_problem(name, kind, **rest)


def test_tables_and_columns_are_identifiers_of_both_databases() -> None:
    for name in ("Album", "_x", "order", "x" * 63):
        assert problem(name, "column") is None
    for name in ("", "1x", "a b", "a-b", "é", 'a"', "x" * 64, "a;", "xmin", "CTID"):
        assert problem(name, "column") is not None
    for name in ("sqlite_master", "PG_class", "alembic_version", "x" * 61):
        assert problem(name, "table", longest=60) is not None


def test_paths_are_one_segment() -> None:
    assert all(identifiers.is_path(each) for each in ("posts", "media-types", "media_types", "2fa"))
    assert not any(
        identifiers.is_path(each) for each in ("", "/posts", "a/b", "A", "-a", "a?b", "a%2f", "..", "{id}")
    )
