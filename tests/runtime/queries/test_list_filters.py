"""Array fields of every type are filtered by their items, on every code path."""

import asyncio
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from specloom.emit import render
from tests.support.comparison_runs import client_of
from tests.support.compiled_specs import service_of
from tests.support.random_values import value_of

TYPES = """
string text integer bigint float decimal boolean date time datetime duration uuid email url slug ip Mood
""".split()
SPEC = "enums: {Mood: [a b, é, c]}\nentities:\n  Thing:\n    fields:\n" + "".join(
    f'      of_{each.lower()}: {{type: "{each}[]", nullable: true}}\n' for each in TYPES
)
PACKAGE = "list_filters"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    folder: Path = tmp_path_factory.mktemp("lists")
    for path, content in render(service_of(SPEC)).items():
        (folder / PACKAGE / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / PACKAGE / path).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    return PACKAGE


@pytest.mark.parametrize("plain", [False, True], ids=["fast path", "session"])
def test_a_list_is_found_by_its_items(package: str, database_url: str, plain: bool) -> None:
    (thing,) = service_of(SPEC).entities
    random = Random(package)

    async def scenario() -> None:
        async with client_of(package, database_url, plain=plain) as client:
            for name in (f"of_{each.lower()}" for each in TYPES):
                type_ = thing.field(name).type
                lists = [value_of(type_, random) for _ in range(6)]
                made = [(await client.post("/things", json={name: each})).json() for each in lists]
                for item in [each[name][-1] for each in made if each[name]][:2]:
                    text = item if isinstance(item, str) else json.dumps(item)
                    response = await client.get("/things", params={f"{name}__has": text, "limit": 100})
                    assert response.status_code == 200, (name, text, response.text)
                    wanted: list[Any] = [each["id"] for each in made if item in each[name]]
                    assert [each["id"] for each in response.json()["items"]] == wanted, (name, text)

    asyncio.run(scenario())
