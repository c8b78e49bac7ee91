"""Topological order of graphs that may contain cycles. The algorithms are iterative, so that depth is unlimited."""

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

NodeT = TypeVar("NodeT", bound=Hashable)
EdgeT = TypeVar("EdgeT", bound=Hashable)


class Layers(NamedTuple, Generic[NodeT]):
    """The nodes of a graph. Those of `before` and `after` are in topological order."""

    before: list[NodeT]
    """Nodes that no cycle leads to."""
    cyclic: list[NodeT]
    """Nodes on cycles and on paths between cycles, in no order."""
    after: list[NodeT]
    """Nodes after the cycles, which lead to no cycle."""


def sort_in_layers(targets: Mapping[NodeT, Collection[NodeT]]) -> Layers[NodeT]:
    """Sort the keys of a graph, which maps each node to its targets. Targets that are not keys are ignored."""
    left = dict.fromkeys(targets)
    before = _take_sources(left, targets)
    sources: dict[NodeT, list[NodeT]] = {node: [] for node in left}
    for node in left:
        for target in targets[node]:
            if target in sources:
                sources[target].append(node)
    after = _take_sources(left, sources)
    return Layers(before, [*left], after[::-1])


def _take_sources(left: dict[NodeT, None], targets: Mapping[NodeT, Collection[NodeT]]) -> list[NodeT]:
    """Remove the nodes without incoming edges from `left`, repeatedly, and return them (Kahn's algorithm)."""
    incoming = dict.fromkeys(left, 0)
    for node in left:
        for target in targets[node]:
            if target in left:
                incoming[target] += 1
    ready = deque(node for node, count in incoming.items() if count == 0)
    found = []
    while ready:
        node = ready.popleft()
        found.append(node)
        del left[node]
        for target in targets[node]:
            if target in left:
                incoming[target] -= 1
                if incoming[target] == 0:
                    ready.append(target)
    return found


class Reference(NamedTuple, Generic[NodeT, EdgeT]):
    """A reference from a row to a target row by a foreign key."""

    row: NodeT
    target: NodeT
    key: EdgeT


class Order(NamedTuple, Generic[NodeT, EdgeT]):
    """Rows in an order in which each comes after those that refer to it, except for the cut references."""

    rows: list[NodeT]
    cut: list[tuple[NodeT, EdgeT]]


def referring_first(
    rows: Iterable[NodeT],
    references: Iterable[Reference[NodeT, EdgeT]],
    may_cut: Callable[[EdgeT], bool],
    small: int,
) -> Order[NodeT, EdgeT]:
    """Order rows so that each comes after those that refer to it.

    In each cycle of references one is cut for which `may_cut` is True. As soon as at most `small` rows are left in and
    after cycles, they come last in any order. The time is linear in the number of references.
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
        """The references to each row. Finished and cut ones are removed when they are found."""
        for each in references:
            if each.row != each.target and each.row in self._left and each.target in self._left:
                self._own[each.row].append(each)
                self._referring[each.target].append(each)
        self._count = {row: len(found) for row, found in self._referring.items()}
        self._ready = deque(row for row, count in self._count.items() if count == 0)
        self._cut: dict[Reference[NodeT, EdgeT], None] = {}
        self._rows: list[NodeT] = []
        self._path: list[NodeT] = []
        """Unfinished rows. Each is referred to by the next one."""
        self._via: list[Reference[NodeT, EdgeT]] = []
        """The reference from each row of the path to the row before it."""
        self._places: dict[NodeT, int] = {}

    def order(self, small: int) -> Order[NodeT, EdgeT]:
        """Return what `referring_first` returns."""
        self._take_ready()
        while len(self._left) > small and self._cut_cycle():
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

    def _cut_cycle(self) -> bool:
        """Extend the path until it contains a cycle, and cut the cycle. Return False if no reference may be cut.

        The rest of the path stays for the next call, so that each reference is followed once.
        """
        while self._path and self._path[-1] not in self._left:
            self._shorten(len(self._path) - 1)
        if not self._path:
            self._extend(next(iter(self._left)))
        while (last := self._any_reference(self._path[-1])).row not in self._places:
            self._via.append(last)
            self._extend(last.row)
        start = self._places[last.row]
        cycle = [*self._via[start:], last]
        for place in range(len(cycle) - 1, -1, -1):
            if self._may_cut(cycle[place].key):
                self._cut[cycle[place]] = None
                self._release(cycle[place].target)
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

    def _any_reference(self, row: NodeT) -> Reference[NodeT, EdgeT]:
        """Return an uncut reference to an unfinished row. There is one, or the row would be ready."""
        referring = self._referring[row]
        while referring[-1] in self._cut or referring[-1].row not in self._left:
            referring.pop()
        return referring[-1]
