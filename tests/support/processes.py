"""Runs modules as programs: each in a new Python, or in a copy of this process, which has loaded all libraries.

A new Python takes a second to load the libraries of a service, and a copy takes a few milliseconds. After `load_ahead`,
which needs a process without threads, all modules run in copies, and so do the modules that these run.
"""

import contextlib
import gc
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn, Protocol

LIBRARIES = (
    *(
        "aiosqlite",
        "alembic.autogenerate",
        "alembic.command",
        "alembic.config",
        "argon2",
        "asyncpg",
        "specloom.cli",
    ),
    *("fastapi.openapi.docs", "httptools", "httpx2", "hypothesis.stateful", "orjson", "pydantic_settings"),
    *("requests", "schemathesis.cli", "schemathesis.openapi", "sqlalchemy.dialects.postgresql.asyncpg"),
    *("sqlalchemy.dialects.sqlite.aiosqlite", "sqlalchemy.ext.asyncio", "sqlalchemy.orm", "uuid_utils"),
    *(
        "uvicorn.logging",
        "uvicorn.loops.uvloop",
        "uvicorn.protocols.http.httptools_impl",
        "uvicorn.lifespan.on",
    ),
)
"""What services and their proofs load, beside what depends on the variables of a process."""
_OF_ONE_PROCESS = frozenset(("app", "generated", "tests"))
"""Packages that a copy loads anew: they read variables, or others of the same name come first on its path."""
_copying = False


class Process(Protocol):
    """A program that runs, as `subprocess.Popen` has it."""

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


def load_ahead() -> None:
    """Load the libraries, and let all that is run from now on be copies of this process."""
    global _copying  # noqa: PLW0603 - it is about the process as a whole
    for name in LIBRARIES:
        import_module(name)
    gc.collect()
    gc.freeze()  # a collection in a copy would otherwise copy the memory of all that is loaded
    _copying = True


def start(command: Sequence[str], place: Path, variables: Mapping[str, str], output: int | None) -> Process:
    """Start a module with arguments in a folder; what it prints goes to a descriptor, or where ours goes if None."""
    if not _copying:
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=place, env=dict(variables), stdout=output, stderr=output
        )
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process == 0:
        _become(command, place, variables, output)
    return _Copy(process)


def run(command: Sequence[str], place: Path, variables: Mapping[str, str]) -> int:
    """Run a module with arguments in a folder and return its exit status. What it prints goes where ours goes."""
    return start(command, place, variables, None).wait()


def captured(command: Sequence[str], place: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a module with arguments in a folder and return its exit status and what it printed."""
    with tempfile.TemporaryFile() as output:
        status = start(command, place, variables, output.fileno()).wait()
        output.seek(0)
        return status, output.read().decode(errors="replace")


class _Copy:
    """A child of this process, as `subprocess.Popen` would have it."""

    def __init__(self, process: int) -> None:
        self.process = process
        self.status: int | None = None

    def poll(self) -> int | None:
        """Return its exit status if it has ended."""
        return self._wait(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit status when it has ended. Raises TimeoutError, after ending it, if that takes longer."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self._wait(0 if deadline is None else os.WNOHANG)) is None:
            if deadline is not None and time.monotonic() > deadline:
                os.kill(self.process, signal.SIGKILL)
                raise TimeoutError(f"process {self.process} did not end")
            time.sleep(0.005)
        return status

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.process, signal.SIGTERM)

    def _wait(self, options: int) -> int | None:
        if self.status is None:
            process, status = os.waitpid(self.process, options)
            self.status = os.waitstatus_to_exitcode(status) if process else None
        return self.status


def _become(
    command: Sequence[str], place: Path, variables: Mapping[str, str], output: int | None
) -> NoReturn:
    """Be a program, and end as it ends."""
    status = 1
    try:
        if output is not None:
            os.dup2(output, 1)
            os.dup2(output, 2)
        os.chdir(place)
        os.environ.clear()
        os.environ.update(variables)
        sys.path[:0] = ["", *variables.get("PYTHONPATH", "").split(os.pathsep)]
        for name in [each for each in sys.modules if each.partition(".")[0] in _OF_ONE_PROCESS]:
            if name != __name__:
                del sys.modules[name]
        sys.argv = list(command)
        with contextlib.suppress(KeyboardInterrupt):
            runpy.run_module(command[0], run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = _status(end.code)
    except BaseException:  # noqa: BLE001 - any exception ends the program, as usual
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)  # past what the process that this is a copy of would do at its end


def _status(code: object) -> int:
    """Return what a process ends with after `sys.exit(code)`, which prints anything but a number."""
    if isinstance(code, int):
        return code & 0xFF
    if code is not None:
        sys.stderr.write(f"{code}\n")
    return 0 if code is None else 1
