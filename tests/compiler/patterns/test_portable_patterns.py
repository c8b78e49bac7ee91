"""Converted patterns match the same strings in Python, Rust and JavaScript; other patterns are rejected."""

import re
import time
import warnings
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specloom.patterns.string_patterns import PatternError, portable
from tests.support.regex_dialects import Dialects, javascript

HOSTILE_TEXTS = [
    *[
        "",
        "a\nb",
        "a\n",
        "\n",
        "a b",
        "\r",
        "\u2028",
        "\u2029",
        "\u0085",
        "\u00a0",
        "\ufeff",
        "\t",
        "\v",
        "\x7f",
        "a\0",
        "\0",
    ],
    *"a A b ab ba aab abab a-b a]b 1 12 a1_ é ß ſ K 😀 a😀b 𝔞 ١ ^ $ \\ { .".split(),
]
PLAIN_TEXTS = [each for each in HOSTILE_TEXTS if each.isascii() and not set(each) & set("\r\v\0")]


def classes() -> st.SearchStrategy[str]:
    """Character classes of the dialect."""
    items = st.sampled_from(r"a b a-c \d \w \s \D \S \] \- \n \x41 \u0062 . $ ( & *".split())
    return st.builds(
        lambda negated, inside: f"[{negated}{''.join(inside)}]",
        st.sampled_from(["", "^"]),
        st.lists(items, min_size=1, max_size=4),
    )


def expressions() -> st.SearchStrategy[str]:
    """Texts that are mostly patterns of the dialect."""
    atoms = st.sampled_from([" ", *r"a b 1 - . \d \w \s \W \. \n \$ é".split()]) | classes()

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        counts = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,1}", "{2,}"])
        group = st.builds("({}{})".format, st.sampled_from(["", "?:"]), inner)
        return st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.builds("({}|{})".format, inner, inner),
            st.builds("{}{}".format, atoms | group, counts),
            group,
        )

    return st.recursive(atoms, larger, max_leaves=6)


patterns = st.lists(
    st.builds("{}{}{}".format, st.sampled_from(["", "^"]), expressions(), st.sampled_from(["", "$"])),
    min_size=1,
    max_size=2,
).map("|".join)


def accepted(pattern: str) -> str | None:
    """Return the portable form, or None if the pattern is rejected."""
    try:
        return portable(pattern)
    except PatternError:
        return None


@given(patterns, st.lists(st.text("ab1- \n_.A$]é", max_size=8), max_size=5))
def test_the_same_strings_match(pattern: str, texts: list[str]) -> None:
    rewritten = accepted(pattern)
    if rewritten is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = Dialects(rewritten)
    original = re.compile(re.sub(r"(?<!\\)\$(?=\||\Z)", r"\\Z", pattern), re.ASCII)
    for text in [*PLAIN_TEXTS, *texts]:
        assert compiled.agree(text) == (original.search(text) is not None), (rewritten, text)
    for text in HOSTILE_TEXTS:
        found = compiled.agree(text)
        assert not (found and "\0" in text)
    assert portable(rewritten) == rewritten


def test_javascript_matches_the_same_strings() -> None:
    random = Random(7)
    cases: list[tuple[str, str, list[str]]] = []
    pieces = r"a b 1 . - [^a] [a-c] [\w-] [^\d\s] \d \s \. \u2028 é 😀 [a😀] (a|b) (?:ab|) a* [^b]+ .? b{2}".split()
    while len(cases) < 300:
        pattern = (
            random.choice(["", "^"])
            + "".join(random.choices(pieces, k=random.randint(0, 4)))
            + random.choice(["", "$"])
        )
        rewritten = accepted(pattern)
        if rewritten is not None:
            cases.append((rewritten, "u", HOSTILE_TEXTS))
    answers = javascript(cases)
    if answers is None:
        pytest.skip("there is no Node")
    assert answers == [[Dialects(pattern).agree(text) for text in texts] for pattern, _, texts in cases]
    uncounted = [
        (pattern, "", HOSTILE_TEXTS)
        for pattern, _, _ in cases
        if "{" not in pattern and "?" not in pattern.replace("?:", "")
    ]
    starred = [each for each in uncounted if re.search(r"\[\^[^]]*\](?!\*)", each[0]) is None]
    assert len(starred) > 50
    assert javascript(starred) == [
        [Dialects(pattern).agree(text) for text in texts] for pattern, _, texts in starred
    ]


@pytest.mark.parametrize(
    ("pattern", "rewritten"),
    [
        ("", r"^[^\u0000]*$"),
        ("^$", "^$"),
        ("^a$", "^a$"),
        ("a", r"^[^\u0000]*a[^\u0000]*$"),
        ("^a", r"^a[^\u0000]*$"),
        ("a$", r"^[^\u0000]*a$"),
        ("^a|b$", r"^(?:a[^\u0000]*|[^\u0000]*b)$"),
        ("^(?:a|b)$", "^(?:a|b)$"),
        ("^[a-z0-9-]+$", "^[0-9a-z-]+$"),
        (r"^\w\d\s$", r"^[0-9A-Z_a-z][0-9][\u0009-\u000D ]$"),
        ("^.$", r"^[^\u0000\u000A\u000D\u2028\u2029]$"),
        ("^[^a]$", r"^[^\u0000a]$"),
        (r"^[\x00-\x1f]$", r"^[\u0001-\u001F]$"),
        ("^[😀a]$", "^(?:a|😀)$"),
        ("^é{2}$", r"^\u00E9{2}$"),
        (r"^\/$", "^/$"),
        ("^a{0,1}b{1,}c{3,3}$", "^a?b+c{3}$"),
    ],
)
def test_portable_forms(pattern: str, rewritten: str) -> None:
    assert portable(pattern) == rewritten


def pairs(words: list[str]) -> list[tuple[str, str]]:
    """Return the words in pairs."""
    return list(zip(words[::2], words[1::2], strict=True))


REFUSED = r"""
(?=a) 0   (?!a) 0   (?<=a) 0   (?<n>a) 0   (?P<n>a) 0   (?i)a 0   (?i:a) 0   a(?#x) 1   (a)\1 3
\k<n> 0   \ba 0   a\B 1   \Aa 0   a\Z 1   \p{L} 0   \0 0   \cA 0   \u{61} 0   \x0 0   \u12 0
\ud800 0   \é 0   a*? 2   a++ 2   a{2}? 4   a** 2   *a 0   a|* 2   ^* 1   a{1001} 1   a{2,1} 1
a{,2} 1   a{ 1   a} 1   (a 0   a) 1   a] 1   [a 0   [] 0   []a] 0   [^] 0   [b-a] 1   [\d-z] 1
[a--] 1   [&&] 1   [[a] 1   [^😀] 0   [^\s\S] 0   (^a) 1   (a$) 2   a$b 1   a^b 1   ^^a 1   a$$ 1
"""
"""Invalid patterns and the offsets of their errors."""


@pytest.mark.parametrize(
    ("pattern", "offset"),
    [
        *[(pattern, int(offset)) for pattern, offset in pairs(REFUSED.split())],
        *[(r"\x00", 0), ("\0", 0), ("\\", 0), ("\ud800", 0), ("[\U00010000-\U0001ffff]", 0)],
        *[("(" * 31 + "a" + ")" * 31, 30), ("a" * 2_001, 2_000), ("(a{100}){100}", 0)],
    ],
)
def test_rejected_patterns_and_their_offsets(pattern: str, offset: int) -> None:
    with pytest.raises(PatternError) as caught:
        portable(pattern)
    assert caught.value.offset == offset
    assert caught.value.message


CATASTROPHIC = r"""
^(a+)+$  ^(a*)*$  ^(a|a)*$  ^(a|ab|b)*$  ^(\w+\s?)*$  ^(\d+-?)*$  ^(.*a){12}$  ^(a?){30}$  ^([a-z]+)*@$  ^(a|[ab])+c$
^((a{1,9}){1,9})+$  ^(x+x+)+y$  ^(a*b?)*$
""".split()
HARMLESS = r"""
^(\d{1,3}\.){3}\d{1,3}$  ^[a-z]+(-[a-z]+)*$  ^[\w.+-]+@[\w-]+(\.[\w-]+)+$  ^([A-Z]{2}[0-9]{1,4})+$  ^(a|b)*$  ^(ab?c)*$
^[A-Z]{2}[0-9]{2}(-?[A-Z0-9]{4}){2,7}$  ^(?:[01][0-9]|2[0-3]):[0-5][0-9]$  ^(a{2,4}b){1,500}$  ^.*a.*b.*$
""".split()


@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_ambiguous_repetitions_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="repetition"):
        portable(pattern)


@pytest.mark.parametrize("pattern", HARMLESS)
def test_other_repetitions_are_not(pattern: str) -> None:
    assert portable(pattern)


@given(expressions())
def test_accepted_patterns_do_not_hang_python(pattern: str) -> None:
    rewritten = accepted(f"^{pattern}$")
    if rewritten is None:
        return
    compiled, start = re.compile(rewritten), time.process_time()
    for letter in "ab1 -":
        compiled.match(letter * 40 + "\x01")
    assert time.process_time() - start < 2
