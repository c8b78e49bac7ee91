"""Composition of YAML events into nodes, each with the place of its key and value."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from specloom.diagnostics.diagnostic import Diagnostic, Related
from specloom.source.anchors import MAX_ALIASED, SCALAR, AliasProblem, Anchors, Extent, enclosing, merged
from specloom.source.nodes import (
    Document,
    FlawedNode,
    MappingNode,
    Mark,
    Node,
    Scalar,
    ScalarNode,
    SequenceNode,
)
from specloom.source.scalars import plain_scalar
from specloom.source.yaml_errors import needs_quotes, without_placeholders

MAX_DEPTH = 64
"""Maximum nesting of a document."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)+(?=[^\s#])")
"""An anchor or tag before the value on the same line, with the white space between."""
_LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u2028\\u2029\\ufffe\\uffff"
"""Characters that no spec may contain, as the inside of a character class."""
_FORBIDDEN_IN_VALUE = re.compile(f"[{CONTROL}\\r]")
_DROPPED = ("", Mark(0, 0, None))
"""Represents a key that has been reported. Its value is dropped."""
_MERGE = "\0<<"
"""Represents the merge key. No key of a document contains NUL."""
_NO_NUMBER = "\0"
"""Represents a number that has been reported."""


class Composer:
    """Builds the nodes of one document from its events, and reports YAML that specs do not support."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []
        self.stopped = False
        self.stack: list[SequenceNode | MappingNode] = []
        self.pending: list[tuple[str, Mark] | None] = []
        """For each mapping on the stack, the key whose value is expected next."""
        self.flawed: list[bool] = []
        """For each mapping and list on the stack, whether its value is unusable."""
        self.extents: list[list[Extent]] = []
        """For each mapping and list on the stack, the extents of its nodes so far."""
        self.anchored: list[str | None] = []
        """For each mapping and list on the stack, its anchor."""
        self.merges: list[tuple[Mark, Node] | None] = []
        """For each mapping and list on the stack, the place and value of its merge key."""
        self.anchors = Anchors()
        self._lines: list[str] = []
        self.flow = 0
        self.root: Node | None = None

    def compose(self, text: str) -> Node | None:
        """Return the root node, or None for an empty document. Raises yaml.YAMLError."""
        documents = 0
        for event in self._events(text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(self.stack) >= MAX_DEPTH:
                    self._report("Y010", f"nested more than {MAX_DEPTH} levels deep", _mark(event))
                    self.stopped = True
                    return None
                self._open(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close()
            elif kind is yaml.AliasEvent:
                self._alias(event)
                if self.stopped:
                    return None
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "a second document begins here; a file may have only one"
                    self._report("Y008", message, _mark(event), "put it in its own file, or delete the `---`")
                    return self.root
        return self.root

    def _events(self, text: str) -> Iterator[Any]:
        loader = LOADER(text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()

    def _open(self, event: Any) -> None:
        """Start a mapping or list."""
        mark = self._value_mark(event)
        is_mapping = type(event) is yaml.MappingStartEvent
        self.flawed.append(not self._has_known_tag(event, mark))
        self.flow += bool(event.flow_style or self.flow)
        self.stack.append(MappingNode(mark) if is_mapping else SequenceNode(mark))
        self.pending.append(None)
        self.extents.append([])
        self.anchored.append(event.anchor)
        self.merges.append(None)
        if event.anchor is not None:
            self.anchors.begin(event.anchor)

    def _close(self) -> None:
        """End a mapping or list. An incomplete one becomes a flawed node."""
        node: Node = self.stack.pop()
        self.pending.pop()
        self.flow -= bool(self.flow)
        merge = self.merges.pop()
        if merge is not None and isinstance(node, MappingNode):
            node = self._merge(node, *merge)
        incomplete = isinstance(node, MappingNode) and node.incomplete
        if self.flawed.pop() or incomplete:
            node = FlawedNode(node.mark)
        extent = enclosing(self.extents.pop())
        anchor = self.anchored.pop()
        if anchor is not None:
            self.anchors.end(anchor, node, extent)
        self._add(node, extent)

    def _merge(self, node: MappingNode, mark: Mark, sources: Node) -> Node:
        """Return a mapping with the keys that its merge key adds."""
        found = merged(node, sources)
        if found is None:
            self._report(
                "Y016",
                "the merge key `<<` needs a mapping or a list of mappings",
                mark,
                "write `<<: *anchor`",
            )
            return FlawedNode(node.mark)
        return found

    def _alias(self, event: Any) -> None:
        """Add the node that an alias refers to."""
        mark = _mark(event)
        found = self.anchors.node(event.anchor)
        if isinstance(found, AliasProblem):
            self._report("Y015", found.message, mark, found.help)
            self._add(FlawedNode(mark), SCALAR)
            return
        node, extent = found
        if self.anchors.too_large:
            message = f"the aliases of this file repeat more than {MAX_ALIASED} values"
            self._report("Y017", message, mark, "use `mixins` to share fields between entities")
            self.stopped = True
        elif len(self.stack) + extent.levels - 1 > MAX_DEPTH:
            self._report("Y010", f"nested more than {MAX_DEPTH} levels deep", mark)
            self.stopped = True
        elif self._is_key() and isinstance(node, ScalarNode):
            self._key(node.text, plain=False, mark=mark)
        else:
            self._add(node, extent)

    def _value_mark(self, event: Any) -> Mark:
        """Return the place of a value, after its anchor if both are on one line."""
        mark = _mark(event)
        if event.anchor is None:
            return mark
        if not self._lines:
            self._lines = _LINE_END.split(self.document.text)
        properties = _PROPERTIES.match(self._lines[mark.line - 1], mark.column - 1)
        column = mark.column if properties is None else properties.end() + 1
        return mark._replace(column=column, end=None if mark.end is None else max(mark.end, column + 1))

    def _has_known_tag(self, event: Any, mark: Mark) -> bool:
        """Report the tag of a node. Return whether its value is usable."""
        if event.tag is None or event.tag == "!":
            return True
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self._report(
            "Y007", f"the tag `{tag}` is not supported", mark, "put a value in quotes to make it a text"
        )
        return False

    def _scalar(self, event: Any) -> None:
        mark = self._value_mark(event)
        usable = self._has_known_tag(event, mark)
        text: str = event.value
        plain: bool = not event.style
        original = (
            without_placeholders(text) if plain else text
        )  # in quotes, these characters were written by the user
        if original != text:
            text = original
        elif plain and self.flow and text.endswith("?") and self._is_value():
            self.diagnostics.append(needs_quotes(self.document, text, mark))
        if self._is_key():
            if event.anchor is not None:
                self.anchors.end(event.anchor, ScalarNode(mark, text, text, plain), SCALAR)
            self._key(text, plain, mark)
            return
        bad = _FORBIDDEN_IN_VALUE.search(text)
        if bad is not None:
            self._report("Y004", f"the text contains the character U+{ord(text[bad.start()]):04X}", mark)
            usable = False
        value: Scalar = self._plain(text, mark) if plain and usable else text
        usable = usable and value is not _NO_NUMBER
        node: Node = ScalarNode(mark, value, text, plain) if usable else FlawedNode(mark)
        if event.anchor is not None:
            self.anchors.end(event.anchor, node, SCALAR)
        self._add(node, SCALAR)

    def _is_key(self) -> bool:
        return bool(self.stack) and type(self.stack[-1]) is MappingNode and self.pending[-1] is None

    def _is_value(self) -> bool:
        return type(self.stack[-1]) is SequenceNode or self.pending[-1] is not None

    def _plain(self, text: str, mark: Mark) -> Scalar:
        """Return the value of a scalar without quotes."""
        try:
            return plain_scalar(text)
        except ValueError as error:
            self._report("Y011", str(error), mark, "put it in quotes if it is a text")
            return _NO_NUMBER

    def _key(self, text: str, plain: bool, mark: Mark) -> None:
        bad = _FORBIDDEN_IN_VALUE.search(text)
        if bad is not None:
            self._report("Y004", f"the key contains the character U+{ord(text[bad.start()]):04X}", mark)
            self.pending[-1] = _DROPPED
        elif plain and text == "<<":
            self.pending[-1] = (_MERGE, mark)
        else:
            self.pending[-1] = (text, mark)

    def _add(self, node: Node, extent: Extent) -> None:
        """Add a finished node to its parent."""
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        self.extents[-1].append(extent)
        if isinstance(parent, SequenceNode):
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is None:
            if not isinstance(node, FlawedNode):
                self._report("Y009", "a key must be a plain text", node.mark)
            self.pending[-1] = _DROPPED
            return
        self.pending[-1] = None
        if key is _DROPPED:
            parent.incomplete = True
            return
        name, mark = key
        merge = self.merges[-1]
        if name == _MERGE and merge is None:
            self.merges[-1] = (mark, node)
            return
        if name == _MERGE and merge is not None:
            first = Related(self.document.place(merge[0]), "it is first given here")
            self._report("Y005", "`<<` is given twice", mark, "write `<<: [*one, *other]`", first)
            return
        if name in parent.items:
            first = Related(self.document.place(parent.keys[name]), "it is first given here")
            self._report("Y005", f"`{name}` is given twice", mark, "keep one of the two", first)
            return
        parent.items[name] = node
        parent.keys[name] = mark

    def _report(
        self, code: str, message: str, mark: Mark, help: str | None = None, related: Related | None = None
    ) -> None:
        self.diagnostics.append(Diagnostic(code, message, self.document.place(mark), help, related))


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    line, column = start.line + 1, start.column + 1
    if end.line != start.line or type(event) in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
        return Mark(line, column, None if end.line != start.line else column + 1)
    return Mark(line, column, max(end.column + 1, column + 1))
