# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 786bd4669874d7c937e51b86a03226ec
"""The order of things that lead to each other, where some of them do so in a circle. Nothing here recurses."""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

NodeT = TypeVar("NodeT", bound=Hashable)
EdgeT = TypeVar("EdgeT", bound=Hashable)


class Layers(NamedTuple, Generic[NodeT]):
    """Nodes in an order in which each stands before those that it leads to."""

    before: list[NodeT]
    """Those to which no circle leads."""
    circles: list[NodeT]
    """Those on circles and between them, in no order."""
    after: list[NodeT]
    """Those behind circles that lead to no further one."""


def sort_in_layers(targets: Mapping[NodeT, Collection[NodeT]]) -> Layers[NodeT]:
    """Sort nodes, given the nodes that each leads to; what is no key of the mapping is left out."""
    left = dict.fromkeys(targets)
    before = _peeled(left, targets)
    sources: dict[NodeT, list[NodeT]] = {node: [] for node in left}
    for node in left:
        for target in targets[node]:
            if target in sources:
                sources[target].append(node)
    after = _peeled(left, sources)
    return Layers(before, [*left], after[::-1])


def _peeled(left: dict[NodeT, None], targets: Mapping[NodeT, Collection[NodeT]]) -> list[NodeT]:
    """Take nodes from `left` to which none of the others leads, as long as there are any, and return them in order."""
    leading = dict.fromkeys(left, 0)
    for node in left:
        for target in targets[node]:
            if target in left:
                leading[target] += 1
    ready = deque(node for node, count in leading.items() if count == 0)
    found = []
    while ready:
        node = ready.popleft()
        found.append(node)
        del left[node]
        for target in targets[node]:
            if target in left:
                leading[target] -= 1
                if leading[target] == 0:
                    ready.append(target)
    return found


class Reference(NamedTuple, Generic[NodeT, EdgeT]):
    """A row that refers to another, and by which foreign key."""

    row: NodeT
    target: NodeT
    key: EdgeT


class Order(NamedTuple, Generic[NodeT, EdgeT]):
    """Rows, each behind those that refer to it once some references are cut."""

    rows: list[NodeT]
    cut: list[tuple[NodeT, EdgeT]]


def referring_first(
    rows: Iterable[NodeT],
    references: Iterable[Reference[NodeT, EdgeT]],
    may_cut: Callable[[EdgeT], bool],
    small: int,
) -> Order[NodeT, EdgeT]:
    """Order rows so that each comes behind those that refer to it.

    Where rows refer to each other in a circle, a reference of the circle is cut that may be. Once no more than `small`
    rows are left in circles and behind them, these come last in any order. Takes time in proportion to the references.
    """
    return _Ordering(rows, references, may_cut).order(small)


class _Ordering(Generic[NodeT, EdgeT]):
    """The state of `referring_first`."""

    def __init__(
        self,
        rows: Iterable[NodeT],
        references: Iterable[Reference[NodeT, EdgeT]],
        may_cut: Callable[[EdgeT], bool],
    ) -> None:
        self._left = dict.fromkeys(rows)
        self._may_cut = may_cut
        self._own: dict[NodeT, list[Reference[NodeT, EdgeT]]] = {row: [] for row in self._left}
        self._referring: dict[NodeT, list[Reference[NodeT, EdgeT]]] = {row: [] for row in self._left}
        """The references to each row. Those of rows that are done, and those that are cut, go when they are met."""
        for each in references:
            if each.row != each.target and each.row in self._left and each.target in self._left:
                self._own[each.row].append(each)
                self._referring[each.target].append(each)
        self._count = {row: len(found) for row, found in self._referring.items()}
        self._ready = deque(row for row, count in self._count.items() if count == 0)
        self._cut: dict[Reference[NodeT, EdgeT], None] = {}
        self._rows: list[NodeT] = []
        self._path: list[NodeT] = []
        """Rows that are left, each of which the next one refers to."""
        self._via: list[Reference[NodeT, EdgeT]] = []
        """The reference of each row of the path but the first."""
        self._places: dict[NodeT, int] = {}

    def order(self, small: int) -> Order[NodeT, EdgeT]:
        """Return what `referring_first` returns."""
        self._take_ready()
        while len(self._left) > small and self._open_circle():
            self._take_ready()
        return Order([*self._rows, *self._left], [(each.row, each.key) for each in self._cut])

    def _take_ready(self) -> None:
        while self._ready:
            row = self._ready.popleft()
            self._rows.append(row)
            del self._left[row]
            for each in self._own[row]:
                if each not in self._cut:
                    self._release(each.target)

    def _release(self, row: NodeT) -> None:
        self._count[row] -= 1
        if self._count[row] == 0:
            self._ready.append(row)

    def _open_circle(self) -> bool:
        """Follow the path until it meets itself, and cut that circle. Return False if it must not be cut anywhere.

        The rest of the path serves the next call, so that no row is met more often than it has references.
        """
        while self._path and self._path[-1] not in self._left:
            self._shorten(len(self._path) - 1)
        if not self._path:
            self._extend(next(iter(self._left)))
        while (last := self._some_reference(self._path[-1])).row not in self._places:
            self._via.append(last)
            self._extend(last.row)
        start = self._places[last.row]
        circle = [*self._via[start:], last]
        for place in range(len(circle) - 1, -1, -1):
            if self._may_cut(circle[place].key):
                self._cut[circle[place]] = None
                self._release(circle[place].target)
                self._shorten(start + place + 1)
                return True
        return False

    def _extend(self, row: NodeT) -> None:
        self._places[row] = len(self._path)
        self._path.append(row)

    def _shorten(self, length: int) -> None:
        while len(self._path) > length:
            del self._places[self._path.pop()]
        del self._via[max(0, length - 1) :]

    def _some_reference(self, row: NodeT) -> Reference[NodeT, EdgeT]:
        """Return a reference to a row that is left: there is one, or the row would be done."""
        referring = self._referring[row]
        while referring[-1] in self._cut or referring[-1].row not in self._left:
            referring.pop()
        return referring[-1]
