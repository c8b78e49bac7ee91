"""Jinja2 as the emitters use it, and the only ways in which a text of a spec may reach a template."""

import textwrap
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

WIDTH = 100
"""Line length of generated Python."""


def fill(name: str, **context: Any) -> str:
    """Return the template of that name, filled in."""
    return _environment().get_template(name).render(**context)


def docstring(text: str, indent: int = 4) -> str:
    """Return a docstring, quotes included, that no text can end or turn into code.

    Paragraphs are wrapped; every character that is not printable comes out as an escape sequence.
    """
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        safe = "".join(map(_escape, paragraph.strip()))
        lines += textwrap.wrap(safe, WIDTH - indent - 8, break_on_hyphens=False) or [""]
    if lines and (len(lines) == 1 or not lines[0].endswith((".", "!", "?", ":"))) and lines[0][-1:].isalnum():
        lines[0] += "." if len(lines) == 1 else ""
    if len(lines) < 2:
        return f'"""{"".join(lines)}"""'
    separator = "\n" + " " * indent
    return f'"""{separator.join(lines)}{separator}"""'


def _escape(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()


@cache
def _environment() -> Environment:
    # The output is Python, not HTML: what is inert there is decided by `docstring` and by `repr`.
    environment = Environment(
        loader=PackageLoader("codegen.emit"),
        autoescape=False,  # noqa: S701 - see above
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["docstring"] = docstring
    environment.filters["repr"] = repr
    return environment
