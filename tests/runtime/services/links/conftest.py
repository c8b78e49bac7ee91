"""Applications with the service of `tests/specs/linking`, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.support import linking_apps
from tests.support.databases import new_postgres_database
from tests.support.linking_apps import Make


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("linking")
    linking_apps.generated(folder)
    return folder


# For the whole session, so that tests on SQLite come first: `create_all` on PostgreSQL marks foreign keys in cycles as
# separate statements, which SQLite then does not create.
@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield linking_apps.maker(f"sqlite:///{folder / 'linking.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield linking_apps.maker(url)


@pytest.fixture
def client(make: Make) -> Iterator[TestClient]:
    """A client of the generated services."""
    with TestClient(make()) as client:
        yield client
