"""The parameters of lists, through FastAPI: what the OpenAPI document says, no more and no less."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Annotated, Any
from urllib.parse import urlencode

import jsonschema_rs
import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.emit.definitions import components
from codegen.emit.openapi import document
from codegen.model import Field, Service, Visibility
from codegen.types import Type
from tests import hostile
from tests.wire_types import ENUM, changed, field_of, fitting, generated, scalars, service_of

WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
COLOUR = Type("enum", enum=ENUM.name, values=ENUM.values)


def client_of(query_model: Any) -> TestClient:
    """Return a client of an application with one list, which answers with the filters that it understood."""
    app = FastAPI()

    @app.get("/items")
    def items(query: Annotated[query_model, Query()]) -> dict[str, Any]:
        filters = {name: str(value) for name, value in query.filters().items()}
        return {"limit": query.limit, "count": query.count, "sorting": query.sorting(), "filters": filters}

    return TestClient(app)


def parameters(service: Service) -> dict[str, Any]:
    """Return the schema of each query parameter that the document has."""
    whole = document(service)
    shared = whole["components"]["parameters"]
    listed = [
        shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in whole["paths"]["/items"]["get"]["parameters"]
    ]
    return {each["name"]: each["schema"] for each in listed if each["in"] == "query"}


def as_text(value: Any) -> str | None:
    """Return a value as it stands in a URL, or None for what has no text of its own there."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if isinstance(value, str) else None


def readings(text: str) -> list[Any]:
    """Return what a text in a URL may mean: itself, or the JSON number or boolean that is written so."""
    try:
        value = json.loads(text, parse_constant=str)
    except ValueError:
        return [text]
    return [text, value] if isinstance(value, bool | int | float) and text.strip() == text else [text]


@settings(max_examples=25, deadline=None)
@given(st.lists(scalars(), min_size=3, max_size=6), st.randoms(use_true_random=False))
def test_filters_take_what_the_document_says(drawn: list[Type], random: Random) -> None:
    fields = [field_of(f"f{index}", type_, nullable=index % 2 == 0) for index, type_ in enumerate(drawn)]
    service = service_of(fields)
    schemas, parts = parameters(service), {"schemas": components(service)}
    with generated(service) as module:
        client = client_of(module.ItemQuery)
        for field in fields:
            if field.name not in schemas:
                assert client.get("/items", params={field.name: "1"}).status_code == 422
                continue
            fits = jsonschema_rs.validator_for(
                {**schemas[field.name], "components": parts}, validate_formats=True
            ).is_valid
            values = [fitting(field.type, random) for _ in range(3)]
            values += [changed(each, random) for each in values] + random.sample(hostile.VALUES, 30)
            for text in filter(None, map(as_text, values)):
                if field.type.kind in ("integer", "bigint") and not WHOLE.fullmatch(text):
                    assert client.get("/items", params={field.name: text}).status_code == 422
                    continue  # `1.0` and `1e1` are integers in JSON, but in a URL nobody writes them so
                expected = any(map(fits, readings(text)))
                answer = client.get("/items", params={field.name: text})
                assert (answer.status_code == 200) == expected, (field, text, answer.text)


@pytest.fixture(scope="module")
def service() -> Service:
    return service_of(
        [
            field_of("count", Type("integer")),
            field_of("sort", COLOUR),
            field_of("filters", Type("boolean")),
            field_of("secret", Type("string", max_length=9), visibility=Visibility.SENSITIVE),
            field_of("data", Type("bytes", max_length=9)),
            field_of("q", Type("date", minimum=dt.date(2020, 1, 1))),
            Field("schema", "schema_", "schema", Type("decimal", max_digits=5, decimal_places=2)),
        ]
    )


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[TestClient]:
    with generated(service) as module:
        yield client_of(module.ItemQuery)


def test_the_parameters_are_those_of_the_document(service: Service) -> None:
    names = {"limit", "cursor", "sort", "count", "id", "count__eq", "sort__eq", "filters", "q__eq", "schema"}
    assert parameters(service).keys() == names
    with generated(service) as module:
        assert {each.alias or name for name, each in module.ItemQuery.model_fields.items()} == names


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ({}, {}),
        ({"count": "true", "count__eq": "-3"}, {"count": "-3"}),
        ({"sort": "-count,schema", "sort__eq": "light blue"}, {"sort": "light blue"}),
        ({"filters": "false"}, {"filters": "False"}),
        ({"q__eq": "2026-01-31", "limit": "100"}, {"q": "2026-01-31"}),
        ({"schema": "1.50"}, {"schema_": "1.50"}),
    ],
)
def test_filters_reach_the_service_by_attribute(
    client: TestClient, query: dict[str, str], filters: dict[str, str]
) -> None:
    answer = client.get("/items", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json()["filters"] == filters


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=0",
            "limit=101",
            "limit=1.0",
            "limit=01",
            "limit=",
            "limit=%201",
            "limit=1_0",
            "limit=true",
            "count=1",
            "count=True",
            "count=",
        ),
        *(
            "cursor=",
            "cursor=a%20b",
            f"cursor={'a' * 16385}",
            "sort=",
            "sort=secret",
            "sort=data",
            "sort=-",
            "sort=id,",
            "sort=id,id,id,id,id",
            "sort=--id",
        ),
        *(
            "secret=a",
            "nothere=a",
            "data=aGVs",
            "q=2026-01-31",
            "q__eq=2019-12-31",
            "schema_=1",
            "schema=1.500",
            "count__eq=",
            "filters__eq=true",
        ),
        *(
            "sort__eq=RED",
            "sort__eq=red%00",
            "id=urn:uuid:019aa5e0-7b1c-7000-8000-000000000001",
            "id=null",
            "row_version=1",
            "__class__=1",
            "%00=1",
        ),
    ],
)
def test_everything_else_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/items?{query}")
    assert answer.status_code == 422, answer.text


def test_an_error_says_where(client: TestClient) -> None:
    errors = client.get("/items", params=urlencode({"count__eq": "x", "nothere": "1", "limit": "0"})).json()[
        "detail"
    ]
    assert {tuple(each["loc"]) for each in errors} == {
        ("query", "count__eq"),
        ("query", "nothere"),
        ("query", "limit"),
    }
