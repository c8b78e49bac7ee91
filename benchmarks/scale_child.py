"""One API of the scale benchmark, in a process that sends requests to itself on command.

    python -m benchmarks.scale_child [--create-tables]

It prints a JSON line when it has started, and one for each line `NAME COUNT` that it reads. It serves the package
`generated` on the path. The requests are for the first and the last entity.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from app.database import engine, get_db
from generated.api import ENTITIES, create_api
from generated.models import load_all
from generated.runtime import configure_garbage_collector


async def send(app: Any, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """Send one request and return the status and the body."""
    response: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def note(message: dict[str, Any]) -> None:
        response.append(message)

    address = {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "", "query_string": b""}
    target = {"method": method, "path": path, "raw_path": path.encode(), "scheme": "http"}
    kind = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "state": {}}
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    await app({**kind, **target, **address, "headers": headers}, receive, note)
    return response[0]["status"], response[1]["body"]


def megabytes() -> float:
    """Return the memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def tell(**facts: Any) -> None:
    """Print a line of facts."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Start, and do what is asked."""
    app = create_api(get_db)
    configure_garbage_collector()
    before = megabytes()
    status, _ = await send(app, "GET", "/no-such-path")
    tell(status=status, megabytes=before)
    paths = list(ENTITIES)
    items = {path: await _a_row(app, path) for path in (paths[0], paths[-1])}
    targets = {
        "read, first entity": ("GET", items[paths[0]]),
        "read, last entity": ("GET", items[paths[-1]]),
        "list, last entity": ("GET", f"/{paths[-1]}"),
        "unknown path": ("GET", "/no-such-path"),
        "wrong method": ("DELETE", f"/{paths[-1]}"),
        "OpenAPI document": ("GET", "/openapi.json"),
    }
    for line in sys.stdin:
        name, _, count = line.strip().rpartition(" ")
        spent = time.process_time()
        for _ in range(int(count)):
            status, _ = await send(app, *targets[name])
        tell(status=status, seconds=(time.process_time() - spent) / int(count))
    await engine.dispose()


async def _a_row(app: Any, path: str) -> str:
    """Make a row of an entity, and return its path."""
    status, body = await send(app, "POST", f"/{path}", b'{"title": "one"}')
    assert status == 201, body
    return f"/{path}/{json.loads(body)['id']}"


async def create_tables() -> None:
    """Make the tables of every entity."""
    async with engine.begin() as connection:
        await connection.run_sync(load_all().metadata.create_all)
    await engine.dispose()


if __name__ == "__main__":
    uvloop.run(create_tables() if "--create-tables" in sys.argv else main())
