"""The generated schemas: refused input, hidden values, and the generation of classes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from pydantic import MISSING, TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined

from specloom.emit import pydantic_classes
from specloom.emit.pydantic_classes import Attribute, Class, ClassError, Form, class_source, field_lines
from specloom.emit.render_cache import RenderCache
from specloom.model import Default, Field, Visibility
from specloom.runtime.types.schemas import JsonBytes
from specloom.types import Type
from tests.support import lax_values
from tests.support.typed_entities import ENUM, field_of, generated, service_of


@pytest.fixture(scope="module")
def item() -> Iterator[ModuleType]:
    fields = [
        field_of("text", Type("text", max_length=100)),
        field_of("any", Type("json")),
        field_of("float", Type("float")),
        field_of("int", Type("bigint")),
        field_of("password", Type("password", min_length=8, max_length=100), visibility=Visibility.SENSITIVE),
        field_of("secret", Type("string", max_length=100), nullable=True, visibility=Visibility.SENSITIVE),
        field_of("token", Type("string", max_length=100), nullable=True, visibility=Visibility.INTERNAL),
        field_of(
            "colour", Type("enum", enum=ENUM.name, values=ENUM.values), default=Default("value", "light blue")
        ),
        field_of("ratio", Type("float"), default=Default("value", 1)),
        field_of("title", Type("string", max_length=9), default=Default("value", 'a"b')),
        field_of("at", Type("datetime"), default=Default("now")),
        field_of("count", Type("integer", minimum=0)),
        field_of("filters", Type("uuid")),
        Field(
            "schema",
            "schema_",
            "schema",
            Type("decimal", max_digits=5, decimal_places=2),
            description='Its """ form.',
        ),
    ]
    with generated(service_of(fields)) as module:
        yield module


@pytest.mark.parametrize("body", lax_values.BODIES, ids=range(len(lax_values.BODIES)))
def test_hostile_bodies_are_refused(item: ModuleType, body: bytes) -> None:
    for validate in (
        item.ItemUpdate.model_validate_json,
        lambda body: TypeAdapter(item.ItemUpdate).validate_python(JsonBytes(body)),
    ):
        with pytest.raises(ValidationError):
            validate(body)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("1.0", 1),
            ("1e2", 100),
            ("-0.0", 0),
            ("0.5", 0.5),
            ("1e300", 1e300),
            ("9223372036854775807", 2**63 - 1),
            ("true", True),
        ),
        *(
            ("9223372036854775808", 2**63),
            ("100000000000000000000", 10**20),
            ("-9223372036854775808", -(2**63)),
            ('{"b": [1.0], "a": {}}', {"b": [1], "a": {}}),
        ),
    ],
)
def test_a_json_number_has_one_form(item: ModuleType, text: str, value: Any) -> None:
    found = item.ItemUpdate.model_validate_json(f'{{"any": {text}}}').any
    assert (found, repr(found)) == (value, repr(value))


def test_hidden_values_are_never_shown(item: ModuleType) -> None:
    canary = "canary-4711"
    hidden = {"password": canary, "secret": canary}
    update = item.ItemUpdate.model_validate_json(json.dumps(hidden))
    assert update.password.get_secret_value() == update.secret == canary
    create = item.ItemCreate.model_validate_json(
        json.dumps(
            {
                "text": "a",
                "any": 1,
                "float": 1,
                "int": 1,
                "count": 1,
                "filters": str(UUID(int=0)),
                "schema": "1",
                **hidden,
            }
        )
    )
    for shown in (
        repr(update),
        str(update),
        f"{create!r}",
        repr(update.__pretty__),
        repr(list(create.__repr_args__())),
    ):
        assert canary not in shown
    for body in (
        hidden | {"int": canary},
        {"secret": [canary]},
        {"password": {"a": canary}},
        {"password": canary * 99},
        {canary: 1, **hidden},
    ):
        with pytest.raises(ValidationError) as caught:
            item.ItemCreate.model_validate_json(json.dumps(body))
        problems = caught.value.errors(include_input=False, include_context=False)
        assert canary not in str(caught.value).replace(f"\n{canary}\n", "")
        assert canary not in str([each for each in problems if each["type"] != "extra_forbidden"])
    assert not {"password", "secret", "token"} & item.Item.model_fields.keys()
    assert "token" not in item.ItemCreate.model_fields


def test_plain_defaults_are_in_the_class(item: ModuleType) -> None:
    fields = item.ItemCreate.model_fields
    assert fields["colour"].default is sys.modules["specloom.enums"].ItemColour.LIGHT_BLUE
    assert (fields["ratio"].default, fields["title"].default) == (1.0, 'a"b')
    assert fields["at"].default is MISSING
    assert fields["secret"].default is None
    assert all(each.default is MISSING for each in item.ItemUpdate.model_fields.values())
    assert {name for name, each in item.ItemReplace.model_fields.items() if not each.is_required()} == {
        "password",
        "secret",
    }


def test_a_description_stays_a_docstring(item: ModuleType) -> None:
    assert item.Item.model_fields["schema_"].alias == "schema"
    assert item.Item.__doc__ == "A thing."


@pytest.mark.parametrize(
    "source",
    [
        "class Fields(BaseModel):\n    name_0: Mark\n",
        "class Fields(BaseModel):\n    pass\n\n\nclass Other(BaseModel):\n    pass\n",
    ],
    ids=["fields", "classes"],
)
def test_unexpected_generated_fields_are_an_error(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.setattr(pydantic_classes, "_generate", lambda _properties: source)
    monkeypatch.setattr(pydantic_classes, "_made", pydantic_classes._made.__wrapped__)
    with pytest.raises(ClassError, match="one field for each form"):
        field_lines(RenderCache())


def test_each_form_of_a_field_has_the_right_line() -> None:
    lines = field_lines(RenderCache())
    made: list[tuple[Form, Attribute]] = []
    for index, form in enumerate(lines):
        name, attribute = f"n{index}", f"a{index}" if form.renamed else f"n{index}"
        default = {"default": "7", "None": "None"}.get(form.absent)
        made.append(
            (form, Attribute(name, attribute, "int", form.nullable, not form.absent, default, form.shown))
        )
    source = class_source(Class("Made", "BaseModel", '"""One."""', tuple(each for _, each in made)), lines)
    names: dict[str, Any] = {}
    exec(
        f"from typing import Annotated\nfrom pydantic import *\nfrom pydantic import MISSING\n{source}", names
    )
    for form, each in made:
        field = names["Made"].model_fields[each.attribute]
        absent = {"": PydanticUndefined, "default": 7, "None": None, "MISSING": MISSING}[form.absent]
        assert (field.default, field.repr, field.alias or each.attribute) == (
            absent,
            form.shown,
            each.name,
        )
        allowed = TypeAdapter(field.annotation).validate_python
        assert allowed(3) == 3
        with nullcontext() if form.nullable else pytest.raises(ValidationError):
            assert allowed(None) is None


def test_texts_that_look_like_marks_are_kept() -> None:
    attribute = Attribute(
        "Mark", "attribute_1", "Annotated[str, Is('@default@')]", required=False, default="'name_3'"
    )
    source = class_source(Class("Made", "Base", '"""One."""', (attribute,)), field_lines(RenderCache()))
    assert "attribute_1: Annotated[Annotated[str, Is('@default@')], Field(alias='Mark')] = 'name_3'" in source


def test_the_class_generator_is_imported_only_on_use() -> None:
    script = "import specloom.emit.schemas, sys; sys.exit('datamodel_code_generator' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
