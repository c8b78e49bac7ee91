"""The nodes of a YAML file, each with its place."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from specloom.diagnostics.diagnostic import Place

Scalar = None | bool | int | Decimal | str


class Mark(NamedTuple):
    """The place of a key or value. Lines and columns count from 1.

    `end` is exclusive, or None if the end is on another line.
    """

    line: int
    column: int
    end: int | None


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar. `text` is the text as written, without quotes."""

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
    """True if a key has been reported and left out."""


@dataclass(slots=True, eq=False)
class FlawedNode:
    """A value that has been reported already and is ignored."""

    mark: Mark


Node = ScalarNode | SequenceNode | MappingNode | FlawedNode


@dataclass(slots=True, eq=False)
class Document:
    """One file of a spec. `root` is None if the file is empty or unreadable."""

    path: str
    """The path in diagnostics."""
    name: str
    """Relative to the folder of the spec, with forward slashes."""
    text: str
    root: Node | None = None
    broken: bool = False
    """True if parsing stopped before the end, so that the declarations are incomplete."""

    def place(self, mark: Mark) -> Place:
        """Return the place of a mark in this file."""
        return Place(self.path, mark.line, mark.column, mark.end)
