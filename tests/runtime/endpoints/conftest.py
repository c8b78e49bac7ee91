"""Fixtures that tests of endpoints share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from tests.support import guarding_apps
from tests.support.counting_guards import nothing
from tests.support.databases import new_postgres_database
from tests.support.guarding_apps import Make
from tests.support.serving import migrate, serve


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("link_guards")
    guarding_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    if request.param == "sqlite":
        yield guarding_apps.maker(f"sqlite:///{folder / 'link_guards.db'}")
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield guarding_apps.maker(url)


@pytest.fixture(scope="module")
def sqlite(folder: Path) -> Make:
    """Makes an application on SQLite, for tests that do not depend on the database."""
    return guarding_apps.maker(f"sqlite:///{folder / 'sqlite.db'}")


@pytest.fixture(params=["compiled", "plain"])
def on_code_path(request: pytest.FixtureRequest) -> Callable[[FastAPI], FastAPI]:
    """Lets compiled routes serve an application, or only FastAPI."""

    def prepare(app: FastAPI) -> FastAPI:
        if request.param == "plain":
            app.dependency_overrides[nothing] = nothing
        return app

    return prepare


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The migrated database of the blog."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('endpoints') / 'blog.db'}"
        migrate(url)
        yield url
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        yield url


@pytest.fixture(scope="module")
def client(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the blog."""
    with serve(url, tmp_path_factory.mktemp("server") / "log") as client:
        yield client
