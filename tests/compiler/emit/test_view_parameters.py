"""The values of `?fields=` and `?expand=` that the generator derives from a spec."""

import re
from itertools import product

import pytest

from specloom.emit import relations
from specloom.emit.openapi.document import document
from specloom.emit.relations import MAX_PATHS_LENGTH, listed
from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.expansions import paths

SPEC = """
service: {expand_depth: DEPTH}
entities:
  Post:
    fields:
      author: {type: User, inverse: posts}
      parent: {type: Post, nullable: true}
      tags:   {type: "Tag[]", inverse: list}
      secret: {type: User, sensitive: true, nullable: true}
      groups: {type: "Tag[]", internal: true}
  User:
    fields:
      best: {type: Post, nullable: true, unique: true, inverse: fan}
  Tag: {fields: {}, operations: [OPERATIONS]}
  Note: {fields: {tag: {type: Tag, inverse: notes}}, operations: [create, read]}
"""


def service(depth: int = 2, operations: str = "list, read") -> Service:
    """Return the model of the spec above."""
    return service_of(SPEC.replace("DEPTH", str(depth)).replace("OPERATIONS", operations))


def pattern(made: Service, entity: str) -> str:
    """Return the pattern of an entity's `expand`."""
    return listed(relations.paths(made, made.entity(entity)))


def test_expand_accepts_visible_relations() -> None:
    found = pattern(service(1), "Post")
    assert found == "^(?:author|parent|tags|fan)(?:,(?:author|parent|tags|fan))*$"
    assert pattern(service(1), "User") == "^(?:best|posts)(?:,(?:best|posts))*$"
    assert pattern(service(1), "Tag") == "^(?:list)(?:,(?:list))*$"  # under the name in the spec


@pytest.mark.parametrize(
    ("operations", "expected"),
    [("read", "tags"), ("list", "tags"), ("create", None), ("update, delete", None)],
)
def test_a_relation_needs_an_operation_of_its_target(operations: str, expected: str | None) -> None:
    """Links have the ids of their targets. Rows that refer to a row are found in a list."""
    made = service(1, operations)
    assert (re.match(pattern(made, "Post"), "tags") is not None) == (expected is not None)
    assert "notes" not in relations.paths(made, made.entity("Tag"))  # notes cannot be listed


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_expand_accepts_exactly_the_paths_up_to_the_depth(depth: int) -> None:
    made = service(depth)
    targets = {
        "Post": {"author": "User", "parent": "Post", "tags": "Tag", "fan": "User"},
        "User": {"best": "Post", "posts": "Post"},
        "Tag": {"list": "Post"},
        "Note": {"tag": "Tag"},
    }
    names = {name for each in targets.values() for name in each}
    for entity in targets:
        takes = re.compile(pattern(made, entity)).fullmatch
        valid = set()
        for length in range(1, depth + 2):
            for path in product(sorted(names), repeat=length):
                at: str | None = entity
                for name in path:
                    at = targets[at].get(name) if at else None
                if at and length <= depth:
                    valid.add(".".join(path))
                assert (takes(".".join(path)) is not None) == (".".join(path) in valid)
            if length > 3:
                break
        if depth <= 3:
            assert valid == set(paths(made, made.entity(entity)))


def test_too_many_paths_are_shortened() -> None:
    names = [f"with_quite_a_long_name_{number}" for number in range(40)]
    fields = ", ".join(f"{name}: {{type: Hub, nullable: true, inverse: {name}_back}}" for name in names)
    made = service_of(f"service: {{expand_depth: 4}}\nentities: {{Hub: {{fields: {{{fields}}}}}}}")
    found = pattern(made, "Hub")
    assert len(found) < 2 * MAX_PATHS_LENGTH + 100
    assert len(paths(made, made.entity("Hub"))) == 2 * len(names)


def test_parameters_are_documented_where_they_are_accepted() -> None:
    made = document(service(2, "create"))
    parameters, schemas = made["components"]["parameters"], made["components"]["schemas"]
    assert {"PostFields", "PostExpand", "UserFields", "UserExpand", "NoteFields"} <= parameters.keys()
    assert not {"TagFields", "TagExpand", "NoteExpand"} & parameters.keys()
    assert {"PostView", "PostViewPage", "NoteView"} <= schemas.keys()
    assert not {"TagView", "NoteViewPage"} & schemas.keys()
    assert "required" not in schemas["PostView"] and "secret" not in str(schemas["PostView"])
    read, listed = made["paths"]["/posts/{post_id}"]["get"], made["paths"]["/posts"]["get"]
    for operation, suffix in ((read, ""), (listed, "Page")):
        given = [each.get("$ref", "").rpartition("/")[2] for each in operation["parameters"]]
        assert {"PostFields", "PostExpand"} <= set(given)
        content = operation["responses"]["200"]["content"]
        assert [*content.items()] == [
            ("application/json", {"schema": {"$ref": f"#/components/schemas/Post{suffix}"}}),
            ("application/partial+json", {"schema": {"$ref": f"#/components/schemas/PostView{suffix}"}}),
        ]
    assert {"author", "parent", "fan"} <= schemas["Post"]["properties"].keys()
    assert not {"author", "parent", "fan"} & {*schemas["Post"]["required"]}
    assert read["responses"]["200"]["headers"]["ETag"] == {"$ref": "#/components/headers/ETagOfTheWhole"}
    assert "required" not in made["components"]["headers"]["ETagOfTheWhole"]
    changed = made["paths"]["/posts/{post_id}"]["patch"]
    assert changed["responses"]["200"]["headers"]["ETag"] == {"$ref": "#/components/headers/ETag"}
