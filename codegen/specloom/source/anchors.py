"""Anchors of a YAML document, and the mappings that merge keys copy (https://yaml.org/type/merge.html).

An alias stands for the node of its anchor, so what is inside keeps the place where it is written. What aliases add to
a document is counted before it is added: a short text cannot grow into a long one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from specloom.source.nodes import FlawedNode, MappingNode, Node, SequenceNode

MAX_ALIASED = 100_000
"""Nodes that all aliases of a document may add to it."""


class Extent(NamedTuple):
    """How large a node is: how many nodes it consists of, and how many levels of them."""

    nodes: int
    levels: int


SCALAR = Extent(1, 1)


def enclosing(parts: Iterable[Extent]) -> Extent:
    """Return the extent of a mapping or list of these parts."""
    nodes, levels = 1, 0
    for part in parts:
        nodes += part.nodes
        levels = max(levels, part.levels)
    return Extent(nodes, levels + 1)


class AliasProblem(NamedTuple):
    """Why an alias stands for nothing, and what to do."""

    message: str
    help: str


class Anchors:
    """The anchors that a document has had so far, and how much its aliases have added."""

    def __init__(self) -> None:
        self._nodes: dict[str, tuple[Node, Extent]] = {}
        self._open: list[str] = []
        self._added = 0

    def begin(self, anchor: str) -> None:
        """Note that a mapping or list with an anchor begins. Until it ends, no alias can stand for it."""
        self._nodes.pop(anchor, None)
        self._open.append(anchor)

    def end(self, anchor: str, node: Node, extent: Extent) -> None:
        """Note a node that has an anchor, and is whole now."""
        if anchor in self._open:
            self._open.remove(anchor)
        self._nodes[anchor] = (node, extent)

    def node(self, anchor: str) -> tuple[Node, Extent] | AliasProblem:
        """Return the node that an alias stands for and its extent, or why there is none and what to do."""
        found = self._nodes.get(anchor)
        if found is not None:
            self._added += found[1].nodes
            return found
        if anchor in self._open:
            return AliasProblem(
                f"the alias `*{anchor}` is inside the value that it stands for", "write the value out"
            )
        message = f"there is no anchor `&{anchor}` before the alias `*{anchor}`"
        return AliasProblem(message, "an anchor `&name` stands before the value that aliases repeat")

    @property
    def too_large(self) -> bool:
        """True once the aliases have added more than a document may take."""
        return self._added > MAX_ALIASED


def merged(mapping: MappingNode, sources: Node) -> MappingNode | None:
    """Return the mapping with the keys of what its merge key names, or None if that is neither a mapping nor a list.

    A key of the mapping itself wins over one that is merged, and an earlier source over a later one.
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
