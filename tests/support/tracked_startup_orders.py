"""Starts Sentry at one of several times, sends requests that fail, and prints what would be sent to its server.

    python -m tests.support.tracked_startup_orders DATABASE_URL first|imported|made uvicorn|test-client

Sentry starts before the application is imported, after the import, or after the application was made.
"""

import asyncio
import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import httpx2 as httpx
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

REQUESTS = {"generated": "/tags/1", "by hand": "/by-hand/orm"}
events: list[Any] = []


class Kept(Transport):
    """Keeps what it is to send."""

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep each item."""
        events.extend(each.payload.json for each in envelope.items)


def start() -> None:
    """Start Sentry as the documentation says."""

    def before_send(event: Any, hint: Any) -> Any:
        # Imported here, since nothing of the application may be imported before Sentry starts.
        from generated.runtime import mark_unhandled

        return mark_unhandled(event, hint)

    sentry_sdk.init(
        dsn="http://key@127.0.0.1:9/1",
        transport=Kept,
        max_request_body_size="never",
        before_send=before_send,
    )


def make(url: str) -> Any:
    """Return the application, with a route that says something of its request to Sentry."""
    from app.logs import configure_logs
    from app.settings import Settings
    from tests.support.databases import engine_for
    from tests.support.engines import make_engine
    from tests.support.failing_app import make as make_failing
    from tests.support.failing_app import store

    async def stored() -> None:
        async with engine_for(url) as engine:
            await store(engine)

    async def named() -> None:
        sentry_sdk.set_user({"id": "ann"})
        sentry_sdk.set_tag("of", "ann")

    configure_logs("INFO")
    asyncio.run(stored())
    app = make_failing(make_engine(Settings.model_validate({"database_url": url})))
    app.add_api_route("/named", named)
    return app


@contextlib.contextmanager
def by_test_client(app: Any) -> Iterator[httpx.Client]:
    """Yield Starlette's client, which receives all errors and raises none."""
    from fastapi.testclient import TestClient

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@contextlib.contextmanager
def by_uvicorn(app: Any) -> Iterator[httpx.Client]:
    """Yield a client of the real server."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
    server.should_exit = True
    thread.join()


def main(url: str, order: str, client_of: Callable[[Any], Any]) -> None:
    """Send the requests and print what each of them gave."""
    if order == "first":
        start()
    import_module("app.main")
    if order == "imported":
        start()
    app = make(url)
    if order == "made":
        start()
    found = {}
    with client_of(app) as client:
        client.get("/named")
        for name, path in REQUESTS.items():
            events.clear()
            assert client.get(path).status_code == 500
            sentry_sdk.flush()
            found[name] = [*events]
    sys.stdout.write(json.dumps(found, default=str))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], by_uvicorn if sys.argv[3] == "uvicorn" else by_test_client)
