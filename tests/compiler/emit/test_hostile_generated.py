"""Generated code has the same statements for hostile texts as for harmless texts."""

import ast
import json
from typing import Any

import pytest

from specloom.emit import render
from tests.support.compiled_specs import compile_data
from tests.support.hostile_texts import TEXTS
from tests.support.texts_everywhere import ALL_POSITIONS, Position, spec

ROUNDS = 8


def is_free(path: Position, *, is_key: bool) -> bool:
    """Return whether a position accepts any text."""
    below_json = bool({"schema", "default", "example"} & set(path[4:-1])) and path[-1] != "type"
    if is_key:
        return below_json and path[-2] in ("default", "properties")
    described = path[-1] in ("description", "title", "version", "default", "example")
    return described or below_json or path[-2] == "values"


FREE = [(path, is_key) for path, is_key in ALL_POSITIONS if is_free(path, is_key=is_key)]


def put(data: Any, path: Position, text: str, *, is_key: bool) -> None:
    """Put a text into one position of a spec."""
    parent = data
    for part in path[:-1]:
        parent = parent[part]
    if is_key:
        items = [(text if key == path[-1] else key, value) for key, value in parent.items()]
        parent.clear()
        parent.update(items)
    else:
        parent[path[-1]] = text


def with_texts(texts: list[str]) -> tuple[dict[str, Any], int]:
    """Return the spec with these texts in turn in each free position, and the number of these positions."""
    data, taken = spec(), 0
    # Keys come last, so that the paths stay valid.
    for number, (path, is_key) in enumerate(sorted(FREE, key=lambda each: each[1])):
        for offset in range(4):
            text = texts[(number + offset) % len(texts)]
            attempt = json.loads(json.dumps(data))
            put(attempt, path, text, is_key=is_key)
            if text.strip() and compile_data(attempt).service is not None:
                data, taken = attempt, taken + 1
                break
    return data, taken


def shape(text: str) -> list[str]:
    """Return the statements and expressions of a module in order, without its texts."""
    return [type(each).__name__ for each in ast.walk(ast.parse(text))]


def called(text: str) -> set[str]:
    """Return the names that a module calls, imports or uses as decorators."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.add(ast.unparse(node))
    return found


@pytest.fixture(scope="module")
def harmless() -> dict[str, str]:
    """The generated files of the spec without hostile texts."""
    service = compile_data(spec()).service
    assert service is not None
    return render(service)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_hostile_texts_stay_texts(number: int, harmless: dict[str, str]) -> None:
    data, taken = with_texts(TEXTS[number::ROUNDS])
    service = compile_data(data).service
    assert service is not None
    files = render(service)
    assert files.keys() == harmless.keys()
    for path, text in files.items():
        if path.endswith(".py"):
            text.encode()
            assert called(text) <= called(harmless[path]), path
            assert shape(text) == shape(harmless[path]), path
        elif path.endswith(".json"):
            assert shape_of_json(json.loads(text)) == shape_of_json(json.loads(harmless[path]))
    assert taken


def shape_of_json(value: Any) -> Any:
    """Return the structure of a JSON value without its texts."""
    if isinstance(value, dict):
        return sorted((shape_of_json(each) for each in value.values()), key=repr)
    return [shape_of_json(each) for each in value] if isinstance(value, list) else type(value).__name__
