"""docs/language.md describes every type, key and option."""

import re
from typing import get_args

import pytest
from pydantic import BaseModel

from specloom.language.field_spec import SCALARS, EnumSpec, FieldSpec, ItemSpec
from specloom.language.service import ServiceSpec
from specloom.language.spec import EntitySpec, IdSpec, MixinSpec, Operation, Spec
from specloom.types import TYPES
from tests.support.serving import ROOT

TEXT = (ROOT / "docs/language.md").read_text()
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", TEXT, re.MULTILINE))
ROWS = {
    row[0]: row for row in re.findall(r"^\| `([a-z]+)` \| (.+?) \| (.+?) \| ?(.*) \|$", TEXT, re.MULTILINE)
}


def keys_of(model: type[BaseModel]) -> list[str]:
    """Return the keys of a part of the language."""
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize("name", SCALARS)
def test_each_type_has_a_row_with_its_options(name: str) -> None:
    assert set(re.findall(r"`(\w+)`", ROWS[name][3])) == TYPES[name].options


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("A field", FieldSpec),
        ("A field", ItemSpec),
        ("An entity", EntitySpec),
        ("An entity", IdSpec),
        ("An entity", MixinSpec),
        ("An entity", EnumSpec),
        ("The service", ServiceSpec),
    ],
)
def test_each_key_is_documented(section: str, model: type[BaseModel]) -> None:
    documented = set(re.findall(r"`(\w+)`", SECTIONS[section]))
    assert not set(keys_of(model)) - documented


def test_each_key_of_a_file_and_each_operation_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)`", TEXT))
    assert not {*keys_of(Spec), *get_args(Operation)} - documented


def test_each_documented_key_exists() -> None:
    first = re.findall(r"^\| ((?:`\w+` ?)+)\|", SECTIONS["A field"], re.MULTILINE)
    first = [name for cell in first for name in re.findall(r"\w+", cell)]
    assert len(first) == len(set(first))
    assert set(first) == set(keys_of(FieldSpec))
