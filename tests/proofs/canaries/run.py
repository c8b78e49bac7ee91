"""Proves one generated service on one database; `tests.proofs.prove_sensitive` starts it where both are ready.

    python -m tests.proofs.canaries.run SPEC FOLDER APPLICATION SEED PARTS

FOLDER holds the package `generated`, which must be the first of that name on the path, and gets the logs of the
servers. The database is that of DATABASE_URL, without any tables. The exit status is 0 if nothing came out and all
that was to be tried was tried.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from random import Random

import httpx2 as httpx
from sqlalchemy import MetaData

from app.database import engine
from specloom.resolve import compile_spec
from tests.proofs.canaries import absent, broken, relations, rows, shown, sought, statuses, unmoved, written
from tests.proofs.canaries.migrations import keep_revision
from tests.proofs.canaries.report import rendered
from tests.proofs.canaries.search import Search
from tests.proofs.canaries.world import World
from tests.support.serving import ROOT, serve


def main(spec: Path, folder: Path, application: str, seed: int, parts: list[str]) -> int:
    """Run the proof, print its report and return the exit status."""
    service = compile_spec(spec).service
    assert service is not None, "the spec has been generated before"
    metadata = import_module("generated.models").load_all().metadata
    asyncio.run(_create_tables(metadata))
    files = [
        each for each in sorted((folder / "generated").rglob("*")) if each.suffix in (".py", ".json", ".svg")
    ]
    search = Search(b"".join(each.read_bytes() for each in files).lower())
    world = World(service, {}, httpx.AsyncClient(), search, Random(seed), parts)
    comparisons = 0
    if "sound" in parts:
        comparisons = _served(world, folder / "server.log", application, {}, _sound)
    if "broken" in parts:
        faulty = {"CANARY_APPLICATION": application, "LOCK_TIMEOUT": "0.1", "MAX_RESPONSE_SIZE": "1"}
        faulty["CANARY_EVENTS"] = str(folder / "sentry.log")
        _served(world, folder / "faulty.log", "tests.proofs.canaries.faulty_app:app", faulty, _broken)
        keep_revision(search, folder)
    for log in sorted(folder.glob("*.log")):
        for line in log.read_bytes().splitlines():
            search.keep("log line", log.name, line)
    for path in files:
        search.keep("generated file", path.relative_to(folder).as_posix(), path.read_bytes())
    report, passed = rendered(world, comparisons)
    sys.stdout.write(report)
    return 0 if passed else 1


async def _create_tables(metadata: MetaData) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


def _served(
    world: World,
    log: Path,
    application: str,
    variables: dict[str, str],
    proof: Callable[[World], Awaitable[int]],
) -> int:
    """Serve an application, with logs of every level, and run a part of the proof against it."""
    environment = {
        "PYTHONPATH": os.pathsep.join([str(log.parent), str(ROOT)]),
        "LOG_LEVEL": "DEBUG",
        **variables,
    }
    with serve(os.environ["DATABASE_URL"], log, application, environment) as client:
        world.document = client.get("/openapi.json").raise_for_status().json()
        world.search.keep("document", "/openapi.json", client.get("/openapi.json").content)

        async def run() -> int:
            async with httpx.AsyncClient(base_url=client.base_url, timeout=30) as world.client:
                try:
                    return await proof(world)
                finally:
                    await engine.dispose()

        return asyncio.run(run())


async def _sound(world: World) -> int:
    """Drive a sound service. Returns the number of comparisons with absent names."""
    comparisons = 0
    for entity in world.service.entities:
        await statuses.drive(world, entity)
        await relations.drive(world, entity)
        comparisons += await absent.compare(world, entity)
        await unmoved.compare(world, entity)
        await sought.seek(world, entity)
        await shown.show(world, entity)
        await written.write(world, entity)
    await rows.clear()
    return comparisons


async def _broken(world: World) -> int:
    await broken.drive(world)
    return 0


if __name__ == "__main__":
    sys.exit(
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5].split(","))
    )
