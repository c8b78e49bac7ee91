"""If SQLAlchemy has event listeners of any kind, reads and writes use a session, which calls them."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, SessionEvents, sessionmaker
from sqlalchemy.pool import Pool

from generated.api import create_api
from generated.models.tag import Tag
from generated.runtime.driver.direct_statements import AcquiredConnection, direct_engine
from generated.runtime.driver.sessions import LazySession
from generated.runtime.statements.direct_reads import open_read_connection
from generated.runtime.statements.fast_path import Database
from tests.support.fast_path_apps import Test, client_of, opened_by, with_engine


@pytest.fixture
def run(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[Test], None]:
    """Run a test with an engine for the blog's tables on PostgreSQL, where statements run directly."""
    monkeypatch.setattr(Engine, "_has_events", False)  # it stays True after a listener on the class
    return lambda test: asyncio.run(with_engine(postgres_database, test))


def listeners(engine: AsyncEngine) -> list[tuple[Any, str]]:
    """Return a target and an event for each kind of event that a statement causes."""
    sync = engine.sync_engine
    return [
        (sync, "before_cursor_execute"),
        (Engine, "after_cursor_execute"),
        (sync, "begin"),
        (sync, "do_execute"),
        (Engine, "do_execute"),
        (Session, "after_begin"),
        (Session, "do_orm_execute"),
        (Session, "after_transaction_create"),
        (sync.pool, "checkout"),
        (Pool, "checkout"),
        (Pool, "checkin"),
        (sync, "reset"),
    ]


def test_every_listener_receives_reads_and_writes(run: Callable[[Test], None]) -> None:
    """Also listeners that are added while the service runs, to one engine or to a class."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        direct: list[bool] = []

        async def get_read_db() -> AsyncIterator[Database]:
            async with open_read_connection(engine, new_session) as db:
                direct.append(not isinstance(db, AsyncSession))
                yield db

        app = create_api(opened_by(new_session), get_read_db=get_read_db)
        async with client_of(app) as client:
            path = (await client.post("/tags", json={"name": "x"})).headers["location"]
            for number, (target, name) in enumerate(listeners(engine)):
                received: list[str] = []
                Engine._has_events = False
                vars(engine.sync_engine).pop("_has_events", None)
                direct.clear()
                assert (await client.get(path)).status_code == (await client.get("/tags")).status_code == 200
                assert direct == [True, True]
                direct.clear()

                def listener(*_: Any, received: list[str] = received) -> None:
                    received.append("x")

                event.listen(target, name, listener)
                try:
                    for method, where, body in (
                        ("GET", path, None),
                        ("GET", "/tags", None),
                        ("PATCH", path, {"name": f"y{number}"}),
                    ):
                        received.clear()
                        assert (await client.request(method, where, json=body)).status_code == 200
                        assert received, f"{target} {name} did not receive {method} {where}"
                    assert direct == [False, False], f"{target} {name}"
                finally:
                    event.remove(target, name, listener)

    run(test)


def test_every_session_event_counts(run: Callable[[Test], None]) -> None:
    """On the class and on one session. Without listeners, statements run directly."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        mapper = Tag.__mapper__
        names = [name for name, each in vars(SessionEvents).items() if inspect.isfunction(each)]
        names = [name for name in names if not name.startswith("_")]
        assert len(names) > 20

        def listener(*_: Any) -> None:
            pass

        for name in names:
            async with LazySession(engine) as lazy, new_session() as session:
                assert direct_engine(lazy, mapper) is direct_engine(session, mapper) is engine.sync_engine
                event.listen(Session, name, listener)
                try:
                    assert direct_engine(lazy, mapper) is direct_engine(session, mapper) is None, name
                finally:
                    event.remove(Session, name, listener)
                assert direct_engine(session, mapper) is engine.sync_engine
                event.listen(session.sync_session, name, listener)
                assert direct_engine(session, mapper) is None, name

    run(test)


@pytest.mark.parametrize("name", ["connect", "checkout"])
def test_a_transaction_begun_by_a_listener_loses_no_write(run: Callable[[Test], None], name: str) -> None:
    """SQLAlchemy's adapter begins a transaction for statements of a listener. It rolls it back at the checkin."""

    async def test(engine: AsyncEngine, new_session: async_sessionmaker[AsyncSession]) -> None:
        def listener(connection: Any, *_: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("SELECT set_config('app.tenant', '7', false)")
            cursor.close()

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with LazySession(engine) as session:
                yield session

        await engine.dispose()
        event.listen(engine.sync_engine, name, listener)
        async with client_of(create_api(get_db)) as client:
            for number in range(3):
                assert (await client.post("/tags", json={"name": f"{number}"})).status_code == 201
        async with new_session() as session:
            assert (await session.scalars(select(Tag.name).order_by(Tag.name))).all() == ["0", "1", "2"]
            tenant = (await session.execute(text("SHOW app.tenant"))).scalar_one()
            assert tenant == "7"
        async with AcquiredConnection(engine.sync_engine) as connection:
            assert (await connection.fetchrow("SHOW app.tenant"))[0] == "7"

    run(test)


def test_reads_respect_listeners_and_options_of_sessions(run: Callable[[Test], None]) -> None:
    """Listeners on a class of sessions, a sessionmaker or one session, execution options, and open transactions."""

    class Traced(Session):
        """A session class of the user."""

    async def test(engine: AsyncEngine, plain: async_sessionmaker[AsyncSession]) -> None:
        maker = sessionmaker()
        traced = async_sessionmaker(engine, sync_session_class=Traced)
        made = async_sessionmaker(engine, sync_session_class=maker)
        event.listen(Traced, "after_begin", lambda *_: None)
        event.listen(maker, "do_orm_execute", lambda *_: None)

        def received() -> AsyncSession:
            session = plain()
            event.listen(session.sync_session, "after_begin", lambda *_: None)
            return session

        serializable = engine.execution_options(isolation_level="SERIALIZABLE")
        for new_session in (traced, made, received, async_sessionmaker(serializable)):
            async with open_read_connection(engine, new_session) as db:
                assert isinstance(db, AsyncSession)
        for fast in (plain, lambda: LazySession(engine)):
            async with open_read_connection(engine, fast) as db:
                assert isinstance(db, AcquiredConnection)

    run(test)


def test_the_application_reads_with_a_session_if_there_are_listeners(
    run: Callable[[Test], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`get_read_db` of `app/database.py`. Without listeners it yields a connection of the driver."""

    async def test(engine: AsyncEngine, _: async_sessionmaker[AsyncSession]) -> None:
        from app import database

        monkeypatch.setattr(database, "engine", engine)

        async def given() -> type:
            async with asynccontextmanager(database.get_read_db)() as db:
                return type(db)

        assert not issubclass(await given(), AsyncSession)
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *_: None)
        assert issubclass(await given(), AsyncSession)

    run(test)
