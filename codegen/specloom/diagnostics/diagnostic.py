"""Diagnostics: the problems of a spec with their places, and their rendering as text, JSON and GitHub annotations.

Other modules create `Diagnostic` objects. Only the functions here turn them into text. They escape every character of
a spec that a terminal or a log would interpret.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from specloom.diagnostics.codes import CODES, WARNINGS

GUTTER = 5
"""Width of the line number in front of a source line."""
WINDOW = 120
"""Columns of a source line that are shown. A longer line is cut around the caret."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file. Lines and columns count from 1, columns in characters; `end_column` is exclusive."""

    path: str
    line: int
    column: int
    end_column: int | None = None
    """None if the text continues on the next line."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a problem involves, with a label."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem. `code` is a key of `CODES`. `help` says how to fix the problem, if a fix is known."""

    code: str
    message: str
    place: Place
    help: str | None = None
    related: Related | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown diagnostic code {self.code}")

    @property
    def is_warning(self) -> bool:
        """True if the spec is valid, but this is probably a mistake."""
        return self.code in WARNINGS


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, without duplicates."""

    def key(each: Diagnostic) -> tuple[str, int, int, str, str]:
        return (each.place.path, each.place.line, each.place.column, each.code, each.message)

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))


def as_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> str:
    """Render for a terminal: place, code, message, source line with a caret, related place and help.

    `sources` maps the path of each place to the text of that file. The source line is omitted if the file is missing
    there.
    """
    lines = {path: re.split(r"\r\n|\r|\n", text) for path, text in sources.items()}
    return "\n".join(_block(each, lines) for each in diagnostics)


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Render as one JSON array, in the layout of ruff's `--output-format json`."""
    items = [
        {
            "code": each.code,
            "severity": "warning" if each.is_warning else "error",
            "message": each.message,
            "help": each.help,
            **_located(each.place),
            "related": None
            if each.related is None
            else {"message": each.related.label, **_located(each.related.place)},
        }
        for each in diagnostics
    ]
    return json.dumps(items, indent=2) + "\n"


def _located(place: Place) -> dict[str, Any]:
    return {
        "filename": place.path,
        "location": {"row": place.line, "column": place.column},
        "end_location": {"row": place.line, "column": place.end_column or place.column + 1},
    }


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Render as GitHub workflow commands, which GitHub shows as annotations of the changed lines."""
    return "".join(_command(each) for each in diagnostics)


def safe(text: str) -> str:
    """Return the text with an escape sequence for every unprintable character.

    These are control and format characters, surrogates and line separators.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def _block(diagnostic: Diagnostic, sources: Mapping[str, list[str]]) -> str:
    level = " warning:" if diagnostic.is_warning else ""
    result = _shown_place(diagnostic.place, f"{diagnostic.code}{level} {diagnostic.message}", sources)
    if diagnostic.related is not None:
        result += _shown_place(diagnostic.related.place, diagnostic.related.label, sources)
    if diagnostic.help is not None:
        result += f"help: {safe(diagnostic.help)}\n"
    return result


def _shown_place(place: Place, text: str, sources: Mapping[str, list[str]]) -> str:
    """Return the lines that show a place: a label, and the source line with a caret."""
    result = f"{safe(place.path)}:{place.line}:{place.column}: {safe(text)}\n"
    lines = sources.get(place.path, [])
    if place.line <= len(lines):
        shown, caret = _excerpt(lines[place.line - 1], place)
        result += f"{place.line:>{GUTTER}} | {shown}".rstrip() + "\n"
        result += f"{'':>{GUTTER}} | {caret}\n"
    return result


def _excerpt(line: str, place: Place) -> tuple[str, str]:
    """Return the visible part of a source line, and the line of carets below it."""
    start = min(place.column - 1, len(line))
    end = len(line) if place.end_column is None else min(place.end_column - 1, len(line))
    first, last = 0, len(line)
    if len(line) > WINDOW:
        first = max(0, min(start - WINDOW // 3, len(line) - WINDOW))
        last = min(len(line), first + WINDOW)
    head = "..." if first else ""
    tail = "..." if last < len(line) else ""
    before = head + "".join(map(_shown, line[first:start]))
    marked = "".join(map(_shown, line[start : min(end, last)]))
    after = "".join(map(_shown, line[max(start, min(end, last)) : last])) + tail
    return before + marked + after, " " * _width(before) + "^" * max(1, _width(marked))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return character if character.isprintable() else _escape(character)


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _width(text: str) -> int:
    """Return the number of terminal columns that the text occupies."""
    if text.isascii():
        return len(text)
    return sum(_columns(each) for each in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    lines = [diagnostic.message]
    if diagnostic.related is not None:
        other = diagnostic.related.place
        lines.append(f"{other.path}:{other.line}:{other.column}: {diagnostic.related.label}")
    if diagnostic.help is not None:
        lines.append(f"help: {diagnostic.help}")
    message = "\n".join(lines)
    properties = (
        f"file={_property(place.path)},line={place.line},col={place.column},title=specloom {diagnostic.code}"
    )
    command = "warning" if diagnostic.is_warning else "error"
    return f"::{command} {properties}::{_data(message)}\n"


def _data(text: str) -> str:
    kept = "\n".join(safe(line) for line in text.split("\n"))
    return kept.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
