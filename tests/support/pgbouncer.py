"""Runs PgBouncer in transaction mode, if it is installed, in front of a PostgreSQL server of the tests."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
"""Where the program is, or None."""
MISSING = "pgbouncer is not installed (on Debian and Ubuntu: apt-get install pgbouncer)"
# Its defaults, but for the mode. It does not run without a place to listen and a list of users.
CONFIGURATION = """\
[databases]
{database} = host={host} dbname={database}
[pgbouncer]
pool_mode = transaction
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
logfile = {folder}/pgbouncer.log
"""


@contextlib.contextmanager
def pgbouncer(url: str, more: str = "") -> Iterator[str]:
    """Start one for a database and yield the URL of the database through it; stop it at the end.

    `url` is that of the database on a server that listens in a folder; `more` are further lines of the configuration.
    Raises RuntimeError, with what it logged, if it does not start.
    """
    assert PROGRAM is not None, MISSING
    direct = make_url(url)
    with tempfile.TemporaryDirectory(prefix="specloom-pgbouncer-") as name:
        folder = Path(name)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        user = _unprivileged_user(folder)
        configuration = CONFIGURATION.format(
            database=direct.database, host=direct.query["host"], port=port, folder=folder
        )
        (folder / "pgbouncer.ini").write_text(configuration + more)
        (folder / "users.txt").write_text(f'"{direct.username}" ""\n')
        process = subprocess.Popen(
            [PROGRAM, "-q", str(folder / "pgbouncer.ini")],
            **user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(port, process, folder / "pgbouncer.log")
            yield f"postgresql://{direct.username}@127.0.0.1:{port}/{direct.database}"
        finally:
            process.kill()
            process.wait(10)


def _unprivileged_user(folder: Path) -> dict[str, Any]:
    """Return the user to run as, for `subprocess`: `nobody` in place of root, which PgBouncer refuses."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"pgbouncer did not start:\n{log.read_text() if log.exists() else ''}")
