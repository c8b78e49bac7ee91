"""The OpenAPI document: valid, complete in itself, true to the model, and silent about what is hidden."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from schemathesis.specs.openapi import definitions

from generated.runtime.types.etags import ENTITY_TAGS
from generated.schemas.tag import TagBatch
from specloom.emit.name_conflicts import marked
from specloom.emit.openapi.document import document, render
from specloom.model import Service
from tests.support.compiled_specs import service_of

ROOT = Path(__file__).parents[3]
SPECS = {
    "blog": ROOT / "spec/blog.yaml",
    "chinook": ROOT / "examples/chinook/spec/chinook.yaml",
    "every type": ROOT / "tests/cases/every-type/spec.yaml",
    "every relation": ROOT / "tests/cases/every-relation/spec.yaml",
}
METHODS = ("get", "post", "put", "patch", "delete")

Document = dict[str, Any]


@pytest.fixture(params=SPECS)
def service(request: pytest.FixtureRequest) -> Service:
    """The model of each spec."""
    return service_of(SPECS[request.param].read_text())


@pytest.fixture
def made(service: Service) -> Document:
    """Its document."""
    return document(service)


def operations(made: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield the method, the path and the object of each operation."""
    for path, item in made["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def resolved(made: Document, node: Document) -> Document:
    """Return what a reference leads to, or the node itself."""
    for part in node.get("$ref", "#").split("/")[1:]:
        node = made if node.get("$ref") else node
        node = node[part]
    return node


def parameters(made: Document, path: str, operation: Document) -> dict[str, Document]:
    """Return the parameters of an operation as `in.name`, those of its path among them."""
    found = [resolved(made, each) for each in made["paths"][path].get("parameters", [])]
    found += [resolved(made, each) for each in operation.get("parameters", [])]
    return {f"{each['in']}.{each['name']}": each for each in found}


def body_of(made: Document, operation: Document) -> Document:
    """Return the schema of an operation's body."""
    return resolved(made, operation["requestBody"]["content"]["application/json"]["schema"])


def objects(node: Any) -> Iterator[Document]:
    """Yield every object in a document."""
    if isinstance(node, dict):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(each)


def validator(made: Document, schema: Document) -> jsonschema_rs.Validator:
    """Return a validator that resolves references into the document."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": made["components"]})


def statuses(text: str, operation_id: str) -> set[str]:
    """Return the statuses of one operation of a spec."""
    found = {
        operation["operationId"]: operation for _, _, operation in operations(document(service_of(text)))
    }
    return set(found[operation_id]["responses"])


def test_it_is_a_valid_openapi_3_1_document(made: Document) -> None:
    errors = definitions.OPENAPI_31_VALIDATOR.iter_errors(made)
    assert [str(error) for error in errors] == []
    assert made["openapi"] == "3.1.0"


def test_its_keys_stand_in_their_natural_order(made: Document) -> None:
    assert list(made) == ["openapi", "info", "servers", "paths", "components", "security", "tags"]


def test_every_reference_leads_somewhere_and_every_shared_part_is_used(made: Document) -> None:
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


def test_it_says_what_the_spec_says_of_the_service() -> None:
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


def test_defaults_and_examples_fit_their_schemas(made: Document) -> None:
    count = 0
    for schema in objects(made["components"]):
        if "type" not in schema and "anyOf" not in schema and "$ref" not in schema:
            continue
        for value in [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]:
            plain = {key: each for key, each in schema.items() if key not in ("default", "examples")}
            assert list(validator(made, plain).iter_errors(value)) == []
            count += 1
    assert count


def test_every_field_and_parameter_has_an_example(made: Document) -> None:
    """Each fits its schema (which the test above shows), and each is something that a person would write."""
    shown: dict[str, Any] = {}
    for name, schema in made["components"]["schemas"].items():
        for member, property_ in schema.get("properties", {}).items():
            leaves = property_.get("items", property_)
            whole = "$ref" in leaves or "anyOf" in leaves or "properties" in leaves
            has = "default" in property_ or "examples" in property_
            assert has or whole or property_.get("type") in ("array", "object"), (name, member)
            shown |= {f"{name}.{member}": value for value in property_.get("examples", ())}
    for method, path, operation in operations(made):
        for name, each in parameters(made, path, operation).items():
            assert {"default", "examples"} & each["schema"].keys(), (method, path, name)
            shown |= {f"{path}.{name}": value for value in each["schema"].get("examples", ())}
    readable = re.compile(r"[\w .,:/@+'\"=#-]*")
    for name, value in shown.items():
        assert not isinstance(value, str) or readable.fullmatch(value), (name, value)


def test_examples_of_parameters_fit_their_schemas(made: Document) -> None:
    count = 0
    for _, path, operation in operations(made):
        for each in parameters(made, path, operation).values():
            for value in each["schema"].get("examples", ()):
                assert validator(made, each["schema"]).is_valid(value), (path, each)
                count += 1
        for response in operation["responses"].values():
            found = resolved(made, response)
            for content in found.get("content", {}).values():
                assert "example" not in content or validator(made, content["schema"]).is_valid(
                    content["example"]
                )
    assert count


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("email: email", "ada@example.com"),
        ("title: {type: string, max_length: 12}", "Notes on the"),
        ("title: {type: string, min_length: 30}", "Notes on the engine The engine weaves patterns of"),
        ("sku: {type: string, pattern: '^[A-Z]{3}-[0-9]{4}$'}", "ABC-1234"),
        ("plate: {type: string, pattern: '^[A-Z]{2}[0-9]{2} [A-Z]{3}$'}", "AB12 ABC"),
        ("plate: {type: string, pattern: '^x{3,5}(?:y|zz)+$', min_length: 7}", None),
        ("price: {type: decimal, max_digits: 6, decimal_places: 2}", "19.90"),
        ("price: {type: decimal, max_digits: 3, decimal_places: 2, max: 5}", "1.00"),
        ("price: {type: decimal, max_digits: 3, decimal_places: 3, min: '0.111', max: '0.112'}", "0.111"),
        ("level: {type: integer, min: 7, max: 20, multiple_of: 5}", 10),
        ("level: {type: integer, min: -9, max: -8}", -9),
        ("level: {type: float, max: -0.5}", -0.5),
        ("ends: datetime", "2026-02-28T17:00:00Z"),
        ("starts: {type: date, min: 2030-05-06}", "2030-05-06"),
        ("codes: {type: 'string[]', min_items: 2, unique_items: true, item: {max_length: 3}}", None),
        (
            "place: {type: json, schema: {type: object, properties: {city: {type: string}}}}",
            {"city": "London"},
        ),
        ("title: {type: string, example: Mine}", "Mine"),
        ("password: {type: password, min_length: 40}", None),
        ("site: {type: url, max_length: 17}", "http://a.example"),
    ],
)
def test_an_example_is_readable_and_fits(field: str, expected: Any) -> None:
    made = document(service_of(f"entities:\n  Post:\n    fields:\n      {field}\n"))
    property_ = made["components"]["schemas"]["PostCreate"]["properties"][field.partition(":")[0]]
    (value,) = property_["examples"]
    assert validator(made, property_).is_valid(value)
    assert expected is None or value == expected


def test_the_main_parameters_come_first_and_filters_by_equality_next() -> None:
    made = document(service_of(SPECS["blog"].read_text()))
    names = [resolved(made, each)["name"] for each in made["paths"]["/comments"]["get"]["parameters"]]
    assert names[:7] == ["limit", "cursor", "sort", "fields", "expand", "deleted", "count"]
    equal = [each for each in names[7:] if "__" not in each]
    assert names[7 : 7 + len(equal)] == equal and "post_id" in equal


def test_hidden_fields_are_in_no_answer_and_show_no_value(service: Service, made: Document) -> None:
    schemas = made["components"]["schemas"]
    for entity in service.entities:
        hidden = {each.name for each in entity.fields if each.hidden}
        assert not hidden & schemas[entity.name]["properties"].keys()
        for suffix in ("Create", "Update", "Replace"):
            properties = schemas.get(f"{entity.name}{suffix}", {"properties": {}})["properties"]
            for name in hidden & properties.keys():
                property_ = properties[name]
                assert property_["writeOnly"] is True
                assert "default" not in property_  # its example is made up: the spec can give none
        listing = made["paths"].get(f"/{entity.path}", {}).get("get")
        if listing:
            taken = parameters(made, f"/{entity.path}", listing)
            filtered = {each["name"].partition("__")[0] for name, each in taken.items() if "__" in name}
            assert filtered and not hidden & filtered
            assert not {f"query.{name}" for name in hidden} & taken.keys()
            assert not hidden & set(re.findall(r"\w+", taken["query.sort"]["schema"]["pattern"]))


def test_filters_that_lists_have_alike_are_said_once(made: Document) -> None:
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


def test_links_fill_what_their_targets_take_from_what_their_sources_give(made: Document) -> None:
    targets = {each["operationId"]: (path, each) for _, path, each in operations(made)}
    assert len(targets) == sum(1 for _ in operations(made))
    for _, _, source in operations(made):
        for status, response in source["responses"].items():
            given = body_of(made, {"requestBody": response}) if "links" in response else {}
            for link in response.get("links", {}).values():
                assert status == "201"
                path, target = targets[link["operationId"]]
                assert link.get("parameters", {}).keys() <= parameters(made, path, target).keys()
                body = link.get("requestBody", {})
                assert not body or body.keys() <= body_of(made, target)["properties"].keys()
                for text in re.findall(r'"(\$[^"]*)"', json.dumps(link)):
                    assert text.removeprefix("$response.body#/") in given["properties"]


def test_a_new_resource_leads_to_all_that_uses_it() -> None:
    made = document(service_of(SPECS["blog"].read_text()))
    links = made["paths"]["/users"]["post"]["responses"]["201"]["links"]
    own = {"read_user", "update_user", "replace_user", "delete_user", "list_users"}
    own |= {"batch_users", "batch_users.delete"}
    assert links.keys() == own | {
        *("create_post", "create_comment"),
        *("list_posts.author_id", "list_comments.author_id"),
    }
    created = made["paths"]["/posts"]["post"]["responses"]["201"]["links"]
    assert created["create_comment"]["requestBody"] == {
        "author_id": "$response.body#/author_id",
        "post_id": "$response.body#/id",
    }


def test_a_relation_is_reached_from_both_of_its_ends() -> None:
    made = document(service_of(SPECS["every relation"].read_text()))
    links = {
        name: link["parameters"]
        for path in ("/people", "/teams")
        for name, link in made["paths"][path]["post"]["responses"]["201"]["links"].items()
        if made["paths"][path] and ("friend" in name or "team_" in name)
    }
    id = "$response.body#/id"
    assert (
        links
        | {
            "list_friends_of_person": {"path.person_id": id},
            "add_friend_to_person": {"path.person_id": id},
            "add_friend_to_person.friend_id": {"path.friend_id": id},
            "remove_team_from_person": {"path.person_id": id},
            "remove_team_from_person.team_id": {"path.team_id": id},
        }
        == links
    )
    assert "list_teams_of_person.team_id" not in links


def test_a_relation_takes_the_parameters_of_its_targets() -> None:
    made = document(service_of(SPECS["blog"].read_text()))
    listed = made["paths"]["/posts/{post_id}/tags"]["get"]
    alone = [{"$ref": f"#/components/parameters/Tag{each}"} for each in ("Fields", "Expand")]
    of_tags = made["paths"]["/tags"]["get"]["parameters"]
    assert listed["parameters"] == [each for each in of_tags if each not in alone] != of_tags
    assert listed["tags"] == ["Post"]
    names = parameters(made, "/posts/{post_id}/tags/{tag_id}", {}).keys()
    assert names == {"path.post_id", "path.tag_id"}


@pytest.mark.parametrize(
    ("link", "tag", "expected"),
    [
        ("", "", "get put delete"),
        (", read_only: true", "", "get"),
        (", immutable: true", "", "get"),
        (", sensitive: true", "", ""),
        (", internal: true", "", ""),
        ("", "operations: [create, read], ", "put delete"),
    ],
)
def test_a_relation_has_the_operations_that_its_ends_have(link: str, tag: str, expected: str) -> None:
    post = f"fields: {{tags: {{type: 'Tag[]'{link}}}}}"
    for operations, without in (
        ("", ""),
        ("operations: [read], ", "put delete"),
        ("operations: [list], ", "get put delete"),
    ):
        text = f"entities:\n  Post: {{{operations}{post}}}\n  Tag: {{{tag}fields: {{name: text}}}}\n"
        paths = document(service_of(text))["paths"]
        found = {
            method for path, item in paths.items() if path.startswith("/posts/{post_id}/") for method in item
        }
        assert found - {"parameters"} == set(expected.split()) - set(without.split())


def test_an_operation_says_exactly_what_it_can_answer() -> None:
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
        ("{title: text}", "create_post", True),  # its key may be another request's
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


def test_what_can_be_restored_says_so() -> None:
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
def test_a_restoration_is_409_where_it_can_be(options: str, fields: str, conflicts: bool) -> None:
    text = (
        f"entities:\n  Post: {{soft_delete: true, {options}fields: {fields}}}\n"
        "  Tag: {soft_delete: true, fields: {name: text}}\n  Firm: {fields: {name: text}}\n"
    )
    assert ("409" in statuses(text, "restore_post")) is conflicts


@pytest.mark.parametrize(
    ("unique", "conflicts"), [("[[a, b]]", True), ("[[a, b], [a]]", False), ("[[a, b], [b]]", True)]
)
def test_a_change_cannot_collide_where_what_stays_is_unique_by_itself(unique: str, conflicts: bool) -> None:
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


def test_what_is_not_among_the_operations_is_absent() -> None:
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
def test_a_batch_has_what_the_entity_has(options: str, members: str | None) -> None:
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
    assert "404" in operation["responses"]  # of a replay at least, whose rows may not be shown any more
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
def test_a_batch_is_taken_just_if_the_document_says_so(body: Any) -> None:
    made = json.loads((ROOT / "generated/openapi.json").read_text())
    documented = validator(made, {"$ref": "#/components/schemas/TagBatch"}).is_valid(body)
    try:
        TagBatch.model_validate_json(json.dumps(body))
    except ValidationError:
        assert not documented
    else:
        assert documented


def test_integers_keep_their_bounds() -> None:
    text = render(marked(service_of("entities:\n  Post: {fields: {views: bigint}}\n")))["openapi.json"]
    assert '"maximum": 9223372036854775807' in text
    assert '"minimum": -9223372036854775808' in text


def test_a_field_of_a_control_parameters_name_has_a_filter_of_another() -> None:
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
def test_the_documented_entity_tags_are_those_that_are_understood(value: str) -> None:
    made = document(service_of("entities:\n  Post: {fields: {title: text}}\n"))
    schema = made["components"]["parameters"]["IfMatch"]["schema"]
    assert validator(made, schema).is_valid(value) == bool(re.fullmatch(ENTITY_TAGS.removesuffix("$"), value))


def test_the_committed_document_is_what_the_spec_gives() -> None:
    committed = json.loads((ROOT / "generated/openapi.json").read_text())
    del committed["x-specloom-digest"]
    assert committed == document(service_of(SPECS["blog"].read_text()))


def test_an_entity_in_front_never_changes_what_the_name_of_a_parameter_means() -> None:
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


def test_the_example_of_a_location_is_a_path_of_the_entity(service: Service, made: Document) -> None:
    """It leads to the item whose key has the examples of the parameters."""
    seen = 0
    for entity in service.entities:
        if "create" not in entity.operations:
            continue
        created = made["paths"][f"/{entity.path}"]["post"]["responses"]["201"]
        (example,) = created["headers"]["Location"]["schema"]["examples"]
        parameters = made["paths"].get(f"/{entity.path}/{entity.item_path}", {}).get("parameters", [])
        keys = [str(each["schema"]["examples"][0]) for each in parameters]
        assert [unquote(each) for each in example.split("/")] == ["", entity.path, *keys]
        seen += 1
    assert seen
