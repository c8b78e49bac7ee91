"""The number of statements of a request does not depend on the number of rows, with any `expand`."""

import asyncio
import importlib
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from specloom.model import Entity, Field, Role, Service
from specloom.resolve import compile_spec
from tests.proofs.canaries.values import python_of
from tests.support.databases import engine_for
from tests.support.expansions import paths, together
from tests.support.random_values import value_of
from tests.support.serving import ROOT

SPECS = {"blog": ROOT / "spec", "chinook": ROOT / "examples/chinook/spec"}
COUNTS = (1, 100)
FEWEST_PATHS = 20
"""Paths of a spec that are expanded by themselves, at least."""


@dataclass(frozen=True, slots=True)
class Generated:
    """The generated package of a spec."""

    name: str
    service: Service

    def module(self, name: str) -> Any:
        """Return a module of the package."""
        return importlib.import_module(f"{self.name}.{name}")


@pytest.fixture(scope="module", params=SPECS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """The code of each spec."""
    folder: Path = tmp_path_factory.mktemp("counted")
    name = f"{request.param}_counted"
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(SPECS[request.param])]
    subprocess.run([*command, "--out", str(folder / name)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    service = compile_spec(SPECS[request.param]).service
    assert service is not None
    generated = Generated(name, service)
    generated.module("runtime.types.passwords").set_password_cost(time_cost=1, memory_cost=8, parallelism=1)
    return generated


def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    package: Generated, database_url: str
) -> None:
    async def run() -> None:
        counted = [[each async for each in _counted(package, database_url, rows)] for rows in COUNTS]
        for one, other in pairwise(counted):
            assert one == other
        alone = {query for _, query, _ in counted[0] if query.startswith("expand=") and "," not in query}
        assert len(alone) >= FEWEST_PATHS
        assert all(statements <= _most(query) for _, query, statements in counted[0])

    asyncio.run(run())


def _most(query: str) -> int:
    """Return the maximum number of statements of a query: for rows and count, and for each relation and its links."""
    asked = query.partition("&")[0].partition("expand=")[2]
    followed = {path[: found.start()] for path in asked.split(",") for found in re.finditer(r"\.|$", path)}
    return 3 + 2 * len(followed - {""})


async def _counted(package: Generated, url: str, rows: int) -> AsyncIterator[tuple[str, str, int]]:
    """Yield path, query and number of statements of each request. `rows` is the number of rows of each table."""
    async with engine_for(url) as engine:
        ids = await _fill(package, engine, rows)
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[Any]:
            async with new_session() as session:
                yield session

        statements: list[str] = []
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        app = package.module("api").create_api(get_db)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            for entity in package.service.entities:
                for path in (f"/{entity.path}", f"/{entity.path}/{ids[entity.name][0]}"):
                    for query in _queries(package.service, entity, whole_list=path.count("/") == 1):
                        statements.clear()
                        response = await client.get(f"{path}?{query}")
                        assert response.status_code == 200, (path, query, response.text)
                        assert "items" not in response.json() or len(response.json()["items"]) == rows
                        shown = f"/{entity.path}/one" if path.count("/") == 2 else path
                        yield shown, query, len(statements)


def _queries(service: Service, entity: Entity, *, whole_list: bool) -> Iterator[str]:
    """Yield the queries of a list, or of a read, which is expanded by the same code."""
    more = "&limit=100&count=true" if whole_list else ""
    yield more
    yield f"fields=id{more}"
    found = paths(service, entity)
    for path in found if whole_list else ():
        yield f"expand={path}{more}"
    if found:
        yield f"expand={together(found)}{more}"


async def _fill(package: Generated, engine: AsyncEngine, rows: int) -> dict[str, list[Any]]:
    """Fill tables with rows that refer to a row by every relation. Returns the ids."""
    metadata = package.module("models").load_all().metadata
    random = Random(rows)
    ids = {
        entity.name: [
            UUID(int=number) if entity.id.type.kind == "uuid" else number for number in range(1, rows + 1)
        ]
        for entity in package.service.entities
    }
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        filled: set[str] = set()
        pending = list(package.service.entities)
        while pending:
            entity = next(each for each in pending if _needs(each) <= filled)
            pending.remove(entity)
            filled.add(entity.name)
            table = metadata.tables[entity.table]
            columns = [each for each in entity.fields if each.role in (Role.ID, Role.FIELD, Role.REFERENCE)]
            columns_of = {each.column: _values(each, ids, entity, random) for each in columns}
            keyed = {each.key: columns_of[each.name] for each in table.columns if each.name in columns_of}
            values = [dict(zip(keyed, row, strict=True)) for row in zip(*keyed.values(), strict=True)]
            await connection.execute(insert(table), values)
        for entity in package.service.entities:
            for link in entity.links:
                linked = zip(ids[entity.name], ids[link.target], strict=True)
                pairs = [{link.column: owner, link.target_column: target} for owner, target in linked]
                await connection.execute(insert(metadata.tables[link.table]), pairs)
    return ids


def _needs(entity: Entity) -> set[str]:
    targets = {each.reference.target for each in entity.references if each.reference is not None}
    return targets - {entity.name}


def _values(field: Field, ids: dict[str, list[Any]], entity: Entity, random: Random) -> list[Any]:
    """Return a value for each row. Values of unique fields differ."""
    if field.role is Role.ID:
        return ids[entity.name]
    if field.reference is not None:
        return ids[field.reference.target]
    values: list[Any] = []
    while len(values) < len(ids[entity.name]):
        value = python_of(field.type, value_of(field.type, random))
        if not field.unique or value not in values:
            values.append(value)
    return values
