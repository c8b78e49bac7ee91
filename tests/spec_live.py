"""Generated services brought to life: every module imported, the tables made on both databases, Alembic asked.

    python -m tests.spec_live FOLDER POSTGRES [NAME ...]

`FOLDER` holds a folder for each spec, with its code in `generated`; `POSTGRES` is the URL of a server. Prints a JSON
object for each thing that went wrong, one a line. Warnings are errors.
"""

import asyncio
import importlib
import json
import pkgutil
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData

from app.database import get_db
from tests.databases import engine_for, new_postgres_database


def main(folder: Path, postgres: str, names: list[str]) -> None:
    """Bring the services of the named specs to life, of all specs without names, and print what went wrong."""
    sys.path.insert(0, str(folder))
    warnings.simplefilter("error")
    for name in names or sorted(each.parent.name for each in folder.glob("*/generated")):
        metadata = _noting(name, "import", lambda name=name: _import(f"{name}.generated"))  # type: ignore[misc] # mypy wants its type
        if metadata is None:
            continue
        with tempfile.TemporaryDirectory() as place:
            url = f"sqlite:///{place}/any.db"
            _noting(name, "sqlite", lambda url=url, metadata=metadata: asyncio.run(_create(url, metadata)))  # type: ignore[misc] # the same
        with new_postgres_database(postgres) as url:
            _noting(name, "postgresql", lambda url=url, metadata=metadata: asyncio.run(_create(url, metadata)))  # type: ignore[misc] # the same


def _noting(name: str, stage: str, step: Callable[[], Any]) -> Any:
    """Return what a step returns; print what it raises and return None."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 - whatever generated code raises is a finding
        text = "".join(traceback.format_exception(error, limit=-6))
        finding = {"spec": name, "stage": stage, "kind": type(error).__name__, "text": text[-6_000:]}
        sys.stdout.write(json.dumps(finding) + "\n")
        return None


def _import(package: str) -> MetaData:
    """Import every module of a generated package, make its application, and return its tables."""
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(module.name)
    base = importlib.import_module(f"{package}.models").load_all()
    base.registry.configure()
    create_api = importlib.import_module(f"{package}.api").create_api
    api = create_api(get_db)
    stored = json.loads((Path(importlib.import_module(package).__path__[0]) / "openapi.json").read_text())
    served = api.openapi()
    if {**stored, "x-specloom-digest": None} != {**served, "x-specloom-digest": None}:
        raise AssertionError("the application serves another document than openapi.json")
    metadata: MetaData = base.metadata
    return metadata


async def _create(url: str, metadata: MetaData) -> None:
    """Create the tables in an empty database, and compare what came of it with what was asked for."""
    async with engine_for(url) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        async with engine.begin() as connection:
            await connection.run_sync(_compare, metadata)


def _compare(connection: Connection, metadata: MetaData) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    options = {"compare_type": True, "compare_server_default": True}
    found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    if found:
        raise AssertionError(f"Alembic sees a difference: {found}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
