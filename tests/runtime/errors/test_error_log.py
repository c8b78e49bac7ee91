"""Errors are logged with their text and stack, without hidden values of the request or the database."""

import asyncio
import logging
import re
import traceback
from typing import Any

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.settings import Settings
from generated.runtime.errors.error_log import set_error_logs
from generated.runtime.errors.redaction import HIDDEN
from generated.runtime.errors.redaction import WITHHELD as UNKNOWN
from tests.support.databases import engine_for
from tests.support.engines import make_engine
from tests.support.failing_app import DOWN, ID, PLACES, SENT, TOKEN, WITHHELD, make, store
from tests.support.fast_path_apps import client_of

PIECES = ("zq8", "krypta", "tøken", "t\\xf8ken", "hunter2", "pässw", "argon2")
"""Parts of the hidden values, in lower case."""
ANSWERED = {"behind the yield": 200, "task": 200, "status 502": 502}
"""Statuses other than 500: the response was sent before the error, or the error defines the status."""


def logged(database_url: str, places: dict[str, Any], caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Send the request of each place, and return the responses and the logged errors."""
    found: dict[str, Any] = {}

    async def test() -> None:
        async with engine_for(database_url) as engine:
            await store(engine)
            async with client_of(make(engine)) as client:
                for name, (method, path, options) in places.items():
                    caplog.clear()
                    response = await client.request(method, path, **options)
                    records = [each for each in caplog.records if each.levelno >= logging.ERROR]
                    found[name] = response.status_code, response.text, records

    asyncio.run(test())
    return found


def test_every_place(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    for name, (status, response, records) in logged(database_url, PLACES, caplog).items():
        assert status == ANSWERED.get(name, 500), name
        (record,) = records
        whole = response + record.getMessage() + "".join(traceback.format_exception(record.exc_info[1]))
        assert not [each for each in PIECES if each in whole.lower()], (name, whole)
        assert DOWN in record.getMessage() and DOWN in str(record.exc_info[1]), (name, whole)
        assert HIDDEN in whole or name.startswith("status"), name
        assert re.match(r"unhandled \w+ at .*/tests/support/failing_app.py:\d+ \w+: ", record.getMessage()), (
            whole
        )
        assert "tests/support/failing_app.py" in whole and not variables_of(record.exc_info[1]), name


def variables_of(error: BaseException | None) -> dict[str, Any]:
    """Return the local variables of all frames of an error, its causes and the errors in it."""
    found: dict[str, Any] = {}
    if error is None:
        return found
    for each in [error.__cause__, error.__context__, *getattr(error, "exceptions", ())]:
        found |= variables_of(each)
    for frame, _ in traceback.walk_tb(error.__traceback__):
        found |= frame.f_locals
    return found


def test_causes_and_groups_are_logged_as_well(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    found = logged(database_url, {name: PLACES[name] for name in ("override", "group")}, caplog)
    error = found["override"][2][0].exc_info[1]
    assert type(error).__name__ == "RuntimeError" and type(error.__cause__).__name__ == "ValueError"
    assert "the cause has" in str(error.__cause__)
    group = found["group"][2][0].exc_info[1]
    assert isinstance(group, ExceptionGroup)
    assert [type(each).__name__ for each in group.exceptions] == ["ValueError", "KeyError"]


def test_texts_with_unknown_hidden_values_are_withheld(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Raw SQL may have read a hidden column. A body that is neither JSON nor a form may contain anything."""
    for name, (_, _, (record,)) in logged(database_url, WITHHELD, caplog).items():
        assert record.getMessage().endswith(UNKNOWN) and "RuntimeError" in record.getMessage(), name
        assert str(record.exc_info[1]) == UNKNOWN


def test_full_texts_are_for_development(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    set_error_logs(full=True)
    try:
        assert "LOG_ERRORS=full" in caplog.text
        ((_, response, (record,)),) = logged(database_url, {"form": PLACES["form"]}, caplog).values()
    finally:
        set_error_logs(full=False)
    assert f"{DOWN}: {SENT}" in record.getMessage() and SENT not in response
    assert not variables_of(record.exc_info[1])


def test_an_error_of_a_websocket_is_logged_and_closes_it(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise the server would print it."""

    async def prepare() -> None:
        async with engine_for(database_url) as engine:
            await store(engine)

    asyncio.run(prepare())
    app = make(make_engine(Settings.model_validate({"database_url": database_url})))
    with (
        TestClient(app) as client,
        client.websocket_connect("/by-hand/socket") as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()
    assert closed.value.code == 1011
    assert DOWN in caplog.text and TOKEN not in caplog.text and "stored" not in caplog.text.lower()


def test_requests_without_errors_record_nothing(database_url: str) -> None:
    """Values are recorded only if a hidden column is used, and bodies only if there are any."""
    scopes: list[Any] = []

    async def test() -> None:
        async with engine_for(database_url) as engine:
            await store(engine)
            app = make(engine)

            async def watched(scope: Any, receive: Any, send: Any) -> None:
                scopes.append(scope)
                await app(scope, receive, send)

            transport = httpx.ASGITransport(watched)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                assert (await client.get("/posts")).status_code == 200
                assert (await client.patch(f"/users/{ID}", json={"name": "y"})).status_code == 200

    asyncio.run(test())
    seen = {scope["path"]: scope["specloom.seen"].values for scope in scopes if "specloom.seen" in scope}
    assert seen == {f"/users/{ID}": []}
    assert [scope["path"] for scope in scopes] == ["/posts", f"/users/{ID}"]
