"""Strategies for texts in specs: plain ones, and ones that could become code, end a comment or break a line."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NASTY = (
    "",
    " ",
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    'ends in a backslash\\"',
    "a\nb",
    "\n\n# comment\n\n",
    "\ttab",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{name!r}",
    "%(name)s %s %",
    ":name ::cast \\:",
    "__import__('os').system('true')",
    '""")\nimport os\n("""',
    "# noqa",
    "# type: ignore",
    "*/ -- ;",
    "$ref",
    "<script>&amp;</script>",
    "`code` **bold** [link](x)",
    "*args, **kwargs",
    "null",
    "true",
    "1e3",
    "é ß Ω ж 中 😀",
    "e\u0301",
    "\u202eright to left",
    "zero\u200bwidth\ufeff",
    "a very long line " * 20,
    "x" * 300,
    "Args:\n    nothing: at all\n\n  indented\nback",
    "- a\n- b\n  - c",
    "ends with a colon:",
    "D100 E501",
)
"""Each of these has broken some generator."""


def _characters() -> SearchStrategy[str]:
    return st.characters(
        exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff\ue000\ue001\ue002"
    )


@cache
def texts(longest: int = 300) -> SearchStrategy[str]:
    """Texts of at most so many characters."""
    nasty = [each for each in NASTY if len(each) <= longest]
    return st.one_of(
        st.text("abc XYZ", max_size=min(longest, 12)),
        st.sampled_from(nasty),
        st.text(_characters(), max_size=min(longest, 20)),
    )


@cache
def lines(longest: int = 255) -> SearchStrategy[str]:
    """Texts of one line, at least one character long."""
    return texts(longest).map(lambda text: text.replace("\n", " ").replace("\t", " ") or "x")
