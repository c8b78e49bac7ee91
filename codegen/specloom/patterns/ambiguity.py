"""Detection of repetitions that make a backtracking engine take exponential time, such as `(a+)+`.

Rust's engine is safe. The engines of Python, of ECMA-262 and of most clients are not.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from specloom.patterns import charsets
from specloom.patterns.charsets import PatternError, Ranges
from specloom.patterns.regex import Chars, Choice, Node, Repeat, Sequence

MAX_COPIES = 4
"""The highest count of a repetition that is analyzed as separate copies. A higher one is analyzed as unbounded."""
MAX_POSITIONS = 2_000
MAX_STEPS = 300_000

Pair = tuple[int, int]
State = TypeVar("State", bound=Hashable)


@dataclass(slots=True)
class Automaton:
    """The position automaton of an expression: its character sets, and how many ways lead from each to each."""

    sets: list[Ranges] = field(default_factory=list)
    follow: list[Counter[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ends:
    """The positions where a part of an expression may begin and end, and whether it may be empty."""

    first: frozenset[int]
    last: frozenset[int]
    empty: bool


NOTHING = Ends(frozenset(), frozenset(), True)


def check_ambiguity(node: Node) -> None:
    """Raise PatternError if some text matches in exponentially many ways, or if the check is too expensive."""
    automaton = Automaton()
    _build(node, automaton)
    if _is_exponential(automaton):
        raise PatternError("a repetition inside a repetition matches some texts in too many ways")


def _build(node: Node, automaton: Automaton) -> Ends:
    """Add the positions of a node to the automaton, and return its ends."""
    match node:
        case Chars(ranges):
            if len(automaton.sets) == MAX_POSITIONS:
                raise PatternError("the pattern is too large")
            automaton.sets.append(ranges)
            automaton.follow.append(Counter())
            here = frozenset([len(automaton.sets) - 1])
            return Ends(here, here, False)
        case Sequence(parts):
            ends = NOTHING
            for part in parts:
                ends = _join(ends, _build(part, automaton), automaton)
            return ends
        case Choice(options):
            built = [_build(option, automaton) for option in options]
            return Ends(
                frozenset().union(*(each.first for each in built)),
                frozenset().union(*(each.last for each in built)),
                any(each.empty for each in built),
            )
        case Repeat(part, low, high):
            return _repeat(part, low, high, automaton)


def _repeat(part: Node, low: int, high: int | None, automaton: Automaton) -> Ends:
    if high is None or high > MAX_COPIES:
        ends = _build(part, automaton)
        if high is not None and ends.empty:
            raise PatternError(
                "a counted repetition of an expression that may be empty matches in too many ways"
            )
        _connect(ends.last, ends.first, automaton)
        return Ends(ends.first, ends.last, ends.empty or low == 0)
    if high == 0:
        return NOTHING
    copy = _build(part, automaton)
    ends = _join(copy, _repeat(part, max(low - 1, 0), high - 1, automaton), automaton)
    return Ends(ends.first, ends.last, ends.empty or low == 0)


def _join(left: Ends, right: Ends, automaton: Automaton) -> Ends:
    _connect(left.last, right.first, automaton)
    return Ends(
        left.first | right.first if left.empty else left.first,
        left.last | right.last if right.empty else right.last,
        left.empty and right.empty,
    )


def _connect(last: frozenset[int], first: frozenset[int], automaton: Automaton) -> None:
    for position in last:
        automaton.follow[position].update(first)


def _is_exponential(automaton: Automaton) -> bool:
    """Return whether some state can return to itself along two paths that read the same text."""
    component = _components({each: list(automaton.follow[each]) for each in range(len(automaton.sets))})
    for position, following in enumerate(automaton.follow):
        if any(count > 1 and component[position] == component[after] for after, count in following.items()):
            return True
    pairs = _component_pairs(automaton, component)
    groups = _components(pairs)
    diagonal = {groups[pair] for pair in pairs if pair[0] == pair[1]}
    return any(groups[pair] in diagonal for pair in pairs if pair[0] != pair[1])


def _component_pairs(automaton: Automaton, component: dict[int, int]) -> dict[Pair, list[Pair]]:
    """Return the pairs of states that one text reaches from one state, with the successors of each pair.

    Both states are in the same strongly connected component, as on the two paths that matter.
    """
    pairs: dict[Pair, list[Pair]] = {}
    waiting: list[Pair] = [(each, each) for each in range(len(automaton.sets))]
    steps = 0
    while waiting:
        pair = waiting.pop()
        if pair in pairs:
            continue
        following = pairs[pair] = []
        home = component[pair[0]]
        for left in automaton.follow[pair[0]]:
            if component[left] != home:
                continue
            for right in automaton.follow[pair[1]]:
                steps += 1
                if component[right] == home and charsets.overlap(automaton.sets[left], automaton.sets[right]):
                    following.append((left, right))
        if steps > MAX_STEPS:
            raise PatternError("the repetitions of the pattern are too complex")
        waiting.extend(following)
    return pairs


def _components(edges: Mapping[State, list[State]]) -> dict[State, int]:
    """Return the number of each node's strongly connected component (Tarjan's algorithm without recursion)."""
    index: dict[State, int] = {}
    lowest: dict[State, int] = {}
    component: dict[State, int] = {}
    path: list[State] = []
    for root in edges:
        if root in index:
            continue
        index[root] = lowest[root] = len(index)
        path.append(root)
        work = [(root, iter(edges[root]))]
        while work:
            state, following = work[-1]
            for after in following:
                if after not in index:
                    index[after] = lowest[after] = len(index)
                    path.append(after)
                    work.append((after, iter(edges[after])))
                    break
                if after not in component:
                    lowest[state] = min(lowest[state], index[after])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[state])
                if lowest[state] == index[state]:
                    while path[-1] != state:
                        component[path.pop()] = index[state]
                    component[path.pop()] = index[state]
    return component
