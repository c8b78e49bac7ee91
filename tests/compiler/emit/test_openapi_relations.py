"""Links and paths of relations in the OpenAPI document."""

import json
import re

import pytest

from specloom.emit.openapi.document import document
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import (
    SPECS,
    Document,
    body_of,
    operations,
    parameters,
)


def test_links_fill_parameters_from_the_response(made: Document) -> None:
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


def test_a_new_resource_links_to_the_operations_that_use_it() -> None:
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


def test_both_ends_of_a_relation_are_linked() -> None:
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


def test_a_relation_has_the_list_parameters_of_its_target() -> None:
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
def test_a_relation_has_the_operations_that_its_ends_allow(link: str, tag: str, expected: str) -> None:
    post = f"fields: {{tags: {{type: 'Tag[]'{link}}}}}"
    for allowed, without in (
        ("", ""),
        ("operations: [read], ", "put delete"),
        ("operations: [list], ", "get put delete"),
    ):
        text = f"entities:\n  Post: {{{allowed}{post}}}\n  Tag: {{{tag}fields: {{name: text}}}}\n"
        paths = document(service_of(text))["paths"]
        found = {
            method for path, item in paths.items() if path.startswith("/posts/{post_id}/") for method in item
        }
        assert found - {"parameters"} == set(expected.split()) - set(without.split())
