"""Messages for invalid values: they are specific, and never repeat the value."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType
from typing import Annotated, Any

import pydantic
import pytest
from pydantic import TypeAdapter, ValidationError

from specloom.model import Field
from specloom.runtime.errors.validation_messages import describe
from specloom.runtime.types.etags import ENTITY_TAGS
from specloom.runtime.types.json_types import NameList
from specloom.types import Type
from tests.support import lax_values
from tests.support.typed_entities import ENUM, SCHEMA, field_of, generated, service_of

KINDS = (
    *("text", "integer", "bigint", "float", "boolean", "date", "time", "datetime", "duration"),
    *("uuid", "url", "slug", "ip", "json"),
)
FIELDS: list[Field] = [
    *(field_of(f"a_{kind}", Type(kind)) for kind in KINDS),
    field_of("title", Type("string", max_length=100)),
    field_of("email", Type("email", max_length=254)),
    field_of("code", Type("string", max_length=10, pattern="^[A-Z]+$")),
    field_of("price", Type("decimal", max_digits=7, decimal_places=2)),
    field_of("discount", Type("decimal", max_digits=5, decimal_places=4, minimum=Decimal(0))),
    field_of("data", Type("bytes", max_length=5)),
    field_of("colour", Type("enum", enum=ENUM.name, values=ENUM.values)),
    field_of("shape", Type("json", schema=json.dumps(SCHEMA))),
    field_of("after_2000", Type("datetime", minimum=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))),
    field_of("words", Type("array", item=Type("string", max_length=9), max_items=3, unique_items=True)),
    field_of("password", Type("password", min_length=8, max_length=20)),
]


@pytest.fixture(scope="module")
def item() -> Iterator[ModuleType]:
    with generated(service_of(FIELDS)) as module:
        yield module


def messages_for(item: ModuleType, name: str, value: object) -> list[str]:
    """Return the messages about a value of a field."""
    try:
        item.ItemUpdate.model_validate_json(json.dumps({name: value}))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        return [each.message for each in describe({**each, "loc": ("body", *each["loc"])} for each in errors)]
    return []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_error_has_a_specific_message(item: ModuleType, field: Field) -> None:
    for value in lax_values.VALUES:
        for message in messages_for(item, field.name, value):
            assert message != "This is not valid.", value


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("a_date", "31.01.2026", "This must be a date, such as 2026-01-31."),
        ("a_date", "2026-02-30", "There is no such date."),
        (
            "a_datetime",
            "2026-01-31",
            "This must be a date and time with its offset, such as 2026-01-31T09:30:00Z.",
        ),
        (
            "after_2000",
            "2026-01-31T09:30:00+01:00",
            "This must be a date and time in UTC, such as 2026-01-31T09:30:00Z.",
        ),
        ("a_time", "12:00Z", "This must be a time without an offset, such as 09:30:00."),
        ("a_uuid", "1", "This must be a UUID."),
        ("email", "ada", "This must be an email address."),
        ("title", "a\0", "This must not hold the character NUL."),
        ("code", "a", "This must match the pattern ^[A-Z]+$"),
        ("price", "12.345", "This must be a decimal of at most 5 digits before the point and 2 after it."),
        (
            "discount",
            "-1",
            "This must be a decimal of at most 1 digits before the point and 4 after it, without a sign.",
        ),
        ("data", "aGVsbG8hISE=", "This must have at most 5 bytes."),
        ("words", list("abcd"), "This must have at most 3 items."),
        ("a_json", None, "This must not be null."),
    ],
)
def test_messages_say_what_is_expected(item: ModuleType, name: str, value: object, message: str) -> None:
    assert messages_for(item, name, value) == [message]


@pytest.mark.parametrize(
    ("bound", "value", "message"),
    [
        (pydantic.Field(ge=dt.date(2020, 1, 31)), dt.date(2020, 1, 30), "This must be at least 2020-01-31."),
        (pydantic.Field(le=dt.time(17, 30)), dt.time(18), "This must be at most 17:30:00."),
        (
            pydantic.Field(le=dt.datetime(2030, 1, 1, 0, 0, 0, 5, dt.UTC)),
            dt.datetime(2030, 1, 2, tzinfo=dt.UTC),
            "This must be at most 2030-01-01T00:00:00.000005Z.",
        ),
    ],
    ids=["date", "time", "moment"],
)
def test_messages_show_bounds_as_json(bound: Any, value: object, message: str) -> None:
    bounded: Any = Annotated[type(value), bound]
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bounded).validate_python(value)
    assert [item.message for item in describe([{**caught.value.errors()[0], "loc": ("body",)}])] == [message]


@pytest.mark.parametrize(
    ("names", "most", "message"),
    [
        (
            "id|title|tag_ids",
            None,
            "This must be names from this list, separated by commas: id, title, tag_ids.",
        ),
        (
            "-?(?:id|title)",
            4,
            (
                "This must be at most 4 names from this list, separated by commas, each with or without a minus "
                "before it: id, title."
            ),
        ),
        (
            r"author(?:\.(?:comments(?:\.post)?|posts))?|tags",
            10,
            (
                "This must be at most 10 names from this list, separated by commas: author, tags. Relations of "
                "theirs follow behind a dot, as far as the documentation of the API says."
            ),
        ),
    ],
)
def test_unknown_names_get_the_list_of_known_names(names: str, most: int, message: str) -> None:
    listed = TypeAdapter(Annotated[str, NameList(names, most)])
    with pytest.raises(ValidationError) as caught:
        listed.validate_python("canary")
    (item,) = describe({**each, "loc": ("query", "sort")} for each in caught.value.errors(include_url=False))
    assert item.message == message


def test_an_entity_tag_without_quotes_gets_an_example() -> None:
    mismatch = {
        "type": "string_pattern_mismatch",
        "loc": ("header", "If-Match"),
        "ctx": {"pattern": ENTITY_TAGS},
    }
    (item,) = describe([mismatch])
    assert (
        item.message == 'This must be entity tags in double quotes, such as "17", separated by commas, or *.'
    )
