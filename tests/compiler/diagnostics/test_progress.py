"""The progress bar: only on a terminal, only on standard error, and erased at the end."""

import os
import pty
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
import time
from specloom.diagnostics.progress import bar
with bar("rendering") as told:
    told(0, 40)
    time.sleep(0.6)
    told(10, 40)
    told(11, 40)
    time.sleep(0.2)
    told(40, 40)
"""


def run(stderr: int) -> bytes:
    """Run the script with this standard error, and return its standard output."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=stderr,
        check=True,
    ).stdout


def test_the_bar_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    try:
        assert run(theirs) == b""
        shown = os.read(ours, 10_000).decode().split("\r")
    finally:
        os.close(ours)
        os.close(theirs)
    full, part = "#" * 30, "#" * 7 + "." * 23
    blank = " " * len(f"rendering [{full}] 40/40")
    assert shown == ["", f"rendering [{part}] 10/40", f"rendering [{full}] 40/40", blank, ""]


def test_no_bar_elsewhere(tmp_path: Path) -> None:
    with (tmp_path / "errors").open("wb") as errors:
        assert run(errors.fileno()) == b""
    assert (tmp_path / "errors").read_bytes() == b""
