"""What a YAML file holds: its nodes, each with the place where it stands."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from specloom.diagnostics.diagnostic import Place

Scalar = None | bool | int | Decimal | str


class Mark(NamedTuple):
    """Where a key or value stands: line and column from 1; `end` is exclusive, None if it ends on another line."""

    line: int
    column: int
    end: int | None


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar. `text` is what was written, without quotes."""

    mark: Mark
    value: Scalar
    text: str
    plain: bool


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A list."""

    mark: Mark
    items: "list[Node]" = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping. `keys` holds the place of each key."""

    mark: Mark
    items: "dict[str, Node]" = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)
    incomplete: bool = False
    """True if it holds a key that has been reported and left out."""


@dataclass(slots=True, eq=False)
class FlawedNode:
    """A value that has been reported already and means nothing."""

    mark: Mark


Node = ScalarNode | SequenceNode | MappingNode | FlawedNode


@dataclass(slots=True, eq=False)
class Document:
    """One file of a spec. `root` is None if it holds nothing, or nothing that can be read."""

    path: str
    """As diagnostics name it."""
    name: str
    """Relative to the folder of the spec, with forward slashes."""
    text: str
    root: Node | None = None
    broken: bool = False
    """True if reading stopped before the end, so that what it declares is not known."""

    def place(self, mark: Mark) -> Place:
        """Return the place of a mark in this file."""
        return Place(self.path, mark.line, mark.column, mark.end)
