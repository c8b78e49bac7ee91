"""Serves the committed application as users run it: migrated, in a process of its own, on loopback."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx2 as httpx

from tests.support import processes

ROOT = Path(__file__).parents[2]
PROTOCOL = "generated.runtime:BoundedHttpProtocol"
"""The protocol that `make serve` uses."""


@contextlib.contextmanager
def serve(
    url: str, log: Path, application: str = "app.main:app", environment: Mapping[str, str] | None = None
) -> Iterator[httpx.Client]:
    """Run the application on a database and yield a client for it; stop it at the end.

    `url` is the database's, `log` the file that gets what the server prints. Raises RuntimeError, with that, if the
    server does not answer within 30 seconds.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["uvicorn", application, "--port", str(port), "--no-access-log", "--http", PROTOCOL]
    variables = {
        **os.environ,
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
        **CHEAP_PASSWORDS,
        **(environment or {}),
    }
    with log.open("wb") as output, contextlib.ExitStack() as stack:
        process = processes.start(command, log.parent, variables, output.fileno())
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))
        _wait(client, process, log)
        yield client


def migrate(url: str) -> None:
    """Bring an empty database to the committed schema, as `make migrate` does."""
    variables = {**os.environ, "DATABASE_URL": url}
    status, said = processes.captured(["alembic", "upgrade", "head"], ROOT, variables)
    if status:
        raise RuntimeError(said)


CHEAP_PASSWORDS = {"PASSWORD_TIME_COST": "1", "PASSWORD_MEMORY_COST": "8"}
"""Settings that make a hash cost a millisecond: tests make many."""


def _wait(client: httpx.Client, process: processes.Process, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            client.get("/healthz")
            return
        time.sleep(0.02)
    raise RuntimeError(f"the server does not answer:\n{log.read_text(errors='replace')}")
