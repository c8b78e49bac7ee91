"""The wheel, installed in another environment, generates and serves a spec outside the repository."""

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SPEC = """\
service: {title: Library}
entities:
  Book:
    fields:
      title:  {type: string, max_length: 100}
      author: {type: Author, inverse: books}
  Author:
    fields:
      name:     {type: string, max_length: 100, unique: true}
      password: password
"""
# The hand-written code of a user. The compiler cannot be imported while it runs.
APP = """\
import sys

sys.modules["specloom"] = None

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from library_api.api import create_api
from library_api.models import load_all

engine = create_async_engine("sqlite+aiosqlite:///library.db")


async def get_db() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(load_all().metadata.create_all)
    yield


app = create_api(get_db, lifespan=lifespan)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the working tree with the backend that is installed."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("specloom-*.whl")
    return wheel


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel, which finds dependencies in the environment of the tests.

    A .pth file makes them visible, but not the editable install of the working tree.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin/python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture
def variables() -> dict[str, str]:
    """Environment variables with which a process finds nothing of the repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def test_the_wheel_holds_all_that_the_compiler_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    packed = {name for name in names if name.startswith("specloom/")}
    sources = {
        path.relative_to(ROOT / "codegen").as_posix()
        for path in (ROOT / "codegen").rglob("*")
        if path.is_file() and not {"__pycache__", ".ruff_cache"} & set(path.parts)
    }
    assert packed == sources
    assert {name.split("/")[0].split("-")[0] for name in names} == {"specloom"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "Requires-Python: >=3.11" in metadata


def test_the_wheel_generates_and_the_code_serves_without_it(
    environment: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    (tmp_path / "library.yaml").write_text(SPEC)
    specloom = str(environment / "bin/specloom")
    for command in ("generate", "check"):
        arguments = [specloom, command, "--spec", "library.yaml", "--out", "library_api"]
        run = subprocess.run(
            arguments, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stderr) == (0, "")
    where = [str(environment / "bin/python"), "-c", "import specloom; print(specloom.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=variables, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(environment))

    (tmp_path / "main.py").write_text(APP)
    for url in served(environment, tmp_path, variables):
        status, author = call(f"{url}/authors", {"name": "Ada", "password": "correct horse battery"})
        assert status == 201
        assert "password" not in json.dumps(author)
        status, book = call(f"{url}/books", {"title": "Notes", "author_id": author["id"]})
        assert (status, book["author_id"]) == (201, author["id"])
        assert call(f"{url}/books")[1]["items"] == [book]
        assert call(f"{url}/books", {"title": "Notes"})[0] == 422
        assert call(f"{url}/openapi.json")[1]["info"]["title"] == "Library"


def served(environment: Path, folder: Path, variables: dict[str, str]) -> Iterator[str]:
    """Serve `main.py` in a folder, yield its address when it responds, and stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(environment / "bin/python"), "-m", "uvicorn", "main:app", "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + 30
            while True:
                try:
                    call(f"http://127.0.0.1:{port}/openapi.json")
                    break
                except urllib.error.URLError:
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < deadline, log.read_text()
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def call(url: str, body: object = None) -> tuple[int, Any]:
    """GET, or POST a body as JSON; return the status and the value of the response."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
