"""Fixtures that many tests share: the databases."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from generated.runtime.types.passwords import set_password_cost
from tests.support.databases import new_postgres_database
from tests.support.postgres import postgres

SERVER = "SPECLOOM_TEST_POSTGRES"
"""Environment variable with the URL of the PostgreSQL server that tests use; without it they start one."""

_session = contextlib.ExitStack()

# The time of an example depends on other load of the machine.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


# Tests make many hashes. `CHEAP_PASSWORDS` does the same for servers.
set_password_cost(time_cost=1, memory_cost=8, parallelism=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--update-golden`."""
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files of tests/cases anew"
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True if the test run writes golden files."""
    return bool(request.config.getoption("--update-golden"))


def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers: one more than cores, because some wait for a server or a disk."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that take minutes first. At the end, only one worker would be busy with them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure(config: pytest.Config) -> None:
    """Start the server that all workers of pytest-xdist share. They inherit the variable."""
    has_workers = config.getoption("numprocesses", None) and not hasattr(config, "workerinput")
    if has_workers and SERVER not in os.environ:
        os.environ[SERVER] = _session.enter_context(postgres())
        _session.callback(os.environ.pop, SERVER)


def pytest_unconfigure() -> None:
    """Stop that server."""
    _session.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a database on a PostgreSQL server where tests can create databases."""
    if SERVER in os.environ:
        yield os.environ[SERVER]
    else:
        with postgres() as url:
            yield url


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """URL of an empty PostgreSQL database for one test."""
    with new_postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database for one test, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    url: str = request.getfixturevalue("postgres_database")
    return url
