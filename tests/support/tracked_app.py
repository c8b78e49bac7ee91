"""Sends requests that fail to an application with Sentry, and prints what would be sent to its server.

    python -m tests.support.tracked_app DATABASE_URL [--bodies]

This is the real SDK, with its default settings and those of `docs/errors.md`. With `--bodies` it sends bodies as well,
and only generated routes are called, on FastAPI's own code path.
"""

import asyncio
import json
import sys
from typing import Any

import httpx2 as httpx
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from app.logs import configure_logs
from tests.support.databases import engine_for
from tests.support.failing_app import PLACES, WITHHELD, make, store

events: list[Any] = []


class Kept(Transport):
    """Keeps what it is to send."""

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep each item."""
        events.extend(each.payload.json for each in envelope.items)


GENERATED = ("override", "group", "batch", "sent", "guard")


async def main(url: str, *, bodies: bool) -> None:
    """Send the requests and print what each of them gave."""
    configure_logs("INFO")
    found = {}
    async with engine_for(url) as engine:
        await store(engine)
        app = make(engine)
        if bodies:
            app.dependency_overrides[main] = main  # with any override no request takes the fast path
        transport = httpx.ASGITransport(app)  # raises what leaves the application
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            for name, (method, path, options) in (PLACES | WITHHELD).items():
                if bodies and name not in GENERATED:
                    continue
                events.clear()
                await client.request(method, path, **options)
                sentry_sdk.flush()
                found[name] = [*events]
    sys.stdout.write(json.dumps(found, default=str))


if __name__ == "__main__":
    with_bodies = "--bodies" in sys.argv
    sentry_sdk.init(
        dsn="http://key@127.0.0.1:9/1",
        transport=Kept,
        max_request_body_size="always" if with_bodies else "never",
        traces_sample_rate=1.0,
    )
    asyncio.run(main(sys.argv[1], bodies=with_bodies))
