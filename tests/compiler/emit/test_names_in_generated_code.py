"""Names of generated code: no field shadows one, and entities and enums have precedence."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from specloom.emit import render
from specloom.naming.identifiers import attribute, is_entity, is_field
from specloom.naming.reserved import DERIVED_CLASSES, IMPORTED_NAMES
from tests.support.compiled_specs import service_of

WIDE = """
enums: {Mood: [happy, sad]}
entities:
  Post:
    fields:
      name: {type: string, max_length: 3, pattern: "^[a-z]$", default: x, example: y, description: D}
      body: {type: text, deprecated: true}
      size: {type: integer, min: 1, default: 2}
      huge: {type: bigint, nullable: true}
      ratio: {type: float, default: 1}
      mass: {type: float, max: 1.0e+30}
      price: {type: decimal, max_digits: 4, min: 0, default: 1}
      flag: {type: boolean, default: false}
      day: {type: date, default: today}
      born: {type: date, default: 2026-01-31}
      clock: {type: time, default: "09:30:00"}
      moment: {type: datetime, default: now}
      past: {type: datetime, max: "2026-01-31T09:30:00Z", default: "2026-01-31T09:30:00Z"}
      span: {type: duration, default: PT1H}
      code: {type: uuid, default: uuid}
      other: {type: uuid, default: 019aa5e0-7b1c-7000-8000-000000000001}
      mail: {type: email, unique: true}
      link: url
      short: slug
      host: ip
      mood: {type: Mood, default: happy}
      state: {type: enum, values: [a, b], default: a}
      blob: {type: bytes, default: aGk=}
      tree: {type: json, default: {a: [1]}}
      fixed: {type: json, schema: {type: object, properties: {a: {type: array, items: {type: integer}}}}}
      words: {type: "string[]", item: {pattern: "^a$"}, default: [a]}
      moods: {type: "Mood[]", unique_items: true}
      days: {type: "date[]", nullable: true}
      prices: {type: "decimal[]", default: [1]}
      secret: {type: string, sensitive: true}
      hidden: {type: string, internal: true, nullable: true}
      login: password
      author: {type: User, on_delete: cascade, inverse: posts}
      parent: {type: Post, nullable: true, on_delete: set_null, inverse: children}
      tags: {type: "Tag[]", inverse: posts}
    unique: [[author, name]]
    indexes: [[day, size]]
    sort: [-day]
  User: {id: string, fields: {best: {type: Post, nullable: true, unique: true, inverse: fan}}}
  Tag: {id: integer, fields: {}, timestamps: false, versioned: false}
"""
ENTITIES = ("Post", "User", "Tag")
ENUMS = ("PostState", "Mood")
OWN = {*ENUMS, *(f"{name}{suffix}" for name in ENTITIES for suffix in ("", *DERIVED_CLASSES))}


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """The generated modules of a spec that uses the whole language."""
    files = render(service_of(WIDE))
    return {
        path: ast.parse(text)
        for path, text in files.items()
        if path.endswith(".py") and not path.startswith("runtime/")
    }


def in_class_bodies(node: ast.AST) -> Iterator[str]:
    """Yield the names that class bodies with fields look up."""
    for each in ast.walk(node):
        if isinstance(each, ast.ClassDef) and not each.name.endswith("Service"):
            for statement in each.body:
                yield from looked_up(statement)


def looked_up(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    if not isinstance(node, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
        for child in ast.iter_child_nodes(node):
            yield from looked_up(child)


def bound(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level names of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (each.asname or each.name for each in node.names)
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (each.id for each in node.targets if isinstance(each, ast.Name))


def test_no_field_shadows_a_name_that_its_class_uses(trees: dict[str, ast.Module]) -> None:
    folders = ("models/", "schemas/", "services/")
    used = {
        name for path, tree in trees.items() if path.startswith(folders) for name in in_class_bodies(tree)
    }
    assert len(used) > 40
    own = {field.attribute for entity in service_of(WIDE).entities for field in entity.fields}
    assert {name for name in used - own if is_field(name) and attribute(name) == name} == set()


def test_reserved_names_include_all_names_of_modules(trees: dict[str, ast.Module]) -> None:
    names: set[str] = set()
    for tree in trees.values():
        here = set(bound(tree))
        if here & {*ENTITIES, *ENUMS}:
            names |= here - OWN
    assert len(names) > 40
    assert {name for name in names if is_entity(name)} - IMPORTED_NAMES == set()


def test_reserved_names_include_all_component_names() -> None:
    components = json.loads(render(service_of(WIDE))["openapi.json"])["components"]
    names = set(components["schemas"]) - OWN
    assert names
    assert {name for name in names if is_entity(name)} - IMPORTED_NAMES == set()


def test_entities_named_like_tests_are_not_collected(tmp_path: Path) -> None:
    text = "entities: {Test: {fields: {a: text}}, TestResult: {fields: {a: text}}, UserTest: {fields: {a: text}}}"
    for path, content in render(service_of(text)).items():
        (tmp_path / "generated" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "generated" / path).write_text(content)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, ran.stdout
