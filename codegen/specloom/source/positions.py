"""Where each character of a scalar stands in its file: in quotes, over several lines, or plain."""

from specloom.diagnostics.diagnostic import Place
from specloom.source.nodes import Document, Mark, ScalarNode
from specloom.source.yaml_errors import mark_at, offset_of

_SPACE = " \t\r\n"
_ESCAPES = {"x": 4, "u": 6, "U": 10}
"""Characters of the escape sequences that are longer than two."""


def place_within(document: Document, node: ScalarNode, start: int, end: int) -> Place:
    """Return the place of a part of a scalar's text; behind its last character if the part is its end.

    Where the parts of a scalar cannot be told in the source, that is the place of the whole scalar.
    """
    offsets = _offsets(document.text, node)
    if len(offsets) <= len(node.text) or not node.text:
        return document.place(node.mark)
    line, column, _ = mark_at(document.text, offsets[start])
    last_line, last_column, _ = mark_at(document.text, offsets[max(start, end - 1)])
    return document.place(Mark(line, column, last_column + 1 if line == last_line else None))


def _offsets(source: str, node: ScalarNode) -> list[int]:
    """Return where each character of a scalar's text stands in the source, and its end; nothing if that is unclear.

    Folding turns line breaks and what indents the next line into a blank or a break. So blanks may differ; everything
    else stands in the source in the same order.
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
    """Return where blanks and line breaks end, those after a backslash among them."""
    while at < len(source):
        if source[at] in _SPACE:
            at += 1
        elif source[at : at + 2] in ("\\\n", "\\\r"):
            at += 2
        else:
            break
    return at
