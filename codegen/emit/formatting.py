"""One run of ruff over all rendered Python: unused imports out, imports in order, one layout."""

import os
import subprocess
import tempfile
from pathlib import Path

LINE_LENGTH = 100
# Neither a configuration nor a .gitignore above the temporary folder has a say, nor has the environment.
_ALONE = ["--isolated", "--no-cache", "--no-respect-gitignore", "--quiet"]
_STYLE = ["--line-length", str(LINE_LENGTH), "--target-version", "py311"]


class FormattingError(Exception):
    """What was rendered is no Python: a fault of a template, never of a spec."""


def format_python(files: dict[str, str]) -> dict[str, str]:
    """Return the files, the Python ones among them formatted, in the same order.

    Templates may import a superset of what they use. Raises FormattingError if a file cannot be parsed.
    """
    python = [path for path in files if path.endswith(".py")]
    if not python:
        return dict(files)
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        root = Path(folder)
        for path in python:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path].encode())
        _ruff(root, "check", "--fix-only", "--select", "I,F401")
        _ruff(root, "format")
        formatted = {path: (root / path).read_bytes().decode() for path in python}
    return {path: formatted.get(path, text) for path, text in files.items()}


def _ruff(folder: Path, *arguments: str) -> None:
    # Imported here because it looks for the binary, which a run that renders nothing need not have.
    from ruff import find_ruff_bin

    run = subprocess.run(
        [find_ruff_bin(), *arguments, *_ALONE, *_STYLE, "."],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("RUFF_")},
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if run.returncode:
        raise FormattingError(run.stderr.decode(errors="replace").strip() or f"ruff exited {run.returncode}")
