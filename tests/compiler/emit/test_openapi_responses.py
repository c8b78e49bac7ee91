"""Operations, responses and batches in the OpenAPI document."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generated.schemas.tag import TagBatch
from specloom.emit.openapi.document import document
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import (
    ROOT,
    SPECS,
    body_of,
    operations,
    parameters,
    statuses,
    validator,
)


def test_an_operation_lists_exactly_its_responses() -> None:
    made = document(service_of(SPECS["blog"].read_text()))
    expected = {
        "list_tags": "200 404 422 503",
        "create_tag": "201 400 404 409 413 415 422 503",
        "read_tag": "200 304 404 422 503",
        "update_tag": "200 400 404 409 412 413 415 422 503",
        "replace_tag": "200 400 404 409 412 413 415 422 503",
        "delete_tag": "204 404 412 422 503",
        "delete_user": "204 404 412 422 503",
        "list_tags_of_post": "200 404 422 503",
        "add_tag_to_post": "204 404 409 422 503",
        "remove_tag_from_post": "204 404 422 503",
        "batch_users": "200 400 404 409 412 413 415 422 503",
    }
    found = {each["operationId"]: " ".join(each["responses"]) for _, _, each in operations(made)}
    assert found | expected == found
    assert not any("default" in each["responses"] for _, _, each in operations(made))


@pytest.mark.parametrize(
    ("fields", "operation", "conflicts"),
    [
        ("{title: text}", "create_post", True),  # another request may have used its key
        ("{title: text}", "update_post", False),
        ("{title: text}", "delete_post", False),
        ("{title: {type: string, unique: true}}", "update_post", True),
        ("{title: {type: string, unique: true, immutable: true}}", "replace_post", False),
        ("{tag: {type: Tag, immutable: true}}", "update_post", False),
        ("{tags: 'Tag[]'}", "update_post", True),
        ("{tags: 'Tag[]'}", "delete_tag", False),
        ("{tag: Tag}", "delete_tag", True),
        ("{tag: {type: Tag, on_delete: cascade}}", "delete_tag", False),
        ("{tag: {type: Tag, on_delete: cascade}, parent: 'Post?'}", "delete_tag", True),
    ],
)
def test_409_is_documented_where_it_can_happen(fields: str, operation: str, conflicts: bool) -> None:
    text = f"entities:\n  Post: {{fields: {fields}}}\n  Tag: {{fields: {{name: text}}}}\n"
    assert ("409" in statuses(text, operation)) is conflicts


def test_restorable_entities_are_described() -> None:
    options = "soft_delete: true, "
    text = f"entities:\n  Post: {{{options}versioned: required, fields: {{title: text}}}}\n"
    made = document(service_of(text))
    path = "/posts/{post_id}/restore"
    assert set(made["paths"][path]) == {"parameters", "post"}
    assert statuses(text, "restore_post") == {"200", "404", "412", "422", "428", "503"}
    assert statuses(text, "list_posts") == {"200", "403", "404", "422", "503"}
    assert made["paths"][path]["post"]["parameters"] == [{"$ref": "#/components/parameters/RequiredIfMatch"}]
    listed = parameters(made, "/posts", made["paths"]["/posts"]["get"])
    assert listed["query.deleted"]["schema"] == {"type": "boolean", "default": False}
    created = made["paths"]["/posts"]["post"]["responses"]["201"]["links"]
    assert created["restore_post"] == {
        "operationId": "restore_post",
        "parameters": {"path.post_id": "$response.body#/id"},
    }
    assert "deleted_at" not in json.dumps(made)
    assert path not in document(service_of(text.replace(options, "")))["paths"]
    without = text.replace(options, f"{options}operations: [list, create], ")
    assert document(service_of(without))["paths"].keys() == {"/posts"}
    assert "403" in statuses(without, "list_posts")


@pytest.mark.parametrize(
    ("options", "fields", "conflicts"),
    [
        ("", "{title: text}", False),
        ("", "{title: {type: string, unique: true, immutable: true}}", True),
        ("unique: [[title, tag]], ", "{title: {type: string, max_length: 9}, tag: {type: Tag}}", True),
        ("", "{tag: Tag}", True),
        ("", "{tag: {type: Tag, on_delete: cascade}}", True),
        ("", "{tag: {type: Tag, nullable: true, on_delete: set_null}}", False),
        ("", "{firm: Firm}", False),
        ("", "{tags: 'Tag[]'}", False),
    ],
)
def test_409_of_restore_is_documented_where_it_can_happen(options: str, fields: str, conflicts: bool) -> None:
    text = (
        f"entities:\n  Post: {{soft_delete: true, {options}fields: {fields}}}\n"
        "  Tag: {soft_delete: true, fields: {name: text}}\n  Firm: {fields: {name: text}}\n"
    )
    assert ("409" in statuses(text, "restore_post")) is conflicts


@pytest.mark.parametrize(
    ("unique", "conflicts"), [("[[a, b]]", True), ("[[a, b], [a]]", False), ("[[a, b], [b]]", True)]
)
def test_an_unchanged_unique_part_prevents_conflicts(unique: str, conflicts: bool) -> None:
    fields = "{a: {type: integer, immutable: true}, b: integer}"
    text = f"entities:\n  Post: {{fields: {fields}, unique: {unique}}}\n"
    assert ("409" in statuses(text, "update_post")) is conflicts


def test_an_entity_without_versions_has_no_tags_and_no_preconditions() -> None:
    text = "entities:\n  Post: {versioned: false, fields: {title: text}}\n"
    made = document(service_of(text))
    assert not statuses(text, "update_post") & {"412", "304"}
    assert "304" not in statuses(text, "read_post")
    written = json.dumps(made)
    assert not any(name in written for name in ("ETag", "If-Match", "If-None-Match"))


def test_excluded_operations_are_absent() -> None:
    made = document(service_of("entities:\n  Post: {operations: [list], fields: {title: text}}\n"))
    assert {path: set(item) for path, item in made["paths"].items()} == {"/posts": {"get"}}


@pytest.mark.parametrize(
    ("options", "members"),
    [
        ("", "create update delete"),
        ("operations: [create, batch], ", "create"),
        ("operations: [update, delete, replace, batch], versioned: false, ", "update delete"),
        ("operations: [create, update, delete], ", None),
        ("versioned: required, ", "create update delete"),
    ],
)
def test_a_batch_has_the_operations_of_its_entity(options: str, members: str | None) -> None:
    made = document(service_of(f"entities:\n  Post: {{{options}id: string, fields: {{title: text}}}}\n"))
    assert ("/posts/batch" in made["paths"]) is (members is not None)
    if members is None:
        assert not {"PostBatch", "PostBatchResult"} & made["components"]["schemas"].keys()
        return
    operation = made["paths"]["/posts/batch"]["post"]
    batch = body_of(made, operation)
    assert list(batch["properties"]) == members.split()
    results = made["components"]["schemas"]["PostBatchResult"]
    assert results["required"] == [f"{each.removesuffix('e')}ed" for each in members.split()]
    assert "404" in operation["responses"]  # at least for a replay whose rows are no longer visible
    assert ("412" in operation["responses"]) is (members != "create" and "versioned: false" not in options)
    for name in ("update", "delete"):
        if name in members:
            item = batch["properties"][name]["items"]
            assert ("if_match" in item["properties"]) is ("versioned: false" not in options)
            assert ("if_match" in item["required"]) is ("versioned: required" in options)
            assert "id" in item["required"]


@given(
    st.recursive(
        st.sampled_from([1, "a", None, "*", '"7"', "0193a5b0-0000-7000-8000-000000000000"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["create", "update", "delete", "id", "changes", "if_match", "name"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_the_batch_schema_accepts_what_the_model_accepts(body: Any) -> None:
    made = json.loads((ROOT / "generated/openapi.json").read_text())
    documented = validator(made, {"$ref": "#/components/schemas/TagBatch"}).is_valid(body)
    try:
        TagBatch.model_validate_json(json.dumps(body))
    except ValidationError:
        assert not documented
    else:
        assert documented
