"""The service of `tests/specs/guarding`, generated once, in applications with guards and services of their own."""

import importlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.settings import Settings
from specloom.resolve import compile_spec
from tests.support.composite_apps import install
from tests.support.engines import make_engine
from tests.support.serving import ROOT

PACKAGE = "guarding_generated"
NOBODY = "00000000-0000-7000-8000-000000000000"

Make = Callable[..., FastAPI]


def generated(folder: Path) -> None:
    """Generate the package into a folder, and make it importable."""
    service = compile_spec(ROOT / "tests" / "specs" / "guarding").service
    assert service is not None
    install(service, folder, PACKAGE)


def module(name: str) -> Any:
    """Return a module of the package."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def service_of(name: str) -> Any:
    """Return the generated service class of an entity: `Badge`."""
    return getattr(module(f"services.{name.lower()}"), f"{name}Service")


def model_of(name: str) -> Any:
    """Return the model of an entity: `Badge`."""
    return getattr(module(f"models.{name.lower()}"), name)


def services(**given: Any) -> Any:
    """Return services that take the place of the generated ones, by module."""
    return module("services").Services(**given)


def maker(url: str) -> Make:
    """Return what makes an application on a database, whose tables it makes again when it starts."""

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


def new(client: TestClient, path: str, *, headers: Any = None, **body: Any) -> Any:
    """Create a resource and return it."""
    response = client.post(path, json=body, headers=headers or {})
    assert response.status_code == 201, response.text
    return response.json()


def ids(response: httpx.Response) -> list[Any]:
    """Return the ids of the items of a page."""
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def problem(response: httpx.Response, status: int) -> list[tuple[str, str]]:
    """Check that a response is a problem of a status, and return the pointer and code of each of its errors."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]
