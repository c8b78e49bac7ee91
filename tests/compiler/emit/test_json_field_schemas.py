"""Client generators can read the schemas of `json` fields, which accept the same values as the spec's schema."""

from typing import Any

import jsonschema_rs
import pytest

from specloom.emit.openapi.document import document
from specloom.emit.openapi.json_field_schemas import closed
from tests.support.compiled_specs import service_of

VALUES: list[Any] = [None, True, False, 0, 1, 1.0, 2.5, 2.25, -3, "", "a", "1", [], {}]


@pytest.mark.parametrize(
    "enum",
    [[1, "a", True, None, 2.5], [True, False], [False], ["a", ""], [1.0, -3], [2.5, 2.25], [None], [0]],
    ids=str,
)
def test_an_enum_has_one_schema_for_each_kind(enum: list[Any]) -> None:
    plain = jsonschema_rs.validator_for({"enum": enum})
    top = jsonschema_rs.validator_for(closed({"enum": enum}))
    below = jsonschema_rs.validator_for(closed({"type": "array", "items": {"enum": enum}}))
    for value in VALUES:
        assert top.is_valid(value) == (plain.is_valid(value) and value is not None)
        assert below.is_valid([value]) == plain.is_valid(value)


def test_a_default_list_of_enum_values_is_in_the_description() -> None:
    """In zod, the type would be a list of any texts, which is not a list of enum values."""
    fields = "{e: {type: 'E[]', default: [b]}, n: {type: 'E[]', default: []}}"
    spec = f"enums: {{E: [a, b]}}\nentities: {{P: {{fields: {fields}}}}}"
    properties = document(service_of(spec))["components"]["schemas"]["PCreate"]["properties"]
    assert "default" not in properties["e"] and properties["n"]["default"] == []
    assert 'Default: `["b"]`' in properties["e"]["description"]
