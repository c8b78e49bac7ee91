"""Formatting of all rendered Python files in one run of ruff: unused imports, import order and layout."""

import os
import subprocess
import tempfile
from pathlib import Path

from specloom.emit.render_cache import RenderCache, cache_key

LINE_LENGTH = 100
# Ignore configurations and .gitignore files above the temporary folder.
_ALONE = ["--isolated", "--no-cache", "--no-respect-gitignore", "--quiet"]
_STYLE = ["--line-length", str(LINE_LENGTH), "--target-version", "py311"]


class FormattingError(Exception):
    """Rendered code is not valid Python: an error in a template, not in a spec."""


def format_python(files: dict[str, str], cache: RenderCache | None = None) -> dict[str, str]:
    """Return all files, with the Python files formatted, in the same order.

    Templates may import more names than they use. Files in `cache` are not formatted again. Raises FormattingError
    if a file cannot be parsed.
    """
    cache = cache or RenderCache()
    keys = {path: cache_key("layout", path, text) for path, text in files.items() if path.endswith(".py")}
    cached = {path: cache.get(key) for path, key in keys.items()}
    missing = {path: files[path] for path, text in cached.items() if text is None}
    formatted = _formatted(missing) if missing else {}
    for path, text in formatted.items():
        cache.put(keys[path], text)
    return {path: formatted.get(path) or cached.get(path) or text for path, text in files.items()}


def _formatted(files: dict[str, str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
        _ruff(root, "check", "--fix-only", "--select", "I,F401")
        _ruff(root, "format")
        return {path: (root / path).read_bytes().decode() for path in files}


def _ruff(folder: Path, *arguments: str) -> None:
    # Imported here because it searches for the binary, which a run without rendering does not need.
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
