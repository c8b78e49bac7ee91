"""Topological order of graphs with cycles, without recursion and in linear time."""

from hypothesis import given
from hypothesis import strategies as st

from specloom.runtime.resources.topological_order import Reference, referring_first, sort_in_layers

SIZE = 12
NODES = st.integers(0, SIZE - 1)
EDGES = st.lists(st.tuples(NODES, NODES, st.booleans()), max_size=40)


@given(EDGES)
def test_nodes_before_and_after_cycles_are_in_topological_order(
    edges: list[tuple[int, int, bool]],
) -> None:
    targets: dict[int, list[int]] = {node: [] for node in range(SIZE)}
    for source, target, _ in edges:
        targets[source].append(target)
    found = sort_in_layers(targets)
    order = [*found.before, *found.cyclic, *found.after]
    assert sorted(order) == list(range(SIZE))
    place = {node: number for number, node in enumerate(order)}
    in_circles = set(found.cyclic)
    for source, target, _ in edges:
        assert place[source] < place[target] or {source, target} <= in_circles
    for node in in_circles:
        assert in_circles & {*targets[node]}


@given(EDGES)
def test_rows_come_after_those_that_refer_to_them(edges: list[tuple[int, int, bool]]) -> None:
    references = [Reference(row, target, (number, cut)) for number, (row, target, cut) in enumerate(edges)]
    order = referring_first(range(SIZE), references, lambda key: key[1], 0)
    assert sorted(order.rows) == list(range(SIZE))
    cut = {*order.cut}
    assert all(key[1] for _, key in cut)
    place = {row: number for number, row in enumerate(order.rows)}
    late = {
        row
        for row, target, key in references
        if row != target and (row, key) not in cut and place[row] > place[target]
    }
    kept = [Reference(*each) for each in references if not each.key[1] and each.row != each.target]
    if not sort_in_layers(
        {row: [each.target for each in kept if each.row == row] for row in range(SIZE)}
    ).cyclic:
        assert not late  # every cycle can be cut


def test_small_cycles_and_acyclic_references_are_not_cut() -> None:
    chain = [Reference(row, row - 1, True) for row in range(1, 1_000)]
    order = referring_first(range(1_000), chain, bool, 100)
    assert order.rows == list(range(999, -1, -1))
    assert order.cut == []
    cycle = [*chain[:99], Reference(0, 99, True)]
    assert referring_first(range(100), cycle, bool, 100).cut == []
    assert len(referring_first(range(100), cycle, bool, 99).cut) == 1


def test_many_cycles_along_a_chain_take_linear_time() -> None:
    """The search continues where it found the last cycle. From the start of the chain it would take hours."""
    pairs = 30_000
    references = [Reference(2 * pair, 2 * pair + 1, True) for pair in range(pairs)]
    references += [Reference(2 * pair + 1, 2 * pair, True) for pair in range(pairs)]
    references += [Reference(2 * pair + 2, 2 * pair + 1, True) for pair in range(pairs - 1)]
    order = referring_first(range(2 * pairs), references, bool, 10)
    assert len(order.rows) == 2 * pairs
    assert len(order.cut) >= pairs - 10
