"""The statements that create and drop a full-text index, on PostgreSQL and on SQLite.

The databases keep the index up to date, also for rows that are written by hand. PostgreSQL indexes an expression over
the columns. SQLite has a virtual table, which triggers update. A third table maps the row numbers of the virtual table
to the primary keys. SQLite's own row numbers cannot be used: VACUUM may change them if the key is not an INTEGER.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from .words import MAX_TEXT_LENGTH, MAX_WORD_LENGTH, lowercase_letters, separators

FUNCTION = "specloom_words"
"""The function in PostgreSQL's index. If its meaning changes, it needs a new name: existing indexes are not rebuilt."""
TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
SUFFIXES = ("", "_keys", "_config", "_content", "_data", "_docsize", "_idx")
"""Suffixes of the names of SQLite's tables for an index. The last five tables are created by FTS5."""
ROW_NUMBER = "row number"
"""The column with the row numbers. No column of a spec has a space in its name."""


class SearchIndex(NamedTuple):
    """The full-text index of a table."""

    name: str
    table: str
    columns: tuple[str, ...]
    """The searched columns."""
    key: tuple[str, ...] = ("id",)
    """The primary key."""

    def create_statements(self, dialect: str) -> list[str]:
        """Return the statements that create the index and add the existing rows."""
        if dialect == "sqlite":
            fill = [_filled(each, self) for each in (_FILL_KEYS, _FILL)]
            return [*self.tables().values(), *fill, *self.triggers().values()]
        return [_function(), _filled(_INDEX, self)]

    def drop_statements(self, dialect: str) -> list[str]:
        """Return the statements that drop the index. The indexed table may already be dropped."""
        if dialect == "sqlite":
            triggers = [f"DROP TRIGGER IF EXISTS {quoted(each)}" for each in self.triggers()]
            return [*triggers, *(f"DROP TABLE {quoted(each)}" for each in self.tables())]
        return [f"DROP INDEX IF EXISTS {quoted(self.name)}", _DROP_FUNCTION]

    def tables(self) -> dict[str, str]:
        """Return the CREATE statements of the tables on SQLite, by name. FTS5 creates further tables itself."""
        return {
            f"{self.name}_keys": _filled(_KEYS, self),
            self.name: _filled(_WORDS, self),
        }

    def triggers(self) -> dict[str, str]:
        """Return the CREATE statements of the triggers on SQLite, by name."""
        return {f"{self.name}_{event}": _filled(trigger, self) for event, trigger in _TRIGGERS.items()}


def quoted(name: str) -> str:
    """Return a quoted name, for both databases."""
    return '"' + name.replace('"', '""') + '"'


_INDEX = "CREATE INDEX {name} ON {table} USING gin ({function}({cast_text}))"

_KEYS = "CREATE TABLE {keys} ({number} INTEGER PRIMARY KEY, {columns} NOT NULL, UNIQUE ({key}))"
_WORDS = 'CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize="{tokenizer}")'
_FILL_KEYS = "INSERT INTO {keys} ({key}) SELECT {key} FROM {table}"
_FILL = """\
INSERT INTO {name} (rowid, words)
SELECT {number}, substr({text}, 1, {longest}) FROM {table} JOIN {keys} USING ({key})"""
_TRIGGERS = {
    "insert": """\
CREATE TRIGGER {insert} AFTER INSERT ON {table} BEGIN
    INSERT INTO {keys} ({key}) VALUES ({new_key});
    REPLACE INTO {name} (rowid, words)
    SELECT {number}, substr({new_text}, 1, {longest}) FROM {keys} WHERE {is_new};
END""",
    "update": """\
CREATE TRIGGER {update} AFTER UPDATE OF {key}, {searched} ON {table}
WHEN ({old}) IS NOT ({new}) BEGIN
    UPDATE {keys} SET {moved} WHERE {is_old};
    UPDATE {name} SET words = substr({new_text}, 1, {longest})
    WHERE rowid = (SELECT {number} FROM {keys} WHERE {is_new});
END""",
    "delete": """\
CREATE TRIGGER {delete} AFTER DELETE ON {table} BEGIN
    DELETE FROM {name} WHERE rowid = (SELECT {number} FROM {keys} WHERE {is_old});
    DELETE FROM {keys} WHERE {is_old};
END""",
}


def _filled(template: str, index: SearchIndex) -> str:
    """Return a template filled with the names of an index."""
    key, columns = index.key, index.columns
    new_key, old_key = ([f"{row}.{quoted(each)}" for each in key] for row in ("new", "old"))
    return template.format(
        name=quoted(index.name),
        table=quoted(index.table),
        keys=quoted(f"{index.name}_keys"),
        **{event: quoted(f"{index.name}_{event}") for event in _TRIGGERS},
        number=quoted(ROW_NUMBER),
        key=", ".join(map(quoted, key)),
        columns=" NOT NULL, ".join(map(quoted, key)),
        searched=", ".join(map(quoted, columns)),
        text=_text(quoted(each) for each in columns),
        cast_text=_text(f"{quoted(each)}::text" for each in columns),
        new_text=_text(f"new.{quoted(each)}" for each in columns),
        new_key=", ".join(new_key),
        old=", ".join(f"old.{quoted(each)}" for each in (*key, *columns)),
        new=", ".join(f"new.{quoted(each)}" for each in (*key, *columns)),
        moved=", ".join(f"{quoted(each)} = {value}" for each, value in zip(key, new_key, strict=True)),
        is_new=" AND ".join(f"{quoted(each)} = {value}" for each, value in zip(key, new_key, strict=True)),
        is_old=" AND ".join(f"{quoted(each)} = {value}" for each, value in zip(key, old_key, strict=True)),
        function=FUNCTION,
        tokenizer=TOKENIZER,
        longest=MAX_TEXT_LENGTH,
    )


def _text(columns: Iterable[str]) -> str:
    """Return the expression for the searched text of a row."""
    return " || ' ' || ".join(f"coalesce({each}, '')" for each in columns)


def _function() -> str:
    """Return the statement for PostgreSQL's function that splits a text into words as FTS5 does, in every locale."""
    folded = {letter: small for letter, small in lowercase_letters().items() if not letter.isascii()}
    return _FUNCTION.format(
        function=FUNCTION,
        letters="".join(folded),
        small_forms=json.dumps(folded, ensure_ascii=False, separators=(",", ":")),
        separators=separators(),
        longest_text=MAX_TEXT_LENGTH,
        longest_word=MAX_WORD_LENGTH,
    )


# `lower` changes only ASCII letters here (COLLATE "C"). Words with other capitals are converted letter by letter.
# COST tells the planner to prefer the index to a call of this function.
_FUNCTION = """\
CREATE OR REPLACE FUNCTION {function}(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
SELECT array_to_tsvector(coalesce(array_agg(
    CASE WHEN word ~ '[{letters}]' THEN (
        SELECT string_agg(coalesce('{small_forms}'::jsonb ->> letter, letter), '' ORDER BY place)
        FROM unnest(string_to_array(word, NULL)) WITH ORDINALITY AS letters (letter, place)
    ) ELSE word END
), '{{}}'))
FROM (
    SELECT DISTINCT word
    FROM unnest(string_to_array(
        regexp_replace(lower(left($1, {longest_text}) COLLATE "C"), '[{separators}]+', ' ', 'g'), ' '
    )) AS word
    WHERE length(word) BETWEEN 1 AND {longest_word}
) AS words
$$"""
_DROP_FUNCTION = f"""\
DO $$ BEGIN
    DROP FUNCTION IF EXISTS {FUNCTION}(text);
EXCEPTION WHEN dependent_objects_still_exist THEN -- another index needs it
END $$"""
