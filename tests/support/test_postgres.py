"""The PostgreSQL server of the tests removes its process and its files."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import make_url

from tests.support.databases import new_postgres_database
from tests.support.postgres import postgres

ROOT = Path(__file__).parents[2]
_KILLED = """
import os, signal
from tests.support.postgres import postgres

with postgres() as url:
    print(url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def folder(url: str) -> Path:
    """Return the folder of a server, which has its socket."""
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_stops_and_removes_its_files() -> None:
    with postgres() as url:
        assert folder(url).is_dir()
        with new_postgres_database(url) as other:
            assert make_url(other).database != make_url(url).database
    assert not folder(url).exists()


def test_ends_with_a_killed_process() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 20
    while folder(killed.stdout.strip()).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder(killed.stdout.strip()).exists()


def test_can_be_started_by_hand() -> None:
    command = [sys.executable, str(ROOT / "tests" / "support" / "postgres.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert folder(url).is_dir()
        os.kill(process.pid, signal.SIGTERM)
        process.wait(20)
    assert not folder(url).exists()
