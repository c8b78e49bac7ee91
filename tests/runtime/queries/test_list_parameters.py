"""The query parameters of lists accept exactly what the OpenAPI document describes.

One file, because half of it is the table of valid and invalid values that its tests share.
"""

import datetime as dt
import json
from collections import Counter
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
from pydantic import ValidationError

from specloom.emit.openapi.component_schemas import components
from specloom.emit.openapi.document import document
from specloom.model import Field, Service, Visibility
from specloom.types import Type
from tests.support import lax_values
from tests.support.typed_entities import ENUM, changed, field_of, fitting, generated, scalars, service_of

OPERATORS = "eq ne gt gte lt lte in contains startswith has isnull".split()
EDGES = (
    *(
        "0",
        "-0",
        "00",
        "+1",
        "1.0",
        "1e5",
        "1E999",
        "-1e-999",
        "1e",
        ".5",
        "1.",
        "0.125",
        "0.1",
        "1_0",
        "\u0661",
        " 1",
    ),
    *(str(2**bits + add) for bits in (31, 63) for add in (-1, 0, 1)),
    *(str(-(2**bits) + add) for bits in (31, 63) for add in (-1, 0, 1)),
    *(
        "999.99",
        "1000",
        "-999.99",
        "9" * 400,
        "true",
        "false",
        "True",
        "null",
        "",
        " ",
        "a",
        "a\0",
        "x" * 300,
    ),
    *("red", "light blue", "RED", "1"),
    *(
        f"{year}-02-{day}"
        for year in ("0000", "0004", "1900", "2000", "2023", "2024", "9996")
        for day in (28, 29, 30)
    ),
    *(
        "2024-04-30",
        "2024-04-31",
        "2024-12-31",
        "2024-12-32",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "2024-1-1",
    ),
    *("0001-01-01", "9999-12-31", "10000-01-01", "-001-01-01"),
    *("00:00:00", "23:59:59.999999", "24:00:00", "09:00", "09:00:60", "09:00:00.1234567", "09:00:00Z"),
    *("2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "2024-02-29T23:59:59.5+02:00", "2024-02-29T00:00:00"),
    *(
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "0002-01-01T00:00:00-23:59",
        "9999-12-31T23:59:59Z",
    ),
    *(
        "9999-12-31T23:59:59-01:00",
        "9998-12-31T23:59:59-01:00",
        "2024-02-29t00:00:00z",
        "1900-02-29T00:00:00Z",
    ),
    *("PT0S", "P1D", "P", "PT", "P1W2D", "P99999999D", "P999999999D", "PT1H30M", "P1Y", "-P1D"),
    *(
        "019aa5e0-7b1c-7000-8000-000000000001",
        "019AA5E0-7B1C-7000-8000-00000000000F",
        "019aa5e07b1c70008000000000000001",
    ),
)
"""Values at the limits of the types, and next to them."""
COLOUR = Type("enum", enum=ENUM.name, values=ENUM.values)


def client_of(query_model: Any) -> TestClient:
    """Return a client of an application with one list, whose response contains the parsed filters."""
    app = FastAPI()

    @app.get("/items")
    def items(query: Annotated[query_model, Query()]) -> dict[str, Any]:
        filters = {name: str(value) for name, value in query.filters().items()}
        return {"limit": query.limit, "count": query.count, "sorting": query.sorting(), "filters": filters}

    return TestClient(app)


def parameters(service: Service) -> dict[str, Any]:
    """Return the schema of each query parameter in the document."""
    whole = document(service)
    shared = whole["components"]["parameters"]
    listed = [
        shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in whole["paths"]["/items"]["get"]["parameters"]
    ]
    return {each["name"]: each["schema"] for each in listed if each["in"] == "query"}


def as_text(value: Any) -> str | None:
    """Return a value as text for a URL, None for a value without a text."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if isinstance(value, str) else None


def readings(text: str) -> list[Any]:
    """Return the possible values of a text in a URL: the text, or the JSON number or boolean in it."""
    try:
        value = json.loads(text, parse_constant=str)
    except ValueError:
        return [text]
    return [text, value] if isinstance(value, bool | int | float) and text.strip() == text else [text]


def texts_for(field: Field, operator: str, random: Random) -> list[str]:
    """Return texts for a filter, some of them valid."""
    type_ = field.type.item or field.type
    values = [fitting(type_, random) for _ in range(3)]
    values += [changed(each, random) for each in values] + random.sample(lax_values.VALUES, 12)
    texts = [text for text in map(as_text, values) if text]
    if operator == "isnull":
        return [*texts, "true", "false", "null", "0", "TRUE"]
    if operator != "in":
        return texts
    lists = [",".join(random.choices(texts, k=random.randint(2, 4))) for _ in range(4)]
    fine = [text for value in values[:3] if (text := as_text(value))]
    return [
        *texts,
        *lists,
        *(",".join(fine[:1] * count) for count in (2, 50, 51)),
        ",",
        f"{texts[0]},",
        ",".join(fine),
    ]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(scalars(), st.booleans()), min_size=3, max_size=6), st.randoms(use_true_random=False)
)
def test_filters_accept_what_the_document_describes(drawn: list[tuple[Type, bool]], random: Random) -> None:
    fields = [
        field_of(
            f"f{index}",
            Type("array", item=type_) if listed and index == 0 else type_,
            nullable=index % 2 == 0,
        )
        for index, (type_, listed) in enumerate(drawn)
    ]
    service = service_of(fields)
    schemas, parts = parameters(service), {"schemas": components(service)}
    with generated(service) as module:
        client = client_of(module.ItemQuery)
        for field, operator in [(field, each) for field in fields for each in OPERATORS]:
            name = field.name if operator == "eq" else f"{field.name}__{operator}"
            if name not in schemas:
                assert client.get("/items", params={name: "1"}).status_code == 422
                continue
            if random.random() < 0.5:  # there are many, and many types share them
                continue
            fits = jsonschema_rs.validator_for(
                {**schemas[name], "components": parts}, validate_formats=True
            ).is_valid
            for text in texts_for(field, operator, random):
                expected = any(map(fits, readings(text)))
                response = client.get("/items", params={name: text})
                assert (response.status_code == 200) == expected, (field, name, text, response.text)


@pytest.mark.parametrize(
    "type_",
    [
        *(
            Type(kind)
            for kind in ("integer", "bigint", "float", "boolean", "date", "time", "duration", "uuid")
        ),
        *(Type("datetime"), Type("datetime", minimum=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))),
        *(Type("decimal", max_digits=5, decimal_places=2), Type("string", max_length=9)),
        Type("enum", enum=ENUM.name, values=ENUM.values),
    ],
    ids=lambda type_: f"{type_.kind}{' from 2000' if type_.minimum else ''}",
)
def test_lists_accept_what_the_document_describes(type_: Type) -> None:
    """At the limits of each type, where the pattern must be as exact as a parser."""
    service = service_of([field_of("f", type_)])
    fits = jsonschema_rs.validator_for(parameters(service)["f__in"]).is_valid
    taken = Counter[bool]()
    with generated(service) as module:
        for value in EDGES:
            for text in (value, f"{value},{value}", f"{value},", f",{value}"):
                try:
                    module.ItemQuery.model_validate({"f__in": text})
                except ValidationError:
                    assert not fits(text), text
                else:
                    assert fits(text), text
                taken[fits(text)] += 1
    assert taken[True] and taken[False]


@pytest.fixture(scope="module")
def service() -> Service:
    return service_of(
        [
            field_of("count", Type("integer")),
            field_of("sort", COLOUR),
            field_of("filters", Type("boolean")),
            field_of("secret", Type("string", max_length=9), visibility=Visibility.SENSITIVE),
            field_of("data", Type("bytes", max_length=9), nullable=True),
            field_of("q", Type("date", minimum=dt.date(2020, 1, 1))),
            Field("schema", "schema_", "schema", Type("decimal", max_digits=5, decimal_places=2)),
        ]
    )


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[TestClient]:
    with generated(service) as module:
        yield client_of(module.ItemQuery)


def test_the_parameters_are_those_of_the_document(service: Service) -> None:
    order = "ne gt gte lt lte in".split()
    names = {
        "limit",
        "cursor",
        "sort",
        "count",
        "fields",
        "id",
        "count__eq",
        "sort__eq",
        "filters",
        "q__eq",
        "schema",
    }
    names |= {f"{name}__{each}" for name in ("id", "count", "sort", "q", "schema") for each in order}
    names |= {"filters__ne", "filters__in", "data__isnull"}
    assert parameters(service).keys() == names
    with generated(service) as module:
        assert set(module.ItemListQuery.parameters()) == names
        assert set(module.ItemQuery.parameters()) == names - {"fields"}


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ({}, {}),
        ({"count": "true", "count__eq": "-3"}, {"count": "-3"}),
        ({"sort": "-count,schema", "sort__eq": "light blue"}, {"sort": "light blue"}),
        ({"filters": "false"}, {"filters": "False"}),
        ({"q__eq": "2026-01-31", "limit": "100"}, {"q": "2026-01-31"}),
        ({"schema": "1.50"}, {"schema_": "1.50"}),
        (
            {"schema__gt": "-1.5", "schema__in": "1,2"},
            {"schema___gt": "-1.5", "schema___in": "[Decimal('1'), Decimal('2')]"},
        ),
        ({"count__ne": "1", "count__eq": "2"}, {"count": "2", "count__ne": "1"}),
        ({"limit": "20.0", "count__gt": "1e1"}, {"count__gt": "10"}),
        ({"data__isnull": "false"}, {"data__isnull": "False"}),
        ({"q__lt": "2019-12-31"}, {"q__lt": "2019-12-31"}),
    ],
)
def test_filters_reach_the_service_by_attribute(
    client: TestClient, query: dict[str, str], filters: dict[str, str]
) -> None:
    response = client.get("/items", params=query)
    assert response.status_code == 200, response.text
    assert response.json()["filters"] == filters


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=0",
            "limit=101",
            "limit=1.5",
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
            "secret__gt=a",
            "secret__in=a",
            "filters__gt=true",
            "filters__isnull=true",
            "data__eq=aGVs",
            "data__isnull=",
            "data__isnull=1",
            "count__gt=1.5",
            "count__in=1.0",
            "count__gt=",
            "count__in=",
            "count__in=1,,2",
            "count__in=1,%202",
            "sort__in=red,green",
            "q__ne=2019-12-31",
            "schema___gt=1",
            "id__gt__gt=1",
            "__gt=1",
            "id__=1",
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
def test_other_parameters_are_rejected(client: TestClient, query: str) -> None:
    response = client.get(f"/items?{query}")
    assert response.status_code == 422, response.text


def test_an_error_contains_its_location(client: TestClient) -> None:
    wrong = {"count__eq": "x", "nothere": "1", "limit": "0", "q__gt": "x", "id__zz": "1", "count__in": "1,x"}
    errors = client.get("/items", params=urlencode(wrong)).json()["detail"]
    assert {tuple(each["loc"]) for each in errors} == {
        ("query", "count__eq"),
        ("query", "nothere"),
        ("query", "limit"),
        ("query", "q__gt"),
        ("query", "id__zz"),
        ("query", "count__in", 1),
    }
