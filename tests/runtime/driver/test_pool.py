"""`ConnectionPool`: waiting tasks get returned connections in order, and its counts stay correct."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from generated.runtime.driver.direct_statements import AcquiredConnection
from generated.runtime.driver.pool import ConnectionPool

Test = Callable[[AsyncEngine, ConnectionPool], Awaitable[None]]


@pytest.fixture
def run(postgres_database: str) -> Callable[..., None]:
    """Run a test with an engine and its pool, and check that all connections were returned."""

    async def with_pool(test: Test, size: int, overflow: int) -> None:
        url = make_url(postgres_database).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(
            url, poolclass=ConnectionPool, pool_size=size, max_overflow=overflow, pool_timeout=0.2
        )
        pool = engine.sync_engine.pool
        assert isinstance(pool, ConnectionPool)
        await test(engine, pool)
        assert pool.checkedout() == 0
        await engine.dispose()

    return lambda test, size=1, overflow=0: asyncio.run(with_pool(test, size, overflow))


def test_waiting_tasks_get_returned_connections(run: Callable[..., None]) -> None:
    """The task that waits longest gets the connection first. A later task does not overtake it."""

    async def test(engine: AsyncEngine, pool: ConnectionPool) -> None:
        served: list[int] = []

        async def use(number: int) -> None:
            async with engine.connect() if number % 2 else AcquiredConnection(engine.sync_engine):
                served.append(number)
                await asyncio.sleep(0.01)

        async with AcquiredConnection(engine.sync_engine):
            waiting = [asyncio.create_task(use(number)) for number in range(4)]
            await asyncio.sleep(0.05)
            assert not served and pool.checkedin() == 0 and pool.checkedout() == 1
        await asyncio.gather(*waiting)
        assert served == [0, 1, 2, 3]

    run(test)


def test_a_timeout_for_a_connection_raises_an_error(run: Callable[..., None]) -> None:
    """A connection that is returned after the timeout can be acquired again."""

    async def test(engine: AsyncEngine, pool: ConnectionPool) -> None:
        async with AcquiredConnection(engine.sync_engine):
            with pytest.raises(PoolTimeoutError):
                async with AcquiredConnection(engine.sync_engine):
                    pass
        assert pool.checkedin() == 1
        async with AcquiredConnection(engine.sync_engine) as connection:
            assert await connection.fetchrow("SELECT 1")

    run(test)


def test_connections_beyond_the_pool_size_are_closed(run: Callable[..., None]) -> None:
    """The pool keeps at most `pool_size` connections, also on the server, whether they were new or idle."""

    async def test(engine: AsyncEngine, pool: ConnectionPool) -> None:
        async def one_is_open() -> bool:
            count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            for _attempt in range(100):
                async with AcquiredConnection(engine.sync_engine) as connection:
                    if (await connection.fetchrow(count))[0] == 1:
                        return True
                await asyncio.sleep(0.05)  # a backend takes a moment to end
            return False

        async with (
            AcquiredConnection(engine.sync_engine),
            AcquiredConnection(engine.sync_engine),
            engine.connect(),
        ):
            assert pool.checkedout() == 3 and pool.overflow() == 2
        assert pool.checkedin() == 1 and pool.overflow() == 0
        assert await one_is_open()
        async with AcquiredConnection(engine.sync_engine):
            async with engine.connect():  # replaces the idle connection
                pass
            assert pool.checkedin() == 1
        assert pool.checkedin() == 1 and pool.overflow() == 0
        assert await one_is_open()

    run(test, overflow=2)


def test_after_release_each_statement_acquires_a_connection(run: Callable[..., None]) -> None:
    """So code after the `yield` of a dependency can still read. The end of the block returns no connection twice."""

    async def test(engine: AsyncEngine, pool: ConnectionPool) -> None:
        async with AcquiredConnection(engine.sync_engine) as connection:
            assert await connection.fetchval("SELECT 1") == 1  # any other method of the driver's connection
            assert pool.checkedout() == 1
            await connection.release()
            await connection.release()
            assert pool.checkedout() == 0 and not connection.is_closed()
            async with AcquiredConnection(engine.sync_engine):
                assert pool.checkedout() == 1
            assert (await connection.fetchrow("SELECT 2"))[0] == 2
            assert (await connection.fetch("SELECT 3"))[0][0] == 3
            assert pool.checkedout() == 0
            with pytest.raises(RuntimeError, match="returned to the pool"):
                await connection.fetchval("SELECT 1")
        assert pool.checkedin() == 1

    run(test)
