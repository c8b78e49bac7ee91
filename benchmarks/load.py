"""Starts the load generator in a process of its own: wrk if it is installed, otherwise `benchmarks.client`."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import HERE, ROOT
from benchmarks.servers import Server

CONNECTIONS = 16
PATIENCE = 30
"""Seconds after which a request counts as broken: writers that wait for each other on SQLite can take several."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one load has shown."""

    cpu: float
    """Seconds of the server's CPU time per request."""
    rate: float
    """Requests per second."""
    p50: float
    p99: float
    """Seconds from a request to its response."""


def generator(prefer_own: bool = False) -> str:
    """Return the name of the load generator that is used."""
    return "wrk" if shutil.which("wrk") and not prefer_own else "benchmarks/client.py"


def describe(tool: str) -> str:
    """Return the name of a load generator with its version, if it has one."""
    program = shutil.which(tool)
    if program is None:
        return f"`{tool}`, in place of wrk"
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=False).stdout
    return " ".join(said.split()[:2])


def run(server: Server, requests: Path, seconds: int, tool: str) -> Sample:
    """Put load on a server for some seconds. Raises RuntimeError if any request failed."""
    if tool == "wrk":
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", f"--timeout={PATIENCE}s"]
        command += ["-s", str(HERE / "wrk.lua")]
        command += [f"http://127.0.0.1:{server.port}", "--", str(requests)]
    else:
        command = [sys.executable, "-m", "benchmarks.client"]
        command += [str(server.port), str(requests), str(CONNECTIONS), str(seconds)]
    before = server.cpu_seconds()
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    used = server.cpu_seconds() - before
    line = next((line for line in ended.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        raise RuntimeError(f"{tool} failed: {ended.stdout}{ended.stderr}")
    found = json.loads(line.removeprefix("RESULT "))
    if found["refused"] or found["broken"] or not found["requests"]:
        raise RuntimeError(f"{server.side.name}, {requests.name}: {line}")
    return Sample(used / found["requests"], found["requests"] / found["seconds"], found["p50"], found["p99"])
