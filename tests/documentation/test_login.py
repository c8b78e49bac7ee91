"""Runs the login of docs/login.md as it is printed there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.support.databases import new_postgres_database
from tests.support.serving import ROOT, migrate, serve

BLOCKS = dict(
    re.findall(
        r"^```python\n# (\S+)\n(.+?)^```$", (ROOT / "docs/login.md").read_text(), re.DOTALL | re.MULTILINE
    )
)
HEAD = """
import sys
from importlib.util import module_from_spec, spec_from_file_location

import app

spec = spec_from_file_location("app.login", {file!r})
app.login = sys.modules["app.login"] = module_from_spec(spec)
spec.loader.exec_module(app.login)
from app.main import app
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("login")
    login = folder / "login.py"
    login.write_text(BLOCKS["app/login.py"])
    (folder / "sign_up.py").write_text(BLOCKS["app/sign_up.py"])
    (folder / "login_app.py").write_text(
        HEAD.format(file=str(login))
        + BLOCKS["app/main.py"]
        + "import sign_up\n\napp.include_router(sign_up.router)\n"
    )
    environment = {"LOGIN_SECRET": "x" * 32, "PYTHONPATH": f"{ROOT}:{folder}"}
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'blog.db'}"
        migrate(url)
        with serve(url, folder / "log", "login_app:app", environment) as client:
            yield client
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        with serve(url, folder / "log", "login_app:app", environment) as client:
            yield client


def test_a_token_identifies_its_user(client: httpx.Client) -> None:
    body = {"email": "Ada@Example.com", "password": "correct horse"}
    user = client.post("/users", json=body).json()
    for email in ("ada@example.com", "ADA@EXAMPLE.COM"):
        response = client.post("/login", json={**body, "email": email})
        assert response.status_code == 200, response.text
        token = response.json()["access_token"]
        assert client.get("/me", headers={"Authorization": f"Bearer {token}"}).json() == user["id"]
    claim, _, signed = token.rpartition(".")
    for forged in (f"{claim}0.{signed}", f"{claim}.{signed[:-1]}", "x", "..", f"{claim}.", f"{claim}.é"):
        response = client.get("/me", headers={b"Authorization": f"Bearer {forged}".encode()})
        assert response.status_code == 401, forged
    assert client.get("/me").status_code in (401, 403)


def test_a_wrong_password_and_an_unknown_account_get_the_same_response(client: httpx.Client) -> None:
    client.post("/users", json={"email": "bob@example.com", "password": "correct horse"})
    wrong, unknown = (
        client.post("/login", json={"email": email, "password": "battery staple"})
        for email in ("bob@example.com", "nobody@example.com")
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


def test_a_new_user_can_sign_in_and_a_taken_email_is_a_conflict(client: httpx.Client) -> None:
    body = {"email": "Eve@Example.com", "password": "correct horse"}
    made = client.post("/sign-up", json=body)
    assert made.status_code == 201, made.text
    assert client.post("/login", json=body).status_code == 200
    again = client.post("/sign-up", json=body)
    assert again.status_code == 409
    assert [each["pointer"] for each in again.json()["errors"]] == ["/body/email"]
    assert client.post("/sign-up", json={**body, "email": "eve"}).status_code == 422


def test_mypy_finds_nothing_in_it(tmp_path: Path) -> None:
    files = [tmp_path / "login.py", tmp_path / "sign_up.py"]
    for file in files:
        file.write_text(BLOCKS[f"app/{file.name}"])
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
