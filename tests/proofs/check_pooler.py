"""`make check-pooler`: two processes behind PgBouncer in transaction mode lose nothing and mix up nothing.

    python -m tests.proofs.check_pooler [--requests N] [--parallel N]

One process deletes tags with even ids while the other reads those with odd ids; both create tags, send batches and
repeat idempotent writes. Afterwards every row is compared with its response, and every connection of the server is
searched for prepared statements and settings. Exits 0 if everything is as expected, and 2 without PgBouncer.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from tests.support.pgbouncer import MISSING, PROGRAM, pgbouncer
from tests.support.postgres import postgres
from tests.support.serving import migrate, serve

POOLED = {
    "DATABASE_POOLER": "transaction",
    "POOL_TIMEOUT": "60",
    "LOCK_TIMEOUT": "60",
    "STATEMENT_TIMEOUT": "60",
}
"""Settings behind the pooler. The timeouts are long, so that a busy machine causes no failure."""
A_ROUND = 10
"""Requests of a round."""
TRACKED = {"application_name", "client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings"}
"""Settings that PgBouncer itself sets on connections of the server."""


@dataclass(slots=True)
class Result:
    """What a run has shown."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    expected: dict[str, int | None] = field(default_factory=dict)
    """The names of the tags there must be, and their ids as far as they were answered."""
    connections: int = 0
    """Connections of the server that were searched."""

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return self.statuses.total()

    def must(self, holds: bool, fault: str) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.faults[fault] += 1


class Client:
    """A client of one server on one kept connection, which costs the machine little."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, result: Result) -> None:
        self._reader, self._writer, self._result = reader, writer, result

    async def send(self, method: str, path: str, body: Any = None, key: str | None = None) -> tuple[int, Any]:
        """Send a request and return the status and the body of the response. A 5xx is a fault."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: test", "Content-Type: application/json"]
        lines.append(f"Content-Length: {len(content)}")
        if key is not None:
            lines.append(f"Idempotency-Key: {key}")
        self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0] or 0)
        response = await self._reader.readexactly(length)
        self._result.statuses[status] += 1
        self._result.must(status < 500, f"{method} {path.rstrip('0123456789')}: {status}")
        return status, json.loads(response) if response else None


@contextlib.asynccontextmanager
async def client_of(address: str, result: Result) -> AsyncIterator[Client]:
    """Yield a client of a server."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port, limit=2**20)
    try:
        yield Client(reader, writer, result)
    finally:
        writer.close()


async def run(addresses: Sequence[str], direct: str, rounds: int, parallel: int) -> Result:
    """Send rounds of requests to two servers in parallel, and compare the database with what they answered."""
    result = Result()
    database = await asyncpg.connect(direct)
    count = 2 * rounds
    columns = "INSERT INTO tags (id, name, created_at, updated_at, row_version)"
    seeded = f"SELECT n, 'seed ' || n, now(), now(), 1 FROM generate_series(1, {count}) AS n"
    await database.execute(f"{columns} {seeded}")
    await database.execute(f"SELECT setval('tags_id_seq', {count})")
    result.expected |= {f"seed {n}": n for n in range(1, count + 1, 2)}
    numbers = iter(range(rounds))

    async def one() -> None:
        async with client_of(addresses[0], result) as first, client_of(addresses[1], result) as second:
            for number in numbers:
                try:
                    await asyncio.gather(
                        _deletes(first, number, result), _reads(second, number, count, result)
                    )
                except (OSError, asyncio.IncompleteReadError, KeyError, TypeError) as error:
                    result.faults[f"a round broke off: {type(error).__name__}"] += 1

    await asyncio.gather(*(one() for _ in range(parallel)))
    stored = {row["name"]: row["id"] for row in await database.fetch("SELECT name, id FROM tags")}
    for name, id in result.expected.items():
        kind = name.partition(" ")[0]
        result.must(name in stored, f"lost: {kind}")
        result.must(id is None or stored.get(name, id) == id, f"another id: {kind}")
    for name in stored.keys() - result.expected.keys():
        result.faults[f"not deleted, or never answered: {name.partition(' ')[0]}"] += 1
    await database.close()
    return result


async def _deletes(client: Client, number: int, result: Result) -> None:
    """What the first server gets: a deletion, and writes."""
    status, _ = await client.send("DELETE", f"/tags/{2 * number + 2}")
    result.must(status == 204, f"DELETE of an even id: {status}")
    await _create(client, f"first {number}", result)
    await _batch(client, number, result)
    await _idempotent(client, f"kept {number}", result)


async def _reads(client: Client, number: int, count: int, result: Result) -> None:
    """What the second server gets: reads, and writes."""
    for id in (2 * number + 1, (2 * number + 1 + count // 2) % count | 1):
        status, body = await client.send("GET", f"/tags/{id}")
        holds = status == 200 and body["id"] == id and body["name"] == f"seed {id}"
        result.must(holds, f"GET of an odd id: {status}")
    await _create(client, f"second {number}", result)
    # The same key as at the other server, at about the same time: one of the two does the work.
    await _idempotent(client, f"kept {number}", result)
    status, body = await client.send("GET", "/tags?sort=-id&limit=3")
    result.must(status == 200 and len(body["items"]) == 3, f"GET of a list: {status}")
    await _create(client, f"third {number}", result)


async def _create(client: Client, name: str, result: Result) -> None:
    status, body = await client.send("POST", "/tags", {"name": name})
    result.must(status == 201 and body["name"] == name, f"POST: {status}")
    if status == 201:
        result.expected[name] = body["id"]


async def _batch(client: Client, number: int, result: Result) -> None:
    status, body = await client.send("POST", "/tags/batch", {"create": [{"name": f"batch {number}"}]})
    result.must(status == 200, f"POST of a batch: {status}")
    if status == 200:
        result.expected[f"batch {number}"] = body["created"][0]["id"]


async def _idempotent(client: Client, name: str, result: Result) -> None:
    status, body = await client.send("POST", "/tags", {"name": name}, key=name.replace(" ", "-"))
    result.must(status == 201 and body["name"] == name, f"POST with a key: {status}")
    if status == 201:
        same = result.expected.setdefault(name, body["id"]) == body["id"]
        result.must(same, "POST with a key was done twice")


async def search_connections(pooled: str, direct: str, result: Result) -> None:
    """Search each connection that the pooler has to the server for what was left behind."""
    watcher = await asyncpg.connect(direct)
    count = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    many = await watcher.fetchval(count)
    await watcher.close()
    clients = [await asyncpg.connect(pooled, statement_cache_size=0) for _ in range(many)]
    found: set[int] = set()
    for client in clients:  # each has a connection of the server to itself while its transaction is open
        await client.execute("BEGIN")
        found.add(await client.fetchval("SELECT pg_backend_pid()"))
        for name in await client.fetch("SELECT name FROM pg_prepared_statements"):
            result.faults[f"a prepared statement was left behind: {name['name'][:16]}"] += 1
        for setting in await client.fetch("SELECT name FROM pg_settings WHERE source = 'session'"):
            if setting["name"] not in TRACKED:
                result.faults[f"a setting was left behind: {setting['name']}"] += 1
    for client in clients:
        await client.execute("ROLLBACK")
        await client.close()
    result.connections = len(found)
    result.must(len(found) == many > 0, "a connection of the server was not searched")


@contextlib.contextmanager
def behind_pooler(
    direct: str,
    place: Path,
    application: str = "app.main:app",
    environment: Mapping[str, str] = POOLED,
    configuration: str = "",
) -> Iterator[tuple[list[str], str]]:
    """Serve the blog on an empty database by two processes behind a pooler.

    Yields their addresses, and the URL of the database through the pooler. `direct` is its URL past it.
    """
    migrate(direct)
    with contextlib.ExitStack() as stack:
        pooled = stack.enter_context(pgbouncer(direct, configuration))
        addresses = []
        for number in range(2):
            served = serve(pooled, place / f"server{number}.log", application, environment)
            addresses.append(str(stack.enter_context(served).base_url))
        yield addresses, pooled


def check(direct: str, place: Path, requests: int, parallel: int) -> Result:
    """Run the proof on an empty database with so many requests at least, and return what it has shown."""
    with behind_pooler(direct, place) as (addresses, pooled):
        result = asyncio.run(run(addresses, direct, -(-requests // A_ROUND), parallel))
        asyncio.run(search_connections(pooled, direct, result))
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.proofs.check_pooler", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--requests", type=int, default=20_000, help="to send at least")
    parser.add_argument("--parallel", type=int, default=8, help="pairs of clients")
    options = parser.parse_args(arguments)
    if PROGRAM is None:
        sys.stderr.write(f"{MISSING}\n")
        return 2
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="specloom-pooler-") as folder, postgres() as direct:
        result = check(direct, Path(folder), options.requests, options.parallel)
    responses = ", ".join(f"{status}: {count}" for status, count in sorted(result.statuses.items()))
    sys.stdout.write(
        f"{result.requests} requests in {time.monotonic() - started:.0f} s ({responses}); "
        f"{len(result.expected)} rows compared, {result.connections} connections of the server searched\n"
    )
    for fault, count in result.faults.most_common():
        sys.stdout.write(f"{count} times: {fault}\n")
    return 1 if result.faults or result.requests < options.requests else 0


if __name__ == "__main__":
    sys.exit(main())
