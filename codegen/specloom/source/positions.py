"""The place of each character of a scalar in its file."""

from specloom.diagnostics.diagnostic import Place
from specloom.source.nodes import Document, Mark, ScalarNode
from specloom.source.yaml_errors import mark_at, offset_of

_SPACE = " \t\r\n"
_ESCAPES = {"x": 4, "u": 6, "U": 10}
"""Lengths of the escape sequences that are longer than two characters."""


def place_within(document: Document, node: ScalarNode, start: int, end: int) -> Place:
    """Return the place of a part of a scalar's text. The place of an empty part at the end is after the last character.

    If the source is ambiguous, return the place of the whole scalar.
    """
    offsets = _offsets(document.text, node)
    if len(offsets) <= len(node.text) or not node.text:
        return document.place(node.mark)
    line, column, _ = mark_at(document.text, offsets[start])
    last_line, last_column, _ = mark_at(document.text, offsets[max(start, end - 1)])
    return document.place(Mark(line, column, last_column + 1 if line == last_line else None))


def _offsets(source: str, node: ScalarNode) -> list[int]:
    """Return the source offset of each character of a scalar's text, and of its end; empty if that is ambiguous.

    YAML folds a line break and the following indentation into a space or a break. So white space may differ from the
    source; all other characters are in the source in the same order.
    """
    at = offset_of(source, node.mark.line - 1, node.mark.column - 1)
    opened = "" if node.plain else source[at : at + 1]
    if opened in ("|", ">"):
        at = min(end for sign in "\r\n" if (end := source.find(sign, at)) >= 0)
    elif opened:
        at += 1
    found: list[int] = []
    for character in node.text:
        if character not in _SPACE:
            at = _skip_blanks(source, at)
        found.append(at)
        written = source[at : at + 1]
        if opened == '"' and written == "\\" and source[at + 1 : at + 2] not in ("\r", "\n"):
            at += _ESCAPES.get(source[at + 1 : at + 2], 2)
        elif written == character or (character in _SPACE and written and written in _SPACE):
            at += 2 if opened == character == "'" else 1
        elif character not in _SPACE:
            return []
    return [*found, at]


def _skip_blanks(source: str, at: int) -> int:
    """Return the offset after white space and line breaks, including line breaks after a backslash."""
    while at < len(source):
        if source[at] in _SPACE:
            at += 1
        elif source[at : at + 2] in ("\\\n", "\\\r"):
            at += 2
        else:
            break
    return at
