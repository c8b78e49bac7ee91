"""What the command prints: findings in three formats, one line of success, and faults of our own.

Text of findings goes to standard error. JSON and GitHub's commands are for programs and go to standard output. Nothing
here raises because of where it prints to, but for a full disk.
"""

import json
import os
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, TextIO

from specloom.diagnostics.diagnostic import Diagnostic, as_github, as_json, as_text, safe

Format = Literal["text", "json", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "github")

STATES = {
    "missing": "is missing",
    "changed": "is not what the spec gives",
    "orphaned": "is no longer in the spec",
    "edited": "was changed by hand",
    "foreign": "is not a generated file, but in the place of one",
}
"""How a file on disk may differ from the spec, and how that is said."""


def escape_unprintable() -> None:
    """Let both streams print characters that the terminal's encoding does not have, as escapes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a closed stream is None, and a test may put anything in its place
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # TextIO does not tell


def write_output(text: str) -> None:
    """Print to standard output. A reader that went away is no error. Raises OSError if the disk behind it is full."""
    _write(sys.stdout, text)


def write_error(text: str) -> None:
    """Print to standard error, if there is anybody to read it."""
    with suppress(OSError):
        _write(sys.stderr, text)


def summary(text: str, form: Format) -> None:
    """Say that all is well: a line, or for JSON an empty list."""
    write_output("[]\n" if form == "json" else f"{safe(text)}\n")


def diagnostics(found: Sequence[Diagnostic], sources: Mapping[str, str], form: Format) -> None:
    """Print what is wrong with a spec; `sources` holds the text of each file that a diagnostic is in."""
    match form:
        case "json":
            write_output(as_json(found))
        case "github":
            write_output(as_github(found))
        case "text":
            write_error(as_text(found, sources))
            warnings = sum(each.is_warning for each in found)
            counts = [_counted(len(found) - warnings, "problem"), _counted(warnings, "warning")]
            write_error(f"\n{' and '.join(filter(None, counts))} found\n")


def _counted(number: int, what: str) -> str:
    return "" if not number else f"{number} {what}" if number == 1 else f"{number} {what}s"


def differences(found: Mapping[str, Iterable[str]], conclusion: Sequence[str], form: Format) -> None:
    """Print the files that differ, by state and path, and what follows from it, a sentence each."""
    files = sorted((path, state) for state, paths in found.items() for path in paths)
    advice = " ".join(conclusion)
    match form:
        case "json":
            items = [
                {
                    "code": state,
                    "message": f"{safe(path)} {STATES[state]}",
                    "help": safe(advice),
                    "filename": path,
                    "location": None,
                    "end_location": None,
                }
                for path, state in files
            ]
            write_output(json.dumps(items, indent=2) + "\n")
        case "github":
            for path, state in files:
                write_output(f"::error title=specloom::{_escaped(f'{path} {STATES[state]}. {advice}')}\n")
        case "text":
            write_error("".join(f"{safe(path)} {STATES[state]}\n" for path, state in files))
            write_error("".join(f"{safe(sentence)}\n" for sentence in conclusion))


def internal_error(error: Exception) -> None:
    """Print an error that is none of the user's, with a way to report it; its traceback on request only."""
    if os.environ.get("SPECLOOM_DEBUG"):
        write_error("".join(traceback.format_exception(error)))
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(each.filename).name}:{each.lineno})" for each in place)
    first = next(iter(str(error).splitlines()), "")
    write_error(f"internal error: {type(error).__name__}: {safe(first)}{where}\n")
    write_error("This is a fault of specloom, not of your spec, and nothing was written.\n")
    write_error("Please report it with the spec and what SPECLOOM_DEBUG=1 prints.\n")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # Whoever read it has seen enough. The interpreter flushes once more at its end, into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _escaped(text: str) -> str:
    return safe(text).replace("%", "%25")
