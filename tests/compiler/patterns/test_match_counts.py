"""Upper bounds for numbers of matches, compared with the matches among all short texts."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specloom.patterns.match_counts import max_match_count

LONGEST = 6
TEXTS = ["".join(each) for size in range(LONGEST + 1) for each in itertools.product("ab-", repeat=size)]

NODES = st.recursive(
    st.sampled_from(["a", "b", "-", "[ab]", "[^a]"]),
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map("".join),
        st.lists(parts, min_size=1, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.tuples(parts, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=400)
@given(NODES, st.booleans(), st.booleans(), st.integers(0, LONGEST), st.integers(0, LONGEST))
def test_the_bound_is_never_below_the_number_of_matches(
    body: str, starts: bool, ends: bool, low: int, more: int
) -> None:
    pattern = f"{'^' * starts}{body}{'$' * ends}"
    high = min(low + more, LONGEST)
    most = max_match_count(pattern, low, high)
    texts = sum(low <= len(each) <= high and re.search(pattern, each) is not None for each in TEXTS)
    assert most is None or most >= texts
    if starts and ends and "^a" not in body:
        assert (most == 0) == (texts == 0)


@pytest.mark.parametrize(
    ("pattern", "low", "high", "most"),
    [
        ("^[0-9]{3}$", 0, 255, 1000),
        ("^[0-9]{3}$", 4, None, 0),
        ("^[0-9]{3}", 4, 255, None),
        ("^x{200}$", 0, 199, 0),
        ("^x{200}$", 201, 255, 0),
        ("^x{200}$", 200, 255, None),
        ("^(?:abc){1,40}$", 50, 50, 0),
        ("^a|b$", 1, 1, 2),
        ("^[\\uD7FF-\\uE000]$", 0, 1, 2),
    ],
)
def test_counted_matches(pattern: str, low: int, high: int | None, most: int | None) -> None:
    assert max_match_count(pattern, low, high) == most


@pytest.mark.parametrize(
    "pattern",
    ["^(?:(?:a*){999}){999}$", f"^{'(?:a*){999}' * 150}$", "a*" * 900, f"^{'(?:' * 30}a*{'){0,999}' * 30}$"],
)
def test_expensive_patterns_are_not_counted(pattern: str) -> None:
    """Counting all matches would take too long."""
    assert max_match_count(pattern, 0, 50) is None
