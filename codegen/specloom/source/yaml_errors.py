"""Diagnostics of YAML syntax errors, and repairs that let the parser continue."""

import re

import yaml

from specloom.diagnostics.diagnostic import Diagnostic, Place
from specloom.source.nodes import Document, Mark

_PLACEHOLDERS = {"[]": "\ue000\ue001", "?": "\ue002"}
"""Placeholders for suffixes that needed quotes. They have the same length, so that all positions stay valid."""


def without_placeholders(text: str) -> str:
    """Return the text of a scalar with the original suffix in place of a placeholder."""
    if "\ue000" <= max(text, default="") <= "\ue002":
        return text.replace("\ue000\ue001", "[]").replace("\ue002", "?")
    return text


def forbidden(document: Document, found: re.Match[str]) -> Diagnostic:
    """Return the diagnostic of a forbidden character."""
    character = found.group()
    message = f"a spec may not contain the character U+{ord(character):04X}"
    help = None
    if character in "\x85\u2028\u2029":
        help = "use a plain line feed to break the line; YAML parsers disagree about this character"
    else:
        help = "a spec is a text file, but this file seems to be binary"
    return Diagnostic("Y004", message, document.place(mark_at(document.text, found.start())), help)


def needs_quotes(document: Document, text: str, mark: Mark) -> Diagnostic:
    """Return the diagnostic of a short form that needs quotes."""
    message = f"`{text}` needs quotes inside braces and brackets, where YAML interprets its last characters"
    place = Place(document.path, mark.line, mark.column, mark.column + len(text))
    return Diagnostic("Y002", message, place, f'write "{text}"')


def repaired(document: Document, text: str, error: yaml.MarkedYAMLError) -> tuple[str, Diagnostic] | None:
    """Return the text with a placeholder for a `[]` or `?` that needed quotes, and the diagnostic.

    Return None for other errors.
    """
    problem = error.problem_mark
    if problem is None or "flow" not in (error.context or ""):
        return None
    offset = offset_of(text, problem.line, problem.column)
    suffix = next((each for each in _PLACEHOLDERS if text.startswith(each, offset)), None)
    word = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$").search(text[max(0, offset - 100) : offset])
    if suffix is None or word is None:
        return None
    patched = text[:offset] + _PLACEHOLDERS[suffix] + text[offset + len(suffix) :]
    whole = word.group() + suffix
    if suffix == "[]" and patched.startswith("?", offset + 2):
        patched = patched[: offset + 2] + _PLACEHOLDERS["?"] + patched[offset + 3 :]
        whole += "?"
    mark = Mark(problem.line + 1, problem.column + 1 - len(word.group()), None)
    return patched, needs_quotes(document, whole, mark)


def offset_of(text: str, line: int, column: int) -> int:
    """Return the offset of a line and column, both from 0. Lines are counted as in YAML."""
    start = 0
    for each in re.finditer(r"\r\n|\r|\n", text):
        if line == 0:
            break
        line -= 1
        start = each.end()
    return start + column


def syntax_error(document: Document, error: yaml.MarkedYAMLError) -> Diagnostic:
    """Return the diagnostic of a syntax error.

    At the end of the file, its place is the start of the construct that is not closed.
    """
    at = error.problem_mark
    problem = (error.problem or "it cannot be parsed").replace("did not find expected", "expected")
    lines = re.split(r"\r\n|\r|\n", document.text)
    rest = "\n".join(lines[at.line :])[at.column :] if at is not None else ""
    if error.context_mark is not None and rest.strip() == "":
        at = error.context_mark
        if error.context:
            problem = f"{problem} {error.context}"
    line, column = (at.line + 1, at.column + 1) if at is not None else (1, 1)
    mark = Mark(line, column, column + 1)
    character = rest[:1]
    if character == "\t":
        message = "a tab may not indent a line or precede a key"
        return Diagnostic("Y003", message, document.place(mark), "use spaces")
    help = None
    if error.context_mark is not None and at is error.problem_mark and "flow" in (error.context or ""):
        opened = error.context_mark
        help = (
            f"line {opened.line + 1}, column {opened.column + 1} opens a value that is not closed before this"
        )
    if character in ("@", "`", "%", "*", "&", "!", "|", ">") and "cannot start" in problem:
        help = "put the value in quotes"
    if "mapping values are not allowed" in problem:
        help = "put a text that contains a colon and a space in quotes, or check the indentation"
    return Diagnostic("Y001", f"not valid YAML: {problem}", document.place(mark), help)


def mark_at(text: str, offset: int) -> Mark:
    """Return the place of a character of the text. Lines are counted as in YAML."""
    start, line = 0, 1
    for each in re.finditer(r"\r\n|\r|\n", text):
        if each.end() > offset:
            break
        start, line = each.end(), line + 1
    return Mark(line, offset - start + 1, offset - start + 2)
