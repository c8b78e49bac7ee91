"""Hand-written changes of links that the blog does not have: inverses, links to the same table, composite keys."""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import selectinload

from tests.support.databases import engine_for
from tests.support.serving import ROOT

PACKAGE = "changes_by_hand_generated"
SPEC = """
entities:
  Topic:
    id: integer
    fields: {name: string}
  Order:
    id: integer
    table: Order
    fields:
      name: string
      topics:  {type: "Topic[]", inverse: orders}
      similar: {type: "Order[]", singular: like, inverse: similar_to}
      seats:   {type: "Topic[]", through: Seat}
  Seat:
    fields:
      order: {type: Order, on_delete: cascade}
      topic: {type: Topic, on_delete: cascade}
    unique: [[order, topic]]
  Line:
    id: [order, line]
    fields:
      order: {type: Order, on_delete: cascade}
      line:  integer
      words:  string
  Note:
    id: integer
    versioned: false
    fields: {words: string, topics: "Topic[]"}
  Plain:
    id: integer
    versioned: false
    timestamps: false
    fields: {updated_at: {type: datetime, default: now}, topics: "Topic[]"}
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The models of the spec, and `changes` of their runtime."""
    folder = tmp_path_factory.mktemp("changes")
    (folder / "spec.yaml").write_text(SPEC)
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(folder / "spec.yaml")]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))

    def found(name: str, attribute: str) -> Any:
        return getattr(importlib.import_module(f"{PACKAGE}.{name}"), attribute)

    names = ("Topic", "Order", "Seat", "Line", "Note", "Plain")
    return SimpleNamespace(
        base=found("models", "load_all")(),
        mark_changed=found("runtime.types.changes", "mark_changed"),
        **{name: found(f"models.{name.lower()}", name) for name in names},
    )


Test = Callable[[AsyncSession], Awaitable[None]]
Run = Callable[[Test], None]


@pytest.fixture
def run(models: Any, database_url: str) -> Run:
    """Run a test in a session on empty tables."""

    async def with_session(test: Test) -> None:
        async with engine_for(database_url) as engine:
            async with engine.begin() as connection:
                await connection.run_sync(models.base.metadata.create_all)
            async with async_sessionmaker(engine, expire_on_commit=False)() as db:
                await test(db)

    return lambda test: asyncio.run(with_session(test))


def test_the_inverse_of_a_relation_changes_the_row_that_shows_the_links(run: Run, models: Any) -> None:
    async def test(db: AsyncSession) -> None:
        db.add_all([models.Topic(id=1, name="t"), models.Order(id=1, name="o")])
        await db.commit()
        order = (await db.execute(select(models.Order))).scalar_one()
        topic = (
            await db.execute(select(models.Topic).options(selectinload(models.Topic.orders)))
        ).scalar_one()
        before = order.row_version, topic.row_version
        topic.orders.append(order)
        await db.flush()
        assert (order.row_version, topic.row_version) == (before[0] + 1, before[1])
        topic.orders.remove(order)
        await db.flush()
        assert (order.row_version, topic.row_version) == (before[0] + 2, before[1])

    run(test)


def test_a_link_to_the_same_table_changes_only_its_owner(run: Run, models: Any) -> None:
    async def test(db: AsyncSession) -> None:
        db.add_all([models.Order(id=1, name="a"), models.Order(id=2, name="b")])
        await db.commit()
        both = select(models.Order).order_by(models.Order.id)
        loaded = both.options(selectinload(models.Order.similar), selectinload(models.Order.similar_to))
        one, two = (await db.execute(loaded)).scalars().all()
        before = one.row_version, two.row_version
        one.similar.append(two)
        await db.flush()
        assert (one.row_version, two.row_version) == (before[0] + 1, before[1])
        two.similar_to.remove(one)
        await db.flush()
        assert (one.row_version, two.row_version) == (before[0] + 2, before[1])

    run(test)


def test_rows_without_a_version(run: Run, models: Any) -> None:
    async def test(db: AsyncSession) -> None:
        topic = models.Topic(id=1, name="t")
        db.add_all([topic, models.Note(id=1, words="n"), models.Plain(id=1)])
        await db.commit()
        note = (await db.execute(select(models.Note).options(selectinload(models.Note.topics)))).scalar_one()
        plain = (
            await db.execute(select(models.Plain).options(selectinload(models.Plain.topics)))
        ).scalar_one()
        before = note.updated_at, plain.updated_at
        await asyncio.sleep(0.002)
        note.topics.append(topic)
        plain.topics.append(topic)
        await db.flush()
        assert note.updated_at > before[0]
        assert plain.updated_at == before[1]
        then = note.updated_at
        await models.mark_changed(db, models.Note, [1])
        await models.mark_changed(db, models.Plain, [1])
        assert note.updated_at > then
        assert plain.updated_at == before[1]

    run(test)


def test_composite_keys_and_link_rows(run: Run, models: Any) -> None:
    async def test(db: AsyncSession) -> None:
        order, topic = models.Order(id=1, name="o"), models.Topic(id=1, name="t")
        db.add_all([order, topic])
        await db.flush()
        lines = [models.Line(order_id=1, line=number, words="x") for number in (1, 2)]
        db.add_all(lines)
        await db.flush()
        before = [order.row_version, *(line.row_version for line in lines)]
        lines[0].words = "y"
        await db.flush()
        await models.mark_changed(db, models.Line, [(1, 1), (1, 2)])
        db.add(models.Seat(order_id=1, topic_id=1))
        await db.flush()
        await models.mark_changed(db, models.Order, [1])
        after = [order.row_version, *(line.row_version for line in lines)]
        assert [new - old for old, new in zip(before, after, strict=True)] == [1, 2, 1]

    run(test)


def test_an_update_with_another_table_increments_its_own_version(run: Run, models: Any) -> None:
    async def test(db: AsyncSession) -> None:
        db.add_all(
            [models.Order(id=1, name="o", row_version=7), models.Topic(id=1, name="t", row_version=70)]
        )
        await db.commit()
        order, topic = models.Order, models.Topic
        await db.execute(update(order).where(order.id == topic.id).values(name=topic.name))
        stored = await db.execute(select(order.name, order.row_version))
        assert tuple(stored.one()) == ("t", 8)

    run(test)
