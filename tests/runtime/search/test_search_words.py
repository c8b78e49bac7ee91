"""PostgreSQL's function, SQLite's FTS5 and Python split every text into the same words."""

import asyncio
import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specloom.naming import reserved as tables
from specloom.runtime.search import table_index
from specloom.runtime.search.table_index import FUNCTION, SearchIndex
from specloom.runtime.search.words import (
    MAX_TEXT_LENGTH,
    MAX_WORD_LENGTH,
    lowercase_letters,
    separators,
    words,
)

INDEX = SearchIndex("t_search", "t", ("text",))
T = TypeVar("T")
Divide = Callable[[list[str]], list[set[str]]]


def test_the_compiler_knows_the_names_of_the_tables() -> None:
    assert tables.SEARCH_TABLES == table_index.SUFFIXES


@pytest.fixture(scope="module")
def fts5() -> Iterator[Divide]:
    """A function that splits texts with FTS5."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(INDEX.tables()["t_search"])
        connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(t_search, instance)")

        def divide(texts: list[str]) -> list[set[str]]:
            connection.execute("DELETE FROM t_search")
            connection.executemany("INSERT INTO t_search (rowid, words) VALUES (?, ?)", enumerate(texts))
            found: list[set[str]] = [set() for _ in texts]
            for word, row in connection.execute("SELECT term, doc FROM vocabulary"):
                found[row].add(word)
            return found

        yield divide


@pytest.fixture(scope="module")
def postgresql(postgres_server: str) -> Iterator[Divide]:
    """A function that splits texts with PostgreSQL."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(postgres_server))
        runner.run(connection.execute(INDEX.create_statements("postgresql")[0]))
        query = f"SELECT tsvector_to_array({FUNCTION}(text)) FROM unnest($1::text[]) AS text"

        def divide(texts: list[str]) -> list[set[str]]:
            return [set(row[0]) for row in runner.run(connection.fetch(query, texts))]

        yield divide
        runner.run(connection.execute(INDEX.drop_statements("postgresql")[1]))
        runner.run(connection.close())


def indexed(text: str) -> set[str]:
    """Return the words of a text that are indexed."""
    return {word for word in words(text[:MAX_TEXT_LENGTH]) if len(word) <= MAX_WORD_LENGTH}


def in_lots(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield chunks of items of a given size. The last chunk may be smaller."""
    return (items[start : start + size] for start in range(0, len(items), size))


def everything() -> list[str]:
    """Return texts with every character: word characters next to each other, separators between two letters."""
    codes = [each for each in range(1, 0x110000) if not 0xD800 <= each < 0xE000]
    separator = re.compile(f"[{separators()}]")
    texts = []
    for between, group in groupby(codes, lambda code: separator.match(chr(code)) is not None):
        if between:
            texts += [f"a{chr(code)}{code}" for code in group]
        else:
            texts += ["".join(map(chr, part)) for part in in_lots(list(group), 200)]
    return ["\n".join(part) for part in in_lots(texts, 1000)]


def test_all_implementations_agree_on_every_character(fts5: Divide, postgresql: Divide) -> None:
    texts = everything()
    expected = [indexed(text) for text in texts]
    assert sum(map(len, expected)) > 5_000
    assert fts5(texts) == expected
    assert postgresql(texts) == expected


CHARACTERS = (
    "aAzZ09 _-'\"&|!:*^()\\.,/%$\n\t\u00a0\u200b\u200d\ufeff\u3000"
    "éÉßẞİıΣσςÀàŒœǅǆΐΰﬀŉǰ\u0130\u0307\u0301e\u0301\u0345\u00ad\u1e9e"
    "жЖёЁґҐ日本語ｶａＡ一二三क्षिन्दीไทยעבר\u05b0العَرَبِيَّة²½Ⅷⅷ๓١"
    "\U0001f600\U0001f917\U0001f468\U0001f1e9\U00010400\U00010428\U000104b0\U00020000\ue000\U0010fffd\ufffd\ufffe"
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.sampled_from(CHARACTERS), max_size=40)
        | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
        | st.lists(st.sampled_from(("don't", "STRASSE", "co-op", "foo_bar", "C++", "AND", "ΣΊΣΥΦΟΣ"))).map(
            " ".join
        ),
        min_size=20,
        max_size=40,
    )
)
def test_all_implementations_agree_on_random_texts(
    fts5: Divide, postgresql: Divide, texts: list[str]
) -> None:
    expected = [indexed(text) for text in texts]
    assert fts5(texts) == expected
    assert postgresql(texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, World", ["hello", "world"]),
        ("don't foo_bar co-op 1.5e3", ["don", "t", "foo", "bar", "co", "op", "1", "5e3"]),
        ("Éa e\u0301a", ["éa", "e\u0301a"]),
        ("Straße STRASSE ẞ", ["straße", "strasse", "ß"]),
        ("İstanbul ISPARTA ıĞ", ["İstanbul", "isparta", "ığ"]),
        ("ΣΊΣΥΦΟΣ σίσυφος", ["σίσυφοσ"]),
        ("日本語 テキスト", ["日本語", "テキスト"]),
        ("😀a☃b", ["a", "b"]),
        ("²½", ["²½"]),
        (" \t&|!() ", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_lowercase_letters_have_no_lowercase_form() -> None:
    folded = lowercase_letters()
    assert len(folded) > 1_000
    assert not folded.keys() & set(folded.values())
    assert all(words(letter) == [small] for letter, small in folded.items())
    assert "'" not in separators()


def test_long_texts_are_truncated_and_long_words_omitted(postgresql: Divide) -> None:
    """The longest indexed text, with letters of the maximum number of bytes."""
    longest = "\n".join(
        chr(0x20000 + number % 40_000) + chr(0x20000 + number // 40_000) for number in range(90_000)
    )
    at_the_limit = [longest, "x" * 2_000_000, " ".join("\U00020000" * length for length in range(250, 260))]
    at_the_limit += [f"{' ' * (MAX_TEXT_LENGTH - 1)}{word}" for word in ("ab", "b")]
    expected = [indexed(text) for text in at_the_limit]
    assert [len(each) for each in expected] == [83_334, 0, 6, 1, 1]
    assert postgresql(at_the_limit) == expected
