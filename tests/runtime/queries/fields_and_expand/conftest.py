"""The database of the tests of `fields` and `expand`."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.databases import new_postgres_database
from tests.support.expand_client import fill


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of the blog with two users, two posts, two tags and many comments."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path_factory.mktemp('views') / 'blog.db'}"
        asyncio.run(fill(made))
        yield made
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as made:
        asyncio.run(fill(made))
        yield made
