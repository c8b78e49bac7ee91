"""Settings from the environment: plain URLs are accepted, and a wrong value gives one line that does not quote it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import URL

from app.settings import Settings, load
from generated.runtime import parse_database_url

ROOT = Path(__file__).parents[2]


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
    {"LOG_ERRORS": "full"},
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


def test_full_texts_of_errors_are_for_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_ERRORS", "full")
    monkeypatch.setenv("ENVIRONMENT", "development")
    assert load().log_errors == "full"


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
    assert caught.value.code == "PASSWORD_PARALLELISM: 4 threads need a PASSWORD_MEMORY_COST of at least 32"
    monkeypatch.setenv("PASSWORD_MEMORY_COST", "32")
    assert load().password_parallelism == 4


@pytest.mark.parametrize(
    ("origin", "way_out"),
    [
        ("foo", "write it as https://app.example or http://localhost:3000"),
        ("a.example", "write it as https://app.example or http://localhost:3000"),
        ("localhost:3000", "write it as https://app.example or http://localhost:3000"),
        ("https://a.example/", "write https://a.example"),
        ("https://a.example/path?x", "write https://a.example"),
        ("HTTPS://A.example", "write https://a.example"),
        ("https://a.example:443", "write https://a.example"),
        ("https://a.example:443/", "write it as https://app.example or http://localhost:3000"),
        ("http://localhost:80", "write http://localhost"),
        ("http://a.example:99999", "there is no port 99999"),
        ("http://a.example:08000", "there is no port 08000"),
        ("https://bücher.example", "write it as https://app.example or http://localhost:3000"),
        ("http://[0:0:0:0:0:0:0:1]:3000", "write [::1]"),
        ("http://[::1", "write it as https://app.example or http://localhost:3000"),
        ("null", "is no origin to trust"),
        ("https://*.a.example", "CORS_ORIGIN_REGEX"),
        ("https://user:canary@a.example", "holds no user and no password"),
    ],
)
def test_an_origin_that_never_matches_is_an_error(
    origin: str, way_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says in one line what is wrong with it, and what to write."""
    monkeypatch.setenv("CORS_ORIGINS", f"https://b.example,{origin}")
    with pytest.raises(SystemExit) as caught:
        load()
    line = str(caught.value.code)
    assert line.startswith("CORS_ORIGINS: ") and line.endswith(way_out)
    assert "\n" not in line and "canary" not in line


@pytest.mark.parametrize(
    "origin",
    [
        *("*", "https://a.example", "http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000"),
        *("http://a.example:443", "capacitor://localhost", "chrome-extension://abcdef"),
        "https://xn--bcher-kva.example",
    ],
)
def test_an_origin_that_browsers_send_is_accepted(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", origin)
    assert load().cors_origins == [origin]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            {"CORS_ORIGINS": "*", "CORS_CREDENTIALS": "true"},
            "CORS_CREDENTIALS: with cookies, any page could act for its visitor: list the origins in CORS_ORIGINS",
        ),
        (
            {"CORS_ORIGIN_REGEX": "https://a[.]example|null"},
            "CORS_ORIGIN_REGEX: `null` stands for every sandboxed page and local file, so it is no origin to trust",
        ),
        (
            {"CORS_ORIGIN_REGEX": "https://(a"},
            "CORS_ORIGIN_REGEX: this is no regular expression: missing ), unterminated subpattern at position 8",
        ),
        ({"CORS_HEADERS": "X-A, X B"}, "CORS_HEADERS: X B is no name of a header field"),
        (
            {"CORS_HEADERS": "*"},
            "CORS_HEADERS: this has no effect without CORS_ORIGINS or CORS_ORIGIN_REGEX",
        ),
        (
            {"CORS_ORIGINS": "", "CORS_CREDENTIALS": "true"},
            "CORS_CREDENTIALS: this has no effect without CORS_ORIGINS or CORS_ORIGIN_REGEX",
        ),
    ],
)
def test_contradictory_settings_of_cors_are_errors(
    settings: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        load()
    assert caught.value.code == line


@pytest.mark.parametrize(
    "pattern",
    [
        *(".*", "https?://.+", "https://.+", "http://.+:3000", r"https://.*\.com", r"https://[a-z]+\.[a-z]+"),
        *(
            r"https?://\S+(:\d+)?",
            r"http://\d+\.\d+\.\d+\.\d+:8080",
            r"https://[^.]+\.example|https://b\.dev",
        ),
        *("chrome-extension://.*", r"https?://[^/]+:\d{5}", r"http://\[.*\]"),
    ],
)
def test_a_pattern_that_matches_unrelated_hosts_is_an_error(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With credentials, a page of anyone could act as its visitor."""
    monkeypatch.setenv("CORS_ORIGIN_REGEX", pattern)
    for credentials in ("true", "false"):
        monkeypatch.setenv("CORS_CREDENTIALS", credentials)
        with pytest.raises(SystemExit) as caught:
            load()
        line = str(caught.value.code)
        assert line.startswith("CORS_ORIGIN_REGEX: ") and "pages of anyone" in line and "\n" not in line


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"https://preview-[0-9]+\.a\.example", r"https://.*\.a\.example", r"https?://localhost(:\d+)?"),
        *(r"http://127\.0\.0\.1:\d+", r"http://192\.168\.\d+\.\d+:3000", "chrome-extension://abcdef"),
        r"https://(a|b)\.example(:\d+)?",
    ],
)
def test_a_pattern_with_named_hosts_is_accepted(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGIN_REGEX", pattern)
    monkeypatch.setenv("CORS_CREDENTIALS", "true")
    assert load().cors_origin_regex == pattern
