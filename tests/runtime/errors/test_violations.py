"""Classification of real errors of real databases."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from specloom.runtime.errors.violations import Violation, describe
from specloom.runtime.types.columns import Array, FixedDecimal, varchar
from tests.support.databases import engine_for

metadata = MetaData()
teams = Table("teams", metadata, Column("id", Integer, primary_key=True))
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", varchar(10)),
    Column("name", varchar(10), nullable=False),
    Column("lower_email", String),
    Column("rating", FixedDecimal(4, 2)),
    Column("words", Array(varchar(3))),
    Column("team_id", ForeignKey("teams.id", name="fk_users_team_id")),
    Column("boss_id", ForeignKey("teams.id", name="fk_users_boss_id", ondelete="RESTRICT")),
    UniqueConstraint("email", "name", name="uq_users_email_name"),
    CheckConstraint("name IN ('a', 'b', 'c')", name="ck_users_name"),
    Index("ux_users_lower_email", text("lower(lower_email)"), unique=True),
)
SECRET = "canary"
RAISED = (SQLAlchemyError, OSError)
"""Errors that SQLAlchemy raises. It does not wrap errors that a driver raises while it connects."""


@contextlib.asynccontextmanager
async def filled(url: str, **settings: Any) -> AsyncIterator[AsyncEngine]:
    """Yield an engine for a database with a team and a user."""
    async with engine_for(url, **settings) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
            await connection.execute(insert(teams), [{"id": 1}, {"id": 2}])
            user = {"id": 100, "email": "a", "name": "a", "lower_email": "X", "team_id": 1, "boss_id": 2}
            await connection.execute(insert(users).values(user))
        yield engine


async def violation_of(engine: AsyncEngine, statement: Any) -> Violation:
    """Execute a statement that must fail, and return the classification of its error."""
    with pytest.raises(RAISED) as caught:
        async with engine.begin() as connection:
            await connection.execute(statement)
    return describe(caught.value)


BROKEN_RULES: list[tuple[Any, Violation, Violation]] = [
    (
        insert(users).values(email="a", name="a"),
        Violation("unique", None, ("email", "name")),
        Violation("unique", "uq_users_email_name"),
    ),
    (
        insert(users).values(id=100, name="b"),
        Violation("unique", None, ("id",)),
        Violation("unique", "users_pkey"),
    ),
    (
        insert(users).values(name="b", lower_email="x"),
        Violation("unique", "ux_users_lower_email"),
        Violation("unique", "ux_users_lower_email"),
    ),
    (
        insert(users).values(name="a", team_id=9),
        Violation("foreign_key"),
        Violation("foreign_key", "fk_users_team_id"),
    ),
    (
        delete(teams).where(teams.c.id == 1),
        Violation("foreign_key"),
        Violation("foreign_key", "fk_users_team_id"),
    ),
    (
        delete(teams).where(teams.c.id == 2),
        Violation("foreign_key"),
        Violation("foreign_key", "fk_users_boss_id"),
    ),
    (
        insert(users).values(email="c"),
        Violation("not_null", None, ("name",)),
        Violation("not_null", None, ("name",)),
    ),
    (
        update(users).values(name=SECRET),
        Violation("check", "ck_users_name"),
        Violation("check", "ck_users_name"),
    ),
    (insert(users).values(name="b", rating=SECRET), Violation("data"), Violation("data")),
    (insert(users).values(name="b", words=[SECRET]), Violation("data"), Violation("data")),
    (text("SELECT nothing FROM nowhere"), Violation("other"), Violation("other")),
]


@pytest.mark.parametrize("index", range(len(BROKEN_RULES)))
def test_constraint_violations(database_url: str, index: int) -> None:
    statement, on_sqlite, on_postgresql = BROKEN_RULES[index]

    async def scenario() -> None:
        async with filled(database_url) as engine:
            expected = on_sqlite if engine.dialect.name == "sqlite" else on_postgresql
            assert await violation_of(engine, statement) == expected

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "statement",
    [
        insert(users).values(name="b", email="longer than ten"),
        insert(users).values(name="b", team_id=2**40),
        text("SELECT CAST('9999999999' AS integer)"),
    ],
)
def test_values_that_postgresql_cannot_store(postgres_database: str, statement: Any) -> None:
    async def scenario() -> None:
        async with filled(postgres_database) as engine:
            assert await violation_of(engine, statement) == Violation("data")

    asyncio.run(scenario())


Scenario = Callable[[AsyncEngine], Coroutine[Any, Any, Exception]]


async def deadlock(engine: AsyncEngine) -> Exception:
    """Two transactions that each wait for the other's row."""
    async with engine.connect() as first, engine.connect() as second:
        await first.execute(select(teams).where(teams.c.id == 1).with_for_update())
        await second.execute(select(teams).where(teams.c.id == 2).with_for_update())
        crossed = await asyncio.gather(
            first.execute(select(teams).where(teams.c.id == 2).with_for_update()),
            second.execute(select(teams).where(teams.c.id == 1).with_for_update()),
            return_exceptions=True,
        )
    return next(each for each in crossed if isinstance(each, Exception))


async def serialization_failure(engine: AsyncEngine) -> Exception:
    """A serializable transaction that updates a row which another one has changed meanwhile."""
    async with engine.connect() as one, engine.connect() as second:
        first = await one.execution_options(isolation_level="SERIALIZABLE")
        await first.execute(select(users))
        await second.execute(update(users).values(email="b"))
        await second.commit()
        with pytest.raises(RAISED) as caught:
            await first.execute(update(users).values(email="c"))
    return caught.value


async def lock_timeout(engine: AsyncEngine) -> Exception:
    """A statement that waits too long for a lock."""
    async with engine.connect() as first, engine.connect() as second:
        await first.execute(update(users).values(email="b"))
        with pytest.raises(RAISED) as caught:
            await second.execute(update(users).values(email="c"))
    return caught.value


async def statement_timeout(engine: AsyncEngine) -> Exception:
    """A statement that runs too long."""
    async with engine.connect() as connection:
        with pytest.raises(RAISED) as caught:
            await connection.execute(text("SELECT pg_sleep(20)"))
    return caught.value


async def exhausted_pool(engine: AsyncEngine) -> Exception:
    """A third connection of a pool with two."""
    async with engine.connect(), engine.connect():
        with pytest.raises(RAISED) as caught:
            async with engine.connect():
                pass
    return caught.value


async def lost_connection(engine: AsyncEngine) -> Exception:
    """A connection that the server ends; the next one works."""
    async with engine.connect() as first, engine.connect() as second:
        pid = (await first.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await second.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)"))
        with pytest.raises(RAISED) as caught:
            await first.execute(select(users))
    async with engine.connect() as connection:
        await connection.execute(select(users))
    return caught.value


ON_BOTH = [lock_timeout, exhausted_pool]
ON_POSTGRESQL = [deadlock, serialization_failure, statement_timeout, lost_connection]


@pytest.mark.parametrize("scenario", ON_BOTH)
def test_unavailable(database_url: str, scenario: Scenario) -> None:
    assert asyncio.run(_in_a_hurry(database_url, scenario)) == Violation("unavailable")


@pytest.mark.parametrize("scenario", ON_POSTGRESQL)
def test_unavailable_on_postgresql(postgres_database: str, scenario: Scenario) -> None:
    assert asyncio.run(_in_a_hurry(postgres_database, scenario)) == Violation("unavailable")


async def _in_a_hurry(url: str, scenario: Scenario) -> Violation:
    async with filled(url, lock_timeout=2, statement_timeout=3, pool_timeout=0.1, pool_size=2) as engine:
        return describe(await scenario(engine))


def test_another_process_has_the_write_lock_of_sqlite(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with filled(f"sqlite:///{tmp_path}/test.db", lock_timeout=0.1) as engine:
            other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            assert await violation_of(engine, delete(users)) == Violation("unavailable")
            other.execute("ROLLBACK")
            other.close()
            async with engine.begin() as connection:  # the write lock was released
                await connection.execute(delete(users))

    asyncio.run(scenario())


def test_full_disk(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with filled(f"sqlite:///{tmp_path}/test.db", pool_size=1) as engine:
            async with engine.connect() as connection:
                await connection.execute(text("PRAGMA max_page_count = 1"))
            values = [{"email": str(number), "name": "a"} for number in range(1000)]
            assert await violation_of(engine, insert(users).values(values)) == Violation("unavailable")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody:secret@127.0.0.1:1/nothing",
        "postgresql://nobody:secret@/nothing?host=/nowhere",
        "postgresql://nobody:secret@host.invalid/nothing",
        "sqlite:////proc/nothing.db",
    ],
)
def test_no_connection(url: str) -> None:
    async def scenario() -> None:
        async with engine_for(url) as engine:
            assert await violation_of(engine, select(users)) == Violation("unavailable")
        await asyncio.sleep(
            0.1
        )  # the thread of the failed connection still reports its end to the event loop

    asyncio.run(scenario())


def test_no_such_database_or_user(postgres_server: str) -> None:
    async def scenario(url: str) -> None:
        async with engine_for(url) as engine:
            assert await violation_of(engine, select(users)) == Violation("unavailable")

    server = make_url(postgres_server)
    for wrong in (server.set(database="nothing"), server.set(username="nobody")):
        asyncio.run(scenario(wrong.render_as_string(hide_password=False)))
