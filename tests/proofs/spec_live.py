"""Imports every module of generated services, and creates and migrates their tables on both databases.

    python -m tests.proofs.spec_live FOLDER POSTGRES [NAME ...]

`FOLDER` holds a folder for each spec, with its code in `generated`; `POSTGRES` is the URL of a server. Prints a JSON
object for each thing that went wrong, one a line. Warnings are errors.
"""

import asyncio
import contextlib
import importlib
import io
import json
import pkgutil
import shutil
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

from app.database import get_db
from app.settings import Settings
from tests.support.catalogue import Catalogue, catalogue
from tests.support.databases import engine_for, new_postgres_database
from tests.support.engines import make_engine
from tests.support.serving import ROOT

ENV = """
from alembic import context

context.config.attributes["run"](context.config.attributes["metadata"], context.config.attributes["engine"])
"""


def main(folder: Path, postgres: str, names: list[str]) -> None:
    """Bring the services of the named specs to life, of all specs without names, and print what went wrong."""
    sys.path.insert(0, str(folder))
    warnings.simplefilter("error")
    for name in names or sorted(each.parent.name for each in folder.glob("*/generated")):
        with _noting(name, "import"):
            metadata = _import(f"{name}.generated")
            with _noting(name, "tables"):
                _bring_to_databases(f"{name}.generated", metadata, postgres)


@contextlib.contextmanager
def _noting(name: str, stage: str) -> Iterator[None]:
    """Print what is raised inside, and raise nothing."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - any exception of generated code is a finding
        text = "".join(traceback.format_exception(error, limit=-6))
        finding = {"spec": name, "stage": stage, "kind": type(error).__name__, "text": text[-6_000:]}
        sys.stdout.write(json.dumps(finding) + "\n")


def _import(package: str) -> MetaData:
    """Import every module of a generated package, make its application, and return its tables."""
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(module.name)
    base = importlib.import_module(f"{package}.models").load_all()
    base.registry.configure()
    api = importlib.import_module(f"{package}.api").create_api(get_db)
    stored = json.loads(Path(importlib.import_module(package).__path__[0], "openapi.json").read_text())
    served = api.openapi()
    stored.pop("x-specloom-digest")
    if stored != served:
        raise AssertionError("the application serves another document than openapi.json")
    metadata: MetaData = base.metadata
    return metadata


def _bring_to_databases(package: str, metadata: MetaData, postgres: str) -> None:
    """Make the tables, migrate an empty database to them, and compare what both databases say of the results."""
    run = importlib.import_module(f"{package}.runtime.migrations.runner").run_migrations
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        created = [f"sqlite:///{place / 'created.db'}", stack.enter_context(new_postgres_database(postgres))]
        migrated = [
            f"sqlite:///{place / 'migrated.db'}",
            stack.enter_context(new_postgres_database(postgres)),
        ]
        config = _migrations(place / "migrations", metadata=metadata, run=run)
        _alembic(config, migrated[0], command.revision, "first", autogenerate=True)
        for one, other in zip(created, migrated, strict=True):
            wanted = asyncio.run(_created(one, metadata))
            _alembic(config, other, command.upgrade, "head")
            _alembic(config, other, command.check)
            found = asyncio.run(_catalogue(other))
            if found != wanted:
                raise AssertionError(f"migrated and created tables differ:\n{found}\n{wanted}")


def _migrations(folder: Path, **attributes: Any) -> Config:
    """Make a folder for migrations and return its configuration."""
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENV)
    shutil.copy(ROOT / "app" / "migrations" / "script.py.mako", folder)
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(folder))
    config.attributes.update(attributes)
    return config


def _alembic(config: Config, url: str, action: Any, *arguments: Any, **named: Any) -> None:
    """Run a command of Alembic on a database."""
    config.attributes["engine"] = make_engine(Settings.model_validate({"database_url": url}))
    action(config, *arguments, **named)


async def _created(url: str, metadata: MetaData) -> Catalogue:
    """Create the tables in an empty database and return what it says of them."""
    async with engine_for(url) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        return await catalogue(engine)


async def _catalogue(url: str) -> Catalogue:
    async with engine_for(url) as engine:
        return await catalogue(engine)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
