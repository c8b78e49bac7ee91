"""Hidden values that hand-written code gets in unusual ways are not logged, on both databases."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import httpx2 as httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from sqlalchemy import Text, case, cast, func, literal, literal_column, select, text, union_all, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.websockets import WebSocketDisconnect

from app.settings import Settings
from generated.api import create_api
from generated.models.user import User
from generated.runtime.driver.sessions import LazySession
from generated.runtime.errors.error_copies import location_of
from generated.runtime.errors.error_log import hide_values_in_records
from generated.runtime.errors.redaction import HIDDEN, WITHHELD
from generated.runtime.http.hand_written import public
from tests.support.databases import engine_for
from tests.support.engines import make_engine
from tests.support.failing_app import DOWN, TOKEN, store

DERIVED: dict[str, Callable[[], Any]] = {
    "lower": lambda: select(func.lower(User.api_token)),
    "cast": lambda: select(cast(User.api_token, Text)),
    "joined": lambda: select(literal("x") + User.api_token),
    "part": lambda: select(func.substr(User.api_token, 1, 12)),
    "trimmed": lambda: select(func.max(func.trim(User.api_token))),
    "case": lambda: select(case((User.name == "x", "no"), else_=User.api_token)),
    "subquery": lambda: select(select(func.lower(User.api_token).label("t")).subquery().c.t),
    "subquery of a subquery": lambda: select(
        select(select(func.lower(User.api_token).label("t")).subquery().c.t).subquery().c.t
    ),
    "union": lambda: union_all(select(User.name).where(User.name == "x"), select(User.api_token)),
    "text": lambda: select(text("users.api_token")).select_from(User),
    "literal": lambda: select(literal_column("users.api_token")).select_from(User),
    "returned": lambda: update(User).values(name="y").returning(func.lower(User.api_token)),
}
"""Statements with expressions of a hidden column, which have another type."""
KNOWN: dict[str, Callable[[], Any]] = {
    "email": lambda: select(func.upper(User.email)),
    "count": lambda: select(func.count()).select_from(User),
    "is": lambda: select(select(User.id).where(User.api_token == "x").exists()),
    "subquery": lambda: select(select(User.email).subquery().c.email),
    "entity": lambda: select(User).where(User.api_token == TOKEN),
}
"""Statements whose hidden values are all recorded, or that read none."""


def make(engine: AsyncEngine) -> FastAPI:
    """Return the blog with routes that raise errors with the values that they get."""

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with LazySession(engine) as session:
            yield session

    db_dependency = Annotated[AsyncSession, Depends(get_db)]
    router = APIRouter(dependencies=[public])

    @router.get("/derived/{name}")
    async def derived(name: str, db: db_dependency) -> None:
        value = (await db.execute(DERIVED[name]())).scalars().first()
        assert "zq8" in str(value).lower()
        raise RuntimeError(f"{DOWN}: {value}")

    @router.get("/known/{name}")
    async def known(name: str, db: db_dependency) -> None:
        (await db.execute(KNOWN[name]())).all()
        raise RuntimeError(DOWN)

    @router.get("/invitations/{token}")
    async def invitation(token: str) -> None:
        raise RuntimeError(f"{DOWN}: {token}")

    @router.post("/body")
    async def body(request: Request) -> None:
        raise RuntimeError(f"{DOWN}: {(await request.body()).decode()}")

    @router.get("/line")
    async def line(db: db_dependency) -> None:
        error = ValueError(f"{DOWN}: {(await db.execute(select(User.api_token))).scalar()}")
        log = logging.getLogger("by.hand")
        log.error(error)
        log.error("%s, or %r", error, error)
        log.error("%(error)s", {"error": error})

    @router.get("/notes")
    async def notes() -> None:
        error = RuntimeError(DOWN)
        vars(error)["__notes__"] = None
        raise error

    @router.get("/ends")
    async def ends(db: db_dependency) -> None:
        raise Ending(f"{DOWN}: {(await db.execute(select(User.api_token))).scalar()}")

    @router.websocket("/socket")
    async def socket(socket: WebSocket) -> None:
        await socket.accept()
        raise RuntimeError(f"{DOWN}: {await socket.receive_text()}")

    app = create_api(get_db)
    app.include_router(router)
    return app


class Ending(BaseException):
    """An error that ends the task, as `SystemExit` does; the server logs it."""


def logged(
    url: str, caplog: pytest.LogCaptureFixture, requests: list[tuple[str, str, dict[str, Any]]]
) -> list[str]:
    """Send requests, and return the logged errors of each."""
    hide_values_in_records()
    texts: list[str] = []

    async def test() -> None:
        async with engine_for(url) as engine:
            await store(engine)
            transport = httpx.ASGITransport(make(engine), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                for method, path, options in requests:
                    caplog.clear()
                    try:
                        await client.request(method, path, **options)
                    except Ending as error:
                        logging.getLogger("server").exception("failed", exc_info=error)
                    texts.append(caplog.text)

    asyncio.run(test())
    return texts


def test_expressions_of_hidden_columns_are_withheld(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = logged(database_url, caplog, [("GET", f"/derived/{name}", {}) for name in DERIVED])
    for name, log_text in zip(DERIVED, found, strict=True):
        assert WITHHELD in log_text and "unhandled RuntimeError" in log_text, (name, log_text)
        assert "zq8" not in log_text.lower(), name


def test_texts_with_known_values_are_not_withheld(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = logged(database_url, caplog, [("GET", f"/known/{name}", {}) for name in KNOWN])
    assert all(DOWN in log_text for log_text in found), found


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/invitations/zq8-invited", {}),
        ("POST", "/body", {"content": '{"apiToken": "zq8-invited", "apiToken": 1}'}),
        ("GET", "/line", {}),
        ("GET", "/ends", {}),
    ],
    ids=["path", "member that is there twice", "arguments of a message", "error that ends the task"],
)
def test_a_value_is_redacted_wherever_it_was_sent_or_is_logged(
    database_url: str, caplog: pytest.LogCaptureFixture, method: str, path: str, options: dict[str, Any]
) -> None:
    request = (method, path, {**options, "headers": {"content-type": "application/json"}})
    (log_text,) = logged(database_url, caplog, [request])
    assert DOWN in log_text and HIDDEN in log_text
    assert "zq8" not in log_text.lower() and "invited" not in log_text


def test_invalid_notes_do_not_lose_the_error(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    (log_text,) = logged(database_url, caplog, [("GET", "/notes", {})])
    assert f"unhandled RuntimeError at {__file__}" in log_text and DOWN in log_text


def test_the_place_of_an_error_is_never_in_generated_code() -> None:
    async def get_db() -> AsyncIterator[AsyncSession]:
        yield AsyncSession()

    with pytest.raises(ValueError, match="no_entity") as raised:
        create_api(get_db, entity_dependencies={"no_entity": ()})
    place = location_of(raised.value)
    assert place is not None and place.file == __file__


@pytest.mark.parametrize(
    ("message", "shown"),
    [('{"user": {"password": "zq8-sent"}}', HIDDEN), ("zq8-sent", WITHHELD)],
    ids=["JSON", "text"],
)
def test_messages_of_a_websocket(
    database_url: str, caplog: pytest.LogCaptureFixture, message: str, shown: str
) -> None:
    app = make(make_engine(Settings.model_validate({"database_url": database_url})))
    with (
        TestClient(app) as client,
        client.websocket_connect("/socket") as socket,
    ):
        socket.send_text(message)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()
    assert shown in caplog.text and "zq8" not in caplog.text
