"""Proves one generated service on one database. `tests.proofs.prove_sensitive` starts it.

    python -m tests.proofs.canaries.run SPEC FOLDER APPLICATION SEED PARTS

FOLDER holds the package `generated`, which must be the first of that name on the path, and gets the logs of the
servers. The database is that of DATABASE_URL, without any tables. The exit status is 0 if no canary was found and
everything was tried.
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
from tests.proofs.canaries import (
    independence,
    orm_writes,
    python_texts,
    relations,
    rows,
    search_queries,
    server_errors,
    statuses,
    unknown_names,
)
from tests.proofs.canaries.context import Context
from tests.proofs.canaries.migrations import keep_revision
from tests.proofs.canaries.output_search import Search
from tests.proofs.canaries.report import rendered
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
    context = Context(service, {}, httpx.AsyncClient(), search, Random(seed), parts)
    comparisons = 0
    if "sound" in parts:
        comparisons = _served(context, folder / "server.log", application, {}, _sound)
    if "broken" in parts:
        faulty = {"CANARY_APPLICATION": application, "LOCK_TIMEOUT": "0.1", "MAX_RESPONSE_SIZE": "1"}
        faulty["CANARY_EVENTS"] = str(folder / "sentry.log")
        _served(context, folder / "faulty.log", "tests.proofs.canaries.faulty_app:app", faulty, _broken)
        keep_revision(search, folder)
    for log in sorted(folder.glob("*.log")):
        for line in log.read_bytes().splitlines():
            search.keep("log line", log.name, line)
    for path in files:
        search.keep("generated file", path.relative_to(folder).as_posix(), path.read_bytes())
    report, passed = rendered(context, comparisons)
    sys.stdout.write(report)
    return 0 if passed else 1


async def _create_tables(metadata: MetaData) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


def _served(
    context: Context,
    log: Path,
    application: str,
    variables: dict[str, str],
    proof: Callable[[Context], Awaitable[int]],
) -> int:
    """Serve an application, with logs of every level, and run a part of the proof against it."""
    environment = {
        "PYTHONPATH": os.pathsep.join([str(log.parent), str(ROOT)]),
        "LOG_LEVEL": "DEBUG",
        **variables,
    }
    with serve(os.environ["DATABASE_URL"], log, application, environment) as client:
        context.document = client.get("/openapi.json").raise_for_status().json()
        context.search.keep("document", "/openapi.json", client.get("/openapi.json").content)

        async def run() -> int:
            async with httpx.AsyncClient(base_url=client.base_url, timeout=30) as context.client:
                try:
                    return await proof(context)
                finally:
                    await engine.dispose()

        return asyncio.run(run())


async def _sound(context: Context) -> int:
    """Drive a sound service. Returns the number of comparisons with absent names."""
    comparisons = 0
    for entity in context.service.entities:
        await statuses.drive(context, entity)
        await relations.drive(context, entity)
        comparisons += await unknown_names.compare(context, entity)
        await independence.compare(context, entity)
        await search_queries.seek(context, entity)
        await python_texts.show(context, entity)
        await orm_writes.write(context, entity)
    await rows.clear()
    return comparisons


async def _broken(context: Context) -> int:
    await server_errors.drive(context)
    return 0


if __name__ == "__main__":
    sys.exit(
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5].split(","))
    )
