"""Fixtures that tests of HTTP share."""

from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.support.databases import new_postgres_database
from tests.support.limited_server import Running
from tests.support.serving import migrate, serve


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A server with small limits, on each event loop."""
    with Running(request.param) as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, Path]]:
    """The application on one of the databases, and the file of its log."""
    folder = tmp_path_factory.mktemp("server")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'blog.db'}"
        migrate(url)
        with serve(url, folder / "log") as client:
            yield client, folder / "log"
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        with serve(url, folder / "log") as client:
            yield client, folder / "log"


@pytest.fixture
def client(server: tuple[httpx.Client, Path]) -> httpx.Client:
    """A client of the application."""
    return server[0]
