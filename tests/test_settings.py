"""Settings from the environment: plain URLs are understood, wrong values are one line that quotes none of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL

from app.settings import Settings, load, parse_database_url

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("plain", "driver", "database"),
    [
        ("sqlite:///./specloom.db", "sqlite+aiosqlite", "./specloom.db"),
        ("sqlite:////tmp/x.db", "sqlite+aiosqlite", "/tmp/x.db"),
        ("sqlite://", "sqlite+aiosqlite", None),
        ("sqlite:///file:x?mode=memory&cache=shared&uri=true", "sqlite+aiosqlite", "file:x"),
        ("postgresql://u:p@h:1/d?sslmode=require", "postgresql+asyncpg", "d"),
        ("postgres:///d?host=/run/postgresql", "postgresql+asyncpg", "d"),
        ("postgresql+asyncpg://u:p%40@h/d", "postgresql+asyncpg", "d"),
    ],
)
def test_plain_url(plain: str, driver: str, database: str | None) -> None:
    url = parse_database_url(plain)
    assert isinstance(url, URL)
    assert (url.drivername, url.database) == (driver, database)


WRONG = [
    {"DATABASE_URL": "canary"},
    {"DATABASE_URL": "mysql://u:canary@h/d"},
    {"DATABASE_URL": "postgresql+psycopg2://u:canary@h/d"},
    {"DATABASE_URL": "postgresql://u:canary@h"},
    {"DATABASE_URL": "postgresql://u:canary@h:port/d"},
    {"DATABASE_URL": "sqlite://canary/x.db"},
    {"DATABASE_URL": "sqlite:////nowhere/canary.db"},
    {"DATABASE_URL": "sqlite:////"},
    {"POOL_SIZE": "canary"},
    {"DATABASE_POOLER": "canary"},
    {"DATABASE_POOLER": "transaction", "MIGRATE_DATABASE_URL": "mysql://u:canary@h/d"},
    {"LOG_LEVEL": "canary", "MAX_BODY_SIZE": "0"},
    {"PASSWORD_MEMORY_COST": "canary"},
]


@pytest.mark.parametrize("environment", WRONG)
def test_wrong_setting_is_one_line(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        load()
    line = str(caught.value.code)
    assert "\n" not in line
    assert all(f"{name}: " in line for name in environment)
    assert "canary" not in line


def test_wrong_setting_under_uvicorn(tmp_path: Path) -> None:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": "mysql://u:canary@h/d"}
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", "0"]
    done = subprocess.run(
        command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert done.stdout + done.stderr == (
        "DATABASE_URL: expected postgresql://user:password@host/database or sqlite:///path/to/file\n"
    )


def test_settings_from_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "DATABASE_URL=postgresql://u:canary@h/d\nCORS_ORIGINS=https://a.example, https://b.example\nPOOL_SIZE=\n"
    )
    code = "from app.settings import settings as s; print(s.cors_origins, s.pool_size, s.database_url, s)"
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**variables, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(
        "['https://a.example', 'https://b.example'] 20 postgresql+asyncpg://u:***@h/d "
    )
    assert "canary" not in repr(Settings.model_validate({"database_url": "postgresql://u:canary@h/d"}))
    assert "canary" not in done.stdout.partition("s=")[2]


def test_the_memory_of_a_hash_suffices_for_its_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the first request with a password would fail."""
    monkeypatch.setenv("PASSWORD_MEMORY_COST", "31")
    monkeypatch.setenv("PASSWORD_PARALLELISM", "4")
    with pytest.raises(SystemExit) as caught:
        load()
    assert caught.value.code == "PASSWORD_PARALLELISM: 4 threads need a PASSWORD_MEMORY_COST of 32 at least"
    monkeypatch.setenv("PASSWORD_MEMORY_COST", "32")
    assert load().password_parallelism == 4
