"""Starts the servers under load: one uvicorn process for each side, all on the same core."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.environments import SERVICE, python_of, variables
from benchmarks.side import Side

OPTIONS = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running side."""

    side: Side
    port: int
    pid: int
    database_url: str

    def cpu_seconds(self) -> float:
        """Return the user and system time that the process has used: the clock of clock_getcpuclockid(3).

        It counts what /proc/<pid>/stat counts, ended threads included, in nanoseconds instead of hundredths.
        """
        return time.clock_gettime(~self.pid << 3 | 2)


def cores() -> tuple[int, int]:
    """Return the core of the server and that of the load, the same one if there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@contextlib.contextmanager
def running(side: Side, database_url: str, core: int) -> Iterator[Server]:
    """Run a side on one core until the end of the block. Raises RuntimeError if it does not start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(python_of(side)), "-m", "uvicorn", side.target, "--interface", side.interface]
    command += [*OPTIONS, "--port", str(port)]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=SERVICE, env=variables(database_url), stdout=said, stderr=subprocess.STDOUT
        )
        try:
            os.sched_setaffinity(process.pid, {core})  # before it has a second thread; threads inherit it
            if not _answers(process, port):
                said.seek(0)
                raise RuntimeError(f"{side.name} did not start:\n{said.read()[-3000:]}")
            yield Server(side, port, process.pid, database_url)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Return True once the server answers anything, False if it ended or took too long."""
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/nothing", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False
