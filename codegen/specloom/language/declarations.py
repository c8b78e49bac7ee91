"""The declarations of a spec, with the places of all their parts."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from specloom.diagnostics.diagnostic import Place
from specloom.language.field_spec import EnumSpec
from specloom.language.service import ServiceSpec
from specloom.language.spec import EntitySpec, MixinSpec
from specloom.source.nodes import Document, MappingNode, Mark, Node, SequenceNode

Path = tuple[str | int, ...]
MAX_CANDIDATES = 1_000
"""Maximum number of candidates for a suggestion. Of more, only those with the same first letter are compared."""
MAX_SUGGESTIONS = 200
"""Number of diagnostics with suggestions. A file with more is probably no spec, and suggestions take time."""
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, eq=False)
class Declared(Generic[Part]):
    """One declaration, with the places of its parts."""

    name: str
    spec: Part
    document: Document
    key: Mark
    node: Node
    flawed: frozenset[Path] = frozenset()
    """Paths in this declaration at or below which something has been reported and left out."""

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at a path, or of its closest existing parent."""
        mark, node = self.key, self.node
        for part in path:
            found = child(node, part)
            if found is None:
                break
            mark, node = found
        return self.document.place(mark if isinstance(node, MappingNode) else node.mark)

    def node_at(self, *path: str | int) -> Node | None:
        """Return the node of the value at a path, or None."""
        node: Node | None = self.node
        for part in path:
            found = None if node is None else child(node, part)
            node = None if found is None else found[1]
        return node

    def key_place(self, *path: str | int) -> Place:
        """Return the place of the key at a path, or of its closest existing parent."""
        mark, node = self.key, self.node
        for part in path:
            found = child(node, part)
            if found is None:
                break
            mark, node = found
        return self.document.place(mark)

    def is_flawed(self, *path: str | int) -> bool:
        """Return whether a problem has been reported at or below a path."""
        return path in self.flawed


@dataclass(slots=True)
class Declarations:
    """The declarations of all documents together."""

    service: ServiceSpec = field(default_factory=ServiceSpec)
    enums: dict[str, Declared[EnumSpec]] = field(default_factory=dict)
    mixins: dict[str, Declared[MixinSpec]] = field(default_factory=dict)
    entities: dict[str, Declared[EntitySpec]] = field(default_factory=dict)
    unusable: set[str] = field(default_factory=set)
    """Names of enums, mixins and entities whose declaration is unusable."""


def closest(name: str, names: Iterable[str]) -> str | None:
    """Return a help that suggests the closest match, or None if no name is close."""
    candidates = sorted(names)
    if len(candidates) > MAX_CANDIDATES:
        candidates = [each for each in candidates if each[:1] == name[:1]][:MAX_CANDIDATES]
    found = [each for each in candidates if each.lower() == name.lower()]
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    if near and difflib.SequenceMatcher(a=near[0], b=name).ratio() > 0.75:
        found += near
    found += [each for each in candidates if len(name) > 2 and each.startswith(name)]
    found += near
    return f"did you mean `{found[0]}`?" if found else None


def child(node: Node, part: str | int) -> tuple[Mark, Node] | None:
    """Return the key mark and node of a child. A list or text in the place of a mapping counts as its own child."""
    if isinstance(node, MappingNode) and part in node.items:
        assert isinstance(part, str)
        return node.keys[part], node.items[part]
    if isinstance(node, SequenceNode):
        if isinstance(part, str):
            return node.mark, node
        if part < len(node.items):
            return node.items[part].mark, node.items[part]
    return None
