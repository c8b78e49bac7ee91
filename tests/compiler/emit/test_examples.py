"""Examples of random specs are valid for their schemas, with any bounds and patterns."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from specloom.emit.openapi.document import document
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import objects, operations, parameters, validator
from tests.support.strategies import written
from tests.support.strategies.spec import specs


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(specs())
def test_examples_of_any_spec_fit_their_schemas(drawn: Any) -> None:
    made = document(service_of(written(drawn).text))
    schemas = [each for each in objects(made["components"]) if isinstance(each.get("examples"), list)]
    for _, path, operation in operations(made):
        schemas += [each["schema"] for each in parameters(made, path, operation).values()]
    for schema in schemas:
        for value in schema.get("examples", ()):
            assert validator(made, schema).is_valid(value), schema
