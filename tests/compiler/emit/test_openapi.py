"""The OpenAPI document: valid, self-contained, consistent with the model, and without hidden values."""

import json
import re
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from schemathesis.specs.openapi import definitions

from generated.runtime.types.etags import ENTITY_TAGS
from specloom.emit.name_conflicts import marked
from specloom.emit.openapi.document import document, render
from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import (
    ROOT,
    SPECS,
    Document,
    objects,
    operations,
    parameters,
    resolved,
    validator,
)


def test_it_is_a_valid_openapi_3_1_document(made: Document) -> None:
    errors = definitions.OPENAPI_31_VALIDATOR.iter_errors(made)
    assert [str(error) for error in errors] == []
    assert made["openapi"] == "3.1.0"


def test_keys_are_in_the_usual_order(made: Document) -> None:
    assert list(made) == ["openapi", "info", "servers", "paths", "components", "security", "tags"]


def test_references_resolve_and_components_are_used(made: Document) -> None:
    references = {each["$ref"] for each in objects(made) if isinstance(each.get("$ref"), str)}
    for reference in references:
        assert resolved(made, {"$ref": reference})
    for kind in ("schemas", "responses", "parameters", "headers"):
        for name in made["components"].get(kind, {}):
            assert f"#/components/{kind}/{name}" in references


def test_operations_and_tags_are_described(service: Service, made: Document) -> None:
    said = {operation["operationId"]: operation["description"] for _, _, operation in operations(made)}
    assert all(re.match(r"[A-Z].*\.$", each, re.DOTALL) for each in said.values())
    for entity in service.entities:
        about = f"\n\n{entity.name}: {entity.description.split('.')[0]}."
        listed = said.get(f"list_{entity.plural}", about)
        assert not entity.description or listed.endswith(about)
    assert all(each["description"] for each in made["tags"])


def test_a_description_names_what_an_update_cannot_change_and_nothing_internal() -> None:
    fields = "{code: {type: text, immutable: true}, secret: {type: text, sensitive: true}}"
    text = f"entities:\n  Post: {{operations: [update, replace, batch], fields: {fields}}}\n"
    said = {each["operationId"]: each["description"] for _, _, each in operations(document(service_of(text)))}
    assert "`code` cannot be changed" in said["update_post"]
    assert "may be absent: `secret`." in said["replace_post"]
    assert said["batch_posts"].startswith("Changes posts in one transaction")


def test_the_service_is_described_as_in_the_spec() -> None:
    made = document(service_of(SPECS["every type"].read_text()))
    assert made["servers"] == [
        {"url": "https://api.every-type.test/v1", "description": "Production"},
        {"url": "/v1"},
    ]
    assert made["info"]["contact"]["email"] == "everybody@example.com"
    assert made["info"]["license"] == {"name": "An own one", "url": "https://example.com/license"}
    plain = document(service_of("entities:\n  Post: {}\n"))
    assert plain["servers"] == [{"url": "/"}] and plain["security"] == []
    assert plain["info"].keys() == {"title", "version"}


def test_the_main_parameters_come_first_and_filters_by_equality_next() -> None:
    made = document(service_of(SPECS["blog"].read_text()))
    names = [resolved(made, each)["name"] for each in made["paths"]["/comments"]["get"]["parameters"]]
    assert names[:7] == ["limit", "cursor", "sort", "fields", "expand", "deleted", "count"]
    equal = [each for each in names[7:] if "__" not in each]
    assert names[7 : 7 + len(equal)] == equal and "post_id" in equal


def test_hidden_fields_are_in_no_response_and_show_no_value(service: Service, made: Document) -> None:
    schemas = made["components"]["schemas"]
    for entity in service.entities:
        hidden = {each.name for each in entity.fields if each.hidden}
        assert not hidden & schemas[entity.name]["properties"].keys()
        for suffix in ("Create", "Update", "Replace"):
            properties = schemas.get(f"{entity.name}{suffix}", {"properties": {}})["properties"]
            for name in hidden & properties.keys():
                property_ = properties[name]
                assert property_["writeOnly"] is True
                assert "default" not in property_  # the spec cannot give its example
        listing = made["paths"].get(f"/{entity.path}", {}).get("get")
        if listing:
            taken = parameters(made, f"/{entity.path}", listing)
            filtered = {each["name"].partition("__")[0] for name, each in taken.items() if "__" in name}
            assert filtered and not hidden & filtered
            assert not {f"query.{name}" for name in hidden} & taken.keys()
            assert not hidden & set(re.findall(r"\w+", taken["query.sort"]["schema"]["pattern"]))


def test_equal_filters_of_lists_are_shared(made: Document) -> None:
    shared = made["components"]["parameters"]
    uses = Counter(
        each["$ref"].rpartition("/")[2]
        for _, _, operation in operations(made)
        for each in operation.get("parameters", [])
        if "$ref" in each
    )
    inline = [
        json.dumps(each)
        for _, _, operation in operations(made)
        for each in operation.get("parameters", [])
        if "__" in each.get("name", "")
    ]
    assert len(inline) == len(set(inline))
    several = [name for name, each in shared.items() if "__" in each["name"]]
    assert all(uses[name] > 1 for name in several)
    assert several or len(made["tags"]) == 1


def test_integers_keep_their_bounds() -> None:
    text = render(marked(service_of("entities:\n  Post: {fields: {views: bigint}}\n")))["openapi.json"]
    assert '"maximum": 9223372036854775807' in text
    assert '"minimum": -9223372036854775808' in text


def test_a_field_named_like_a_control_parameter_has_another_filter() -> None:
    made = document(
        service_of("entities:\n  Post: {fields: {count: integer, cursor: string, title: text}}\n")
    )
    names = parameters(made, "/posts", made["paths"]["/posts"]["get"]).keys()
    assert {"query.count", "query.count__eq", "query.cursor__eq", "query.title"} <= names
    assert "query.title__eq" not in names


def test_a_filter_fits_into_a_url() -> None:
    text = "entities:\n  Post: {fields: {body: text, long: {type: text, min_length: 300}}}\n"
    made = document(service_of(text))
    taken = parameters(made, "/posts", made["paths"]["/posts"]["get"])
    assert taken["query.body"]["schema"]["maxLength"] == 255
    assert "query.long" not in taken


def test_texts_of_a_spec_stay_texts() -> None:
    text = '</script><img onload="x">{{ 7 * 7 }} \\" \' ${x} #/components'
    spec: dict[str, Any] = {
        "service": {"title": text, "description": text},
        "entities": {"Post": {"description": text}},
    }
    spec["entities"]["Post"]["fields"] = {"title": {"type": "text", "description": text}}
    made = json.loads(render(marked(service_of(json.dumps(spec))))["openapi.json"])
    title = made["components"]["schemas"]["PostCreate"]["properties"]["title"]
    assert [made["info"]["title"], made["info"]["description"], made["tags"][0]["description"]] == [text] * 3
    assert title["description"] == text


@given(st.from_regex(ENTITY_TAGS, fullmatch=True) | st.text(alphabet='*W/" ,\t13a\x7f\n', max_size=12))
def test_documented_and_accepted_entity_tags_are_the_same(value: str) -> None:
    made = document(service_of("entities:\n  Post: {fields: {title: text}}\n"))
    schema = made["components"]["parameters"]["IfMatch"]["schema"]
    assert validator(made, schema).is_valid(value) == bool(re.fullmatch(ENTITY_TAGS.removesuffix("$"), value))


def test_the_committed_document_is_what_the_spec_gives() -> None:
    committed = json.loads((ROOT / "generated/openapi.json").read_text())
    del committed["x-specloom-digest"]
    assert committed == document(service_of(SPECS["blog"].read_text()))


def test_a_new_entity_keeps_the_names_of_parameters() -> None:
    def named(spec: str) -> dict[str, Any]:
        found: dict[str, Any] = document(service_of(spec))["components"]["parameters"]
        return found

    first = "entities:\n  C: {fields: {x: integer}}\n  D: {fields: {x: integer}}\n"
    both = f"{first}  A: {{fields: {{x: string}}}}\n  B: {{fields: {{x: string}}}}\n"
    third = f"{both}  AA: {{fields: {{x: boolean}}}}\n  AB: {{fields: {{x: boolean}}}}\n"
    earlier, later, last = named(first), named(both), named(third)
    assert earlier["x"]["schema"]["type"] == "integer"
    assert sum(each["name"] == "x" for each in last.values()) == 3
    for before, after in ((earlier, later), (later, last)):
        assert all(after[name] == before[name] for name in before.keys() & after.keys())
