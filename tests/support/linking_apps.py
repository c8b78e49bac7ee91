"""The service of `tests/specs/linking`, generated once, in applications with services of their own."""

import importlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.settings import Settings
from tests.support.engines import make_engine
from tests.support.serving import ROOT

SPEC = ROOT / "tests" / "specs" / "linking"
PACKAGE = "linking_generated"

Make = Callable[..., FastAPI]


def generated(folder: Path) -> None:
    """Generate the package into a folder, and make it importable."""
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(SPEC)]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))


def module(name: str) -> Any:
    """Return a module of the package."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def maker(url: str) -> Make:
    """Return what makes an application on a database, whose tables it makes anew when it starts."""

    def make(**options: Any) -> FastAPI:
        engine = make_engine(Settings.model_validate({"database_url": url}))
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as db:
                yield db

        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            metadata = module("models").load_all().metadata
            async with engine.begin() as connection:
                await connection.run_sync(metadata.drop_all)
                await connection.run_sync(metadata.create_all)
            yield
            await engine.dispose()

        app: FastAPI = module("api").create_api(get_db, lifespan=lifespan, **options)
        return app

    return make
