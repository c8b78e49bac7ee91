"""The Jinja2 environment of the emitters, with filters that escape the texts of a spec."""

from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from specloom.emit.annotations import literal

WIDTH = 100
"""Line length of generated Python."""


def fill(name: str, **context: Any) -> str:
    """Return the rendered template with that name."""
    return _environment().get_template(name).render(**context)


@lru_cache(maxsize=4096)
def docstring(text: str, indent: int = 4, summary: str = "") -> str:
    """Return a docstring with its quotes. No text can end it or become code.

    Paragraphs are wrapped, and unprintable characters are escaped. A text that is not one short sentence follows the
    `summary`, if given.
    """
    lines = [line for each in text.strip().splitlines() for line in _wrapped(each, WIDTH - indent - 8)]
    if len(lines) == 1 and lines[0][-1].isalnum():
        lines[0] += "."
    if summary and (len(lines) != 1 or not lines[0].endswith(".")):
        lines = [summary, "", *lines] if lines else [summary]
    if len(lines) < 2:
        return f'"""{"".join(lines)}"""'
    margin = " " * indent
    return "\n".join(
        [f'"""{lines[0]}', *(margin + line if line else "" for line in lines[1:]), f'{margin}"""']
    )


def _wrapped(paragraph: str, width: int) -> list[str]:
    """Return the lines of a paragraph, escaped. Long words are split, but never inside an escape sequence."""
    lines = [""]
    for word in paragraph.split():
        space = " " if lines[-1] else ""
        characters = list(map(_escape, word))
        if len(lines[-1]) + len(space) + sum(map(len, characters)) <= width:
            lines[-1] += space + "".join(characters)
            continue
        lines += [""] if lines[-1] else []
        for character in characters:
            lines += [""] if len(lines[-1]) + len(character) > width else []
            lines[-1] += character
    return lines


def _escape(character: str) -> str:
    if character in ('"', "\\"):
        return "\\" + character
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()


@cache
def _environment() -> Environment:
    # The output is Python, not HTML. `docstring`, `literal` and `repr` escape its texts.
    environment = Environment(
        loader=PackageLoader("specloom.emit"),
        autoescape=False,  # noqa: S701 - see above
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["docstring"] = docstring
    environment.filters["literal"] = literal
    environment.filters["repr"] = repr
    return environment
