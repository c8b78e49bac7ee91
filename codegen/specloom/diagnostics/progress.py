"""A progress bar for slow runs. It is written to standard error if that is a terminal."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_PATIENCE = 0.5
"""Seconds before the bar appears."""
_INTERVAL = 0.1
_WIDTH = 30


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that draws the bar, given the number of finished steps and of all steps.

    The bar is erased at the end.
    """
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield lambda _done, _of: None
        return
    shown = 0
    due = time.monotonic() + _PATIENCE

    def draw(done: int, of: int) -> None:
        nonlocal shown, due
        if time.monotonic() < due or not of:
            return
        due = time.monotonic() + _INTERVAL
        filled = "#" * (_WIDTH * done // of)
        text = f"{label} [{filled:.<{_WIDTH}}] {done}/{of}"[: shutil.get_terminal_size().columns - 1]
        shown = max(shown, len(text))
        _put(f"\r{text:<{shown}}")

    try:
        yield draw
    finally:
        if shown:
            _put(f"\r{'':<{shown}}\r")


def _put(text: str) -> None:
    with suppress(OSError):  # a closed pipe is no reason to stop
        sys.stderr.write(text)
        sys.stderr.flush()
