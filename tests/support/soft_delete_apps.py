"""The service of `tests/specs/soft_delete`, generated once, in an application for each code path to the database."""

import importlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.settings import Settings
from generated.runtime.driver.direct_statements import AcquiredConnection
from tests.support.engines import make_engine
from tests.support.serving import ROOT

SPEC = ROOT / "tests" / "specs" / "soft_delete"
PACKAGE = "soft_delete_generated"
NOBODY = "00000000-0000-7000-8000-000000000000"
TABLES = "receipts invoices notes lines places order_labels orders reviews trays label_related labels shelves customers"

Make = Callable[..., FastAPI]


def generated(folder: Path) -> None:
    """Generate the package into a folder, and make it importable."""
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(SPEC)]
    subprocess.run([*command, "--out", str(folder / PACKAGE)], cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(folder))


def module(name: str) -> Any:
    """Return a module of the package."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def maker(url: str, *, slow: bool = False) -> Make:
    """Return what makes an application on a database, emptied when it starts.

    What reads is served from connections of the driver, where there are any. `slow` lets every service override a
    method, so that all goes through the session. Rows can be restored unless `restores` is false.
    """

    def make(*, restores: bool = True, **services: Any) -> FastAPI:
        # Not by an override, which would send every request of the entity through the session.
        module("runtime.services.service").Service.may_see_deleted = _yes if restores else _no
        engine = make_engine(Settings.model_validate({"database_url": url}))
        new_session = async_sessionmaker(engine, expire_on_commit=False)

        async def get_db() -> AsyncIterator[AsyncSession]:
            async with new_session() as db:
                yield db

        async def get_read_db() -> AsyncIterator[Any]:
            async with AcquiredConnection(engine.sync_engine) as connection:
                yield connection

        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            metadata = module("models").load_all().metadata
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
                for table in TABLES.split():
                    await connection.execute(text(f'DELETE FROM "{table}"'))
            yield
            await engine.dispose()

        package = module("services")
        given = {name: slowed(name) for name in package.Services.__dataclass_fields__} if slow else {}
        reads = {} if url.startswith("sqlite") else {"get_read_db": get_read_db}
        made = package.Services(**given | services)
        app: FastAPI = module("api").create_api(get_db, services=made, lifespan=lifespan, **reads)
        return app

    return make


async def _yes(_: Any) -> bool:
    return True


async def _no(_: Any) -> bool:
    return False


def slowed(name: str) -> type[Any]:
    """Return a service of an entity that overrides a method and changes nothing."""
    found = vars(module(f"services.{name}")).items()
    generated = next(each for key, each in found if key.lower() == f"{name}service")
    return type("Slow", (generated,), {"caller_id": lambda _: None})


def service_of(name: str) -> Any:
    """Return the generated service class of an entity: `Customer`."""
    return getattr(module(f"services.{name.lower()}"), f"{name}Service")


class Shop:
    """A client of the service that knows how to make what it has."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.get, self.post, self.put = client.get, client.post, client.put
        self.patch, self.delete = client.patch, client.delete
        self._numbers = iter(range(1, 10_000))

    def new(self, path: str, **body: Any) -> Any:
        """Create a resource and return its id."""
        response = self.post(path, json=body)
        assert response.status_code == 201, response.text
        return response.json()["id"]

    def customer(self, **body: Any) -> str:
        """Create a customer and return its id."""
        number = next(self._numbers)
        made = {"email": f"c{number}@example.com", "region": "north", "code": f"c{number}"} | body
        id: str = self.new("/customers", **made)
        return id

    def order(self, customer: str, **body: Any) -> int:
        """Create an order of a customer and return its id."""
        id: int = self.new("/orders", **{"number": next(self._numbers), "customer_id": customer} | body)
        return id

    def label(self, id: str, **body: Any) -> str:
        """Create a label and return its id."""
        made: str = self.new("/labels", id=id, name=id, **body)
        return made

    def delete_row(self, path: str, **headers: str) -> None:
        """Delete a resource."""
        response = self.delete(path, headers=headers)
        assert response.status_code == 204, response.text

    def restored(self, path: str, **headers: str) -> Any:
        """Restore a resource and return the response."""
        response = self.post(f"{path}/restore", headers=headers)
        assert response.status_code == 200, response.text
        return response

    def tag(self, path: str) -> str:
        """Return the entity tag of a resource."""
        tag: str = self.get(path).headers["etag"]
        return tag

    def ids(self, path: str, **params: Any) -> list[Any]:
        """Return the ids of the items of a page, which must be counted right."""
        response = self.get(path, params={"count": "true", **params})
        assert response.status_code == 200, response.text
        page = response.json()
        assert page["total"] == len(page["items"])
        return [item["id"] for item in page["items"]]


def problem(response: Any, status: int) -> list[tuple[str, str]]:
    """Check that a response is a problem of a status, and return the pointer and code of each of its errors."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return [(item["pointer"], item["code"]) for item in response.json()["errors"]]
