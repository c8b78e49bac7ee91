"""Chains, cycles and wide trees of rows of any size are deleted, on both databases.

One file, because its tests share one generated package and one helper class.
"""

import asyncio
import contextlib
import warnings
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import MetaData, Table, bindparam, event, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tests.support.compiled_specs import service_of
from tests.support.composite_apps import install
from tests.support.databases import engine_for

SPEC = """
service: {title: Chains}
entities:
  Note:
    description: Is deleted softly with what it is below.
    id: integer
    fields:
      parent: {type: Note, nullable: true, on_delete: cascade}
    soft_delete: true
  Mark:
    description: Goes with a note for good, and with a mark.
    id: integer
    fields:
      note:  {type: Note, nullable: true, on_delete: cascade}
      above: {type: Mark, nullable: true, on_delete: cascade}
  Node:
    id: integer
    fields:
      parent: {type: Node, nullable: true, on_delete: cascade}
      second: {type: Node, nullable: true, on_delete: cascade}
  Stay:
    description: Stays when its node goes.
    id: integer
    fields:
      node: {type: Node, nullable: true, on_delete: set_null}
  Hold:
    description: Keeps its node from being deleted.
    id: integer
    fields:
      node: {type: Node, on_delete: restrict}
  Left:
    id: integer
    fields:
      right: {type: Right, nullable: true, on_delete: cascade}
  Right:
    id: integer
    fields:
      left: {type: Left, on_delete: cascade}
  Part:
    id: [shop, number]
    fields:
      shop:   {type: string, max_length: 20, immutable: true}
      number: {type: integer, immutable: true}
      parent: {type: Part, nullable: true, on_delete: cascade}
"""
PACKAGE = "deep_chains_served"
DEEP = 10_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the generated package."""
    return install(service_of(SPEC), tmp_path_factory.mktemp("deep"), PACKAGE)


class World:
    """An application on an empty database, and functions that read and write the database directly."""

    def __init__(self, package: str, engine: AsyncEngine) -> None:
        self._package = package
        self.engine = engine
        self.client: httpx.AsyncClient

    def table(self, module: str) -> Table:
        """Return the table of an entity."""
        model = getattr(import_module(f"{self._package}.models.{module}"), module.capitalize())
        found: Table = model.__table__
        return found

    def stamps(self) -> dict[str, Any]:
        """Return the values that the service would generate."""
        now = import_module(f"{self._package}.runtime.types.defaults").utcnow()
        return {"created_at": now, "updated_at": now, "row_version": 1}

    async def live(self, module: str) -> list[int]:
        """Return the ids of the live rows of an entity."""
        table = self.table(module)
        chosen = select(table.c.id).order_by(table.c.id)
        if "deleted_at" in table.c:
            chosen = chosen.where(table.c.deleted_at.is_(None))
        async with self.engine.connect() as connection:
            return [*(await connection.execute(chosen)).scalars()]

    async def wait_for_lock(self) -> None:
        """Return as soon as a statement on the PostgreSQL server waits for a lock."""
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        async with self.engine.connect() as connection:
            for _ in range(1_000):
                if (await connection.execute(text(waiting))).scalar_one():
                    return
                await asyncio.sleep(0.01)
        raise TimeoutError

    async def fill(self, module: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows in the given order, as other software would."""
        stamps = self.stamps()
        async with self.engine.begin() as connection:
            for start in range(0, len(rows), 2_000):
                some = [{**stamps, **row} for row in rows[start : start + 2_000]]
                await connection.execute(insert(self.table(module)), some)

    async def join(self, module: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Set columns of existing rows, by their ids."""
        table = self.table(module)
        names = [name for name in rows[0] if name != "id"]
        changed = table.update().where(table.c.id == bindparam("at_id"))
        changed = changed.values({name: bindparam(f"at_{name}") for name in names})
        async with self.engine.begin() as connection:
            await connection.execute(changed, [{f"at_{name}": row[name] for name in row} for row in rows])

    async def count(self, module: str, *, live: bool = False) -> int:
        """Return the number of rows of an entity, or of its live rows."""
        table = self.table(module)
        counted = select(func.count()).select_from(table)
        if live:
            counted = counted.where(table.c.deleted_at.is_(None))
        async with self.engine.connect() as connection:
            found: int = (await connection.execute(counted)).scalar_one()
            return found

    async def rows(self, module: str, *names: str) -> list[tuple[Any, ...]]:
        """Return some columns of all rows of an entity, in the order of their values."""
        columns = [self.table(module).c[name] for name in names]
        async with self.engine.connect() as connection:
            found = await connection.execute(select(*columns).order_by(*columns))
            return [tuple(row) for row in found]

    @contextlib.contextmanager
    def counted(self) -> Any:
        """Count the statements that are executed in the block."""
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            seen.append(statement)

        event.listen(self.engine.sync_engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.engine.sync_engine, "before_cursor_execute", note)

    async def delete(self, path: str, status: int = 204) -> None:
        """Delete a resource."""
        response = await self.client.delete(path)
        assert response.status_code == status, response.text


async def create(engine: AsyncEngine, metadata: MetaData) -> None:
    """Create the tables. On SQLite include the foreign keys that close a cycle, as migrations do."""
    late = [
        key for table in metadata.tables.values() for key in table.foreign_key_constraints if key.use_alter
    ]
    for key in late:
        key.use_alter = engine.dialect.name != "sqlite"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tables in a cycle have no order, and SQLite needs none
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
    for key in late:
        key.use_alter = True


@contextlib.asynccontextmanager
async def world(package: str, url: str) -> AsyncIterator[World]:
    """Yield an application on an empty database."""
    async with engine_for(url) as engine:
        metadata = import_module(f"{package}.models").load_all().metadata
        await create(engine, metadata)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with AsyncSession(engine, expire_on_commit=False) as db:
                yield db

        app = import_module(f"{package}.api").create_api(get_db)
        made = World(package, engine)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://deep") as made.client:
            yield made


def chain(length: int, column: str = "parent_id", first: int = 1) -> list[dict[str, Any]]:
    """Return rows of which each refers to the one before it."""
    return [{"id": first, column: None}] + [
        {"id": id, column: id - 1} for id in range(first + 1, first + length)
    ]


def test_a_long_chain_is_deleted_softly(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("note", [*chain(DEEP), {"id": DEEP + 1, "parent_id": None}])
            await shop.fill("mark", [{"id": 1, "note_id": DEEP, "above_id": None}])
            with shop.counted() as statements:
                await shop.delete("/notes/1")
            assert len(statements) < 300
            assert await shop.count("note", live=True) == 1
            assert await shop.count("mark") == 0
            versions = await shop.rows("note", "row_version", "id")
            assert versions == [(1, DEEP + 1), *((2, id) for id in range(1, DEEP + 1))]

    asyncio.run(scenario())


def test_a_soft_deletion_cascades_to_long_permanent_chains(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("note", chain(3))
            marks: list[dict[str, Any]] = [{"id": 1, "note_id": 3, "above_id": None}]
            marks += [{"id": id, "note_id": None, "above_id": id - 1} for id in range(2, DEEP + 1)]
            await shop.fill("mark", marks)
            await shop.delete("/notes/1")
            assert await shop.count("note", live=True) == 0
            assert await shop.count("mark") == 0

    asyncio.run(scenario())


def test_a_long_chain_is_deleted_permanently(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("node", [*chain(DEEP), {"id": DEEP + 1, "parent_id": None}])
            stays = [
                {"id": number, "node_id": node} for number, node in enumerate((1, 5_000, DEEP, DEEP + 1))
            ]
            await shop.fill("stay", stays)
            with shop.counted() as statements:
                await shop.delete("/nodes/1")
            assert len(statements) < 300
            assert await shop.rows("node", "id") == [(DEEP + 1,)]
            assert await shop.rows("stay", "id", "node_id", "row_version") == [
                (0, None, 2),
                (1, None, 2),
                (2, None, 2),
                (3, DEEP + 1, 1),
            ]

    asyncio.run(scenario())


def test_a_batch_deletes_long_chains(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("node", [*chain(1_500), *chain(1_500, first=2_001)])
            response = await shop.client.post("/nodes/batch", json={"delete": [{"id": 1}, {"id": 2_001}]})
            assert response.status_code == 200, response.text
            assert await shop.count("node") == 0
            await shop.fill("note", [*chain(1_500), *chain(1_500, first=2_001)])
            response = await shop.client.post("/notes/batch", json={"delete": [{"id": 1}, {"id": 2_001}]})
            assert response.status_code == 200, response.text
            assert await shop.count("note", live=True) == 0

    asyncio.run(scenario())


def test_a_restriction_deep_in_a_chain_prevents_the_deletion(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("node", chain(3_000))
            await shop.fill("stay", [{"id": 1, "node_id": 1}])
            await shop.fill("hold", [{"id": 1, "node_id": 2_500}])
            await shop.delete("/nodes/1", 409)
            assert await shop.count("node") == 3_000
            assert await shop.rows("stay", "id", "node_id", "row_version") == [(1, 1, 1)]

    asyncio.run(scenario())


def test_a_long_cycle_is_deleted(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            rows = [{"id": id, "parent_id": id - 1 or 3_000} for id in range(1, 3_001)]
            await shop.fill("node", [{"id": row["id"], "parent_id": None} for row in rows])
            await shop.fill("note", [{"id": row["id"], "parent_id": None} for row in rows])
            await shop.join("node", rows)
            await shop.join("note", rows)
            await shop.delete("/nodes/7")
            assert await shop.count("node") == 0
            await shop.delete("/notes/7")
            assert await shop.count("note", live=True) == 0

    asyncio.run(scenario())


def test_small_cycles_and_diamonds_are_deleted(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("node", [{"id": id, "parent_id": None, "second_id": None} for id in range(1, 8)])
            parents = {1: (3, None), 2: (1, None), 3: (1, 2), 4: (3, 2), 5: (5, 4), 6: (7, None)}
            rows = [{"id": id, "parent_id": one, "second_id": two} for id, (one, two) in parents.items()]
            await shop.join("node", rows)
            await shop.delete("/nodes/2")
            assert await shop.rows("node", "id") == [(6,), (7,)]

    asyncio.run(scenario())


def test_a_chain_of_diamonds_is_deleted(package: str, database_url: str) -> None:
    """Each row is reached by two paths from the level above, the last one by 2 to the 700th paths."""

    async def scenario() -> None:
        async with world(package, database_url) as shop:
            rows: list[dict[str, Any]] = [{"id": 1, "parent_id": None, "second_id": None}]
            for id in range(2, 1_401, 2):
                above = id - 1 if id == 2 else id - 2
                rows += [{"id": id, "parent_id": above, "second_id": id - 1}]
                rows += [{"id": id + 1, "parent_id": above, "second_id": id - 1}]
            await shop.fill("node", rows)
            await shop.delete("/nodes/1")
            assert await shop.count("node") == 0

    asyncio.run(scenario())


def test_a_chain_through_two_tables_is_deleted(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            await shop.fill("left", [{"id": id, "right_id": None} for id in range(1, DEEP // 2 + 1)])
            await shop.fill("right", [{"id": id, "left_id": id} for id in range(1, DEEP // 2 + 1)])
            await shop.join("left", [{"id": id, "right_id": id - 1} for id in range(2, DEEP // 2 + 1)])
            with shop.counted() as statements:
                await shop.delete("/lefts/1")
            assert len(statements) < 300
            assert await shop.count("left") == 0
            assert await shop.count("right") == 0

    asyncio.run(scenario())


def test_a_chain_of_composite_keys_is_deleted(package: str, database_url: str) -> None:
    async def scenario() -> None:
        async with world(package, database_url) as shop:
            rows: list[dict[str, Any]] = [
                {"shop": "a", "number": 1, "parent_shop": None, "parent_number": None}
            ]
            rows += [
                {"shop": "a", "number": number, "parent_shop": "a", "parent_number": number - 1}
                for number in range(2, 3_001)
            ]
            await shop.fill("part", [*rows, {**rows[0], "shop": "b"}])
            await shop.delete("/parts/a/1")
            assert await shop.rows("part", "shop", "number") == [("b", 1)]

    asyncio.run(scenario())


def test_a_wide_level_is_deleted(package: str, database_url: str) -> None:
    """More rows refer to one row than a statement of either database may have parameters."""

    async def scenario() -> None:
        async with world(package, database_url) as shop:
            wide = 33_000
            rows = [{"id": id + 1, "parent_id": 1} for id in range(1, wide)]
            await shop.fill("node", [{"id": 1, "parent_id": None}, *rows])
            await shop.delete("/nodes/1")
            assert await shop.count("node") == 0

    asyncio.run(scenario())


@pytest.mark.parametrize("module", ["note", "node"])
def test_concurrent_changes_of_a_chain_are_respected(
    package: str, postgres_database: str, module: str
) -> None:
    async def scenario() -> None:
        async with world(package, postgres_database) as shop, shop.engine.connect() as other:
            table = shop.table(module)
            await shop.fill(module, chain(4))
            await other.execute(table.update().where(table.c.id == 3).values(parent_id=None))
            new = {**shop.stamps(), "id": 9, "parent_id": 2}
            await other.execute(insert(table).values(new))
            deletion = asyncio.create_task(shop.delete(f"/{module}s/1"))
            await shop.wait_for_lock()
            await other.commit()
            await deletion
            assert await shop.live(module) == [3, 4]

    asyncio.run(scenario())
