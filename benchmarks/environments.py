"""The Python environment of each side: that of the project, or one with the versions that the side's folder locks."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.side import SIDES, Side

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "benchmarks"
BUILD = HERE / "build"
SERVICE = BUILD / "specloom"
"""The folder on the path that holds the package `generated`."""
_VERSIONS = """
import importlib.metadata as metadata, json, platform, sys
versions = {name: metadata.version(name) for name in sys.argv[1:]}
print(json.dumps({"python": platform.python_version(), **versions}))
"""


def generate() -> None:
    """Generate Specloom's side from its spec. Raises CalledProcessError if that fails."""
    SERVICE.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "specloom", "generate"]
    options = ["--spec", str(HERE / "spec"), "--out", str(SERVICE / "generated")]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def python_of(side: Side) -> Path:
    """Return the Python that runs a side."""
    if side.environment is None:
        return Path(sys.executable)
    return HERE / ".envs" / side.environment / "bin" / "python"


def build(side: Side) -> None:
    """Make a side's environment unless it is there as locked. Raises CalledProcessError if that fails."""
    if side.environment is None:
        return
    python = python_of(side)
    folder = python.parents[1]
    lock = _folder(side) / "requirements.txt"
    wanted = f"{sys.version} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    built = folder / "built"
    if built.is_file() and built.read_text() == wanted:
        return
    sys.stderr.write(f"building the environment of {side.name} ...\n")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    install = [str(python), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    subprocess.run([*install, "--require-hashes", "--requirement", str(lock)], check=True)
    built.write_text(wanted)


def lock() -> None:
    """Resolve the packages of every environment anew, at the project's versions where both have one. Needs uv."""
    for side in SIDES:
        if side.environment is None:
            continue
        folder = _folder(side).relative_to(ROOT)
        command = ["uv", "pip", "compile", str(folder / "requirements.in"), "--quiet", "--upgrade"]
        how = ["--universal", "--python-version", "3.11", "--constraint", "requirements/lock.txt"]
        form = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]
        name = ["--custom-compile-command", "python -m benchmarks --lock"]
        output = ["--output-file", str(folder / "requirements.txt")]
        subprocess.run([*command, *how, *form, *name, *output], cwd=ROOT, check=True)


def _folder(side: Side) -> Path:
    assert side.environment is not None
    return HERE / "sides" / side.environment


def variables(database_url: str) -> dict[str, str]:
    """Return the environment variables with which a side is run."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return keep | {
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{SERVICE}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def versions(side: Side) -> dict[str, str]:
    """Return the versions of Python and of a side's principal packages."""
    command = [str(python_of(side)), "-c", _VERSIONS, *side.packages, "uvicorn", "uvloop", "httptools"]
    response = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, str] = json.loads(response)
    return found


def missing(side: Side) -> str | None:
    """Return why a side cannot run yet, or None."""
    if side.name != "specloom_read":
        return None
    probe = "import sys, app.database; sys.exit(not hasattr(app.database, 'get_read_db'))"
    environment = variables("sqlite://")
    found = subprocess.run([sys.executable, "-c", probe], env=environment, cwd=SERVICE, check=False)
    return None if found.returncode == 0 else "app/database.py has no get_read_db yet"
