"""Anchors of a YAML document, and the mappings that merge keys copy (https://yaml.org/type/merge.html).

An alias refers to the node of its anchor, so nested values keep the place where they are written. The nodes that
aliases add are counted first, so a short text cannot expand without limit.
"""

from collections.abc import Iterable
from typing import NamedTuple

from specloom.source.nodes import FlawedNode, MappingNode, Node, SequenceNode

MAX_ALIASED = 100_000
"""Number of nodes that all aliases of a document may add."""


class Extent(NamedTuple):
    """The size of a node: the number of nodes in it, and the number of nesting levels."""

    nodes: int
    levels: int


SCALAR = Extent(1, 1)


def enclosing(parts: Iterable[Extent]) -> Extent:
    """Return the extent of a mapping or list with these parts."""
    nodes, levels = 1, 0
    for part in parts:
        nodes += part.nodes
        levels = max(levels, part.levels)
    return Extent(nodes, levels + 1)


class AliasProblem(NamedTuple):
    """Why an alias is invalid, and how to fix it."""

    message: str
    help: str


class Anchors:
    """The anchors of a document so far, and the number of nodes that its aliases have added."""

    def __init__(self) -> None:
        self._nodes: dict[str, tuple[Node, Extent]] = {}
        self._open: list[str] = []
        self._added = 0

    def begin(self, anchor: str) -> None:
        """Register the start of a mapping or list with an anchor. No alias can refer to it before its end."""
        self._nodes.pop(anchor, None)
        self._open.append(anchor)

    def end(self, anchor: str, node: Node, extent: Extent) -> None:
        """Register a complete node that has an anchor."""
        if anchor in self._open:
            self._open.remove(anchor)
        self._nodes[anchor] = (node, extent)

    def node(self, anchor: str) -> tuple[Node, Extent] | AliasProblem:
        """Return the node that an alias refers to and its extent, or the problem if there is no such node."""
        found = self._nodes.get(anchor)
        if found is not None:
            self._added += found[1].nodes
            return found
        if anchor in self._open:
            return AliasProblem(
                f"the alias `*{anchor}` is inside the value that it refers to", "write the value out"
            )
        message = f"the alias `*{anchor}` has no anchor `&{anchor}` before it"
        return AliasProblem(message, "put the anchor `&name` before the first use of the value")

    @property
    def too_large(self) -> bool:
        """True if the aliases have added more nodes than a document may have."""
        return self._added > MAX_ALIASED


def merged(mapping: MappingNode, sources: Node) -> MappingNode | None:
    """Return the mapping with the keys of its merge key's mappings, or None if the merge key has another kind of value.

    Keys of the mapping itself have precedence. Then earlier sources have precedence over later ones.
    """
    nodes = sources.items if isinstance(sources, SequenceNode) else [sources]
    result = MappingNode(mapping.mark, incomplete=mapping.incomplete)
    for node in nodes:
        if isinstance(node, FlawedNode):
            result.incomplete = True
            continue
        if not isinstance(node, MappingNode):
            return None
        for key, value in node.items.items():
            if key not in result.items:
                result.items[key], result.keys[key] = value, node.keys[key]
    result.items.update(mapping.items)
    result.keys.update(mapping.keys)
    return result
