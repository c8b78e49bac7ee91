"""The output of the command: diagnostics and differences in three formats, a line of success, and internal errors.

Text goes to standard error. JSON and GitHub commands, which programs read, go to standard output. A closed stream
raises nothing; a full disk raises OSError.
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
    "changed": "differs from the spec",
    "orphaned": "is no longer in the spec",
    "edited": "was changed by hand",
    "foreign": "is not a generated file, but has the path of one",
}
"""The states of a file that differs from the spec, with their descriptions."""


def escape_unprintable() -> None:
    """Let both streams escape characters that the encoding of the terminal does not have."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a closed stream is None, and tests may replace it by another object
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # TextIO does not declare `reconfigure`


def write_output(text: str) -> None:
    """Write to standard output. A closed pipe is ignored. Raises OSError if the disk is full."""
    _write(sys.stdout, text)


def write_error(text: str) -> None:
    """Write to standard error. Errors are ignored."""
    with suppress(OSError):
        _write(sys.stderr, text)


def summary(text: str, form: Format) -> None:
    """Print a line of success, or an empty list as JSON."""
    write_output("[]\n" if form == "json" else f"{safe(text)}\n")


def diagnostics(found: Sequence[Diagnostic], sources: Mapping[str, str], form: Format) -> None:
    """Print the problems of a spec. `sources` holds the text of each file that a diagnostic points to."""
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
    """Print the files that differ, by state and path, then the sentences of `conclusion`."""
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
    """Print an internal error and how to report it. SPECLOOM_DEBUG adds the traceback."""
    if os.environ.get("SPECLOOM_DEBUG"):
        write_error("".join(traceback.format_exception(error)))
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(each.filename).name}:{each.lineno})" for each in place)
    first = next(iter(str(error).splitlines()), "")
    write_error(f"internal error: {type(error).__name__}: {safe(first)}{where}\n")
    write_error("This is a bug in Specloom, not in your spec. Nothing was written.\n")
    write_error("Please report it, with the spec and the output of SPECLOOM_DEBUG=1.\n")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The reader closed the pipe. The interpreter flushes once more at exit, so the stream gets a sink.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _escaped(text: str) -> str:
    return safe(text).replace("%", "%25")
