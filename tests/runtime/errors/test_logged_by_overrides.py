"""Errors that an override or a lifespan logs with `log.exception` are logged with their text."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from generated.api import create_api
from generated.runtime.driver.sessions import LazySession
from generated.runtime.errors.error_log import hide_values_in_records
from generated.runtime.errors.redaction import HIDDEN
from generated.services import Services
from generated.services.tag import TagService
from generated.services.user import UserService
from tests.support.databases import engine_for
from tests.support.failing_app import DOWN, ID, SENT, store
from tests.support.fast_path_apps import client_of

log = logging.getLogger(__name__)
REQUESTS: tuple[tuple[str, str, Any, list[str]], ...] = (
    ("POST", "/tags", {"name": "x"}, ["create", "created"]),
    ("PATCH", "/tags/1", {"name": "y"}, ["update", "updated"]),
    ("PUT", "/tags/1", {"name": "z"}, ["replace", "replaced"]),
    ("POST", "/tags/batch", {"create": [{"name": "v"}]}, ["create", "created"]),
    ("PATCH", f"/users/{ID}", {"password": SENT}, [HIDDEN]),
)
"""Requests, and the expected text in the log for each."""


def fail(text: str) -> None:
    """Raise an error."""
    raise ValueError(f"{DOWN}: {text}")


def tell(text: str) -> None:
    """Log an error that was handled."""
    try:
        fail(text)
    except ValueError:
        log.exception("handled")


def make(engine: AsyncEngine) -> FastAPI:
    """Return the application."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with LazySession(engine) as session:
            yield session

    class Tags(TagService):
        async def create(self, db: AsyncSession, data: Any) -> Any:
            tell("create")
            row = await super().create(db, data)
            tell("created")
            return row

        async def update(self, db: AsyncSession, id: int, data: Any, if_match: str | None = None) -> Any:
            tell("update")
            row = await super().update(db, id, data, if_match)
            tell("updated")
            return row

        async def replace(self, db: AsyncSession, id: int, data: Any, if_match: str | None = None) -> Any:
            tell("replace")
            row = await super().replace(db, id, data, if_match)
            tell("replaced")
            return row

    class Users(UserService):
        async def update(self, db: AsyncSession, id: Any, data: Any, if_match: str | None = None) -> Any:
            tell(data.password.get_secret_value())
            return await super().update(db, id, data, if_match)

    return create_api(get_db, services=Services(tag=Tags, user=Users))


@pytest.fixture(autouse=True)
def hidden_values() -> Iterator[None]:
    """Hide values in the records of a test."""
    factory = logging.getLogRecordFactory()
    hide_values_in_records()
    yield
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize("mode", ["fast", "slow"])
def test_texts_are_logged_after_the_body_was_read(
    database_url: str, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    logged_texts: list[list[str]] = []

    async def test() -> None:
        async with engine_for(database_url) as engine:
            await store(engine)
            app = make(engine)
            if mode == "slow":
                app.dependency_overrides[test] = (
                    test  # with any dependency override, requests do not use the fast path
                )
            async with client_of(app) as client:
                for method, path, body, _ in REQUESTS:
                    caplog.clear()
                    response = await client.request(method, path, json=body)
                    assert response.is_success, response.text
                    records = [each for each in caplog.records if each.name == __name__]
                    logged_texts.append([str(each.exc_info[1]) for each in records if each.exc_info])

    asyncio.run(test())
    assert [[each.removeprefix(f"{DOWN}: ") for each in texts] for texts in logged_texts] == [
        expected for *_, expected in REQUESTS
    ]


def test_errors_that_a_lifespan_logs(caplog: pytest.LogCaptureFixture) -> None:
    """No request belongs to them."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with AsyncSession() as session:  # no request is sent
            yield session

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tell("began")
        log.warning("failed: %s", ValueError(DOWN))
        yield

    with TestClient(create_api(get_db, lifespan=lifespan)):
        pass
    first, second = (each for each in caplog.records if each.name == __name__)
    assert first.exc_info is not None and str(first.exc_info[1]) == f"{DOWN}: began"
    assert second.getMessage() == f"failed: {DOWN}"
