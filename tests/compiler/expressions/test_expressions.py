"""The expression language: valid expressions, their SQL, and the places of errors."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specloom.emit.sql_conditions import sql
from specloom.expressions.parser import parse
from specloom.expressions.tokens import SyntaxProblem
from specloom.runtime.types.decimals import to_sqlite
from tests.support.compiled_specs import compile_text, entity_of

FIELDS = """
entities:
  Post:
    fields:
      title: {type: string, max_length: 40}
      note: text?
      size: {type: integer, column: Size}
      count: integer
      total: bigint
      small: {type: integer, min: -9, max: 9}
      price: {type: decimal, max_digits: 8, decimal_places: 2}
      share: {type: decimal, max_digits: 6, decimal_places: 4}
      wide: {type: decimal, max_digits: 20, decimal_places: 2}
      rate: float
      open: boolean
      day: date
      clock: time
      starts: datetime
      lasting: duration
      key: uuid
      mail: email
      in: integer
      length: integer
      parent: Post?
    checks:
      rule: """


def sql_of(expression: str) -> tuple[str, str]:
    """Return the SQL of an expression for PostgreSQL and for SQLite."""
    entity = entity_of(FIELDS + '"' + expression.replace("\\", "\\\\").replace('"', '\\"') + '"')
    (check,) = entity.checks
    assert check.name == "ck_posts_rule"
    return sql(entity, check.condition, "postgresql"), sql(entity, check.condition, "sqlite")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("size > 3", '"Size" > 3'),
        ("size != -3 and not open", '"Size" <> -3 AND NOT ("open")'),
        ("open or size > 3 and open = false", '"open" OR ("Size" > 3 AND "open" = false)'),
        ("(open or size > 3) and note is null", '("open" OR "Size" > 3) AND "note" IS NULL'),
        ("not not open", 'NOT (NOT ("open"))'),
        ("note is not null or not size in (1, 2)", '"note" IS NOT NULL OR NOT ("Size" IN (1, 2))'),
        ("size not in (1, count)", '"Size" NOT IN (1, "count")'),
        ("size between 1 and 3 and open", '("Size" BETWEEN 1 AND 3) AND "open"'),
        ("size not between small and 3", '"Size" NOT BETWEEN "small" AND 3'),
        ("title = 'it''s'", "\"title\" = 'it''s'"),
        ("title > 'a\\b'", "\"title\" > 'a\\b'"),
        ("mail != 'A@B.example'", "\"mail\" <> 'a@b.example'"),
        ("length(title) + length(note) < 9", 'length("title") + length("note") < 9'),
        ('"in" > length', '"in" > "length"'),
        ("day >= '2026-01-31'", "\"day\" >= '2026-01-31'"),
        ("clock < '09:30:00.5'", "\"clock\" < '09:30:00.500000'"),
        ("lasting <= 'P1DT1H0.5S'", '"lasting" <= 90000500000'),
        (
            "key = '019AA5E0-7b1c-7000-8000-000000000001'",
            "\"key\" = '019aa5e07b1c70008000000000000001'",
        ),
        ("parent != id", '"parent_id" <> "id"'),
        ("rate < 1.50 and rate >= small", '"rate" < 1.5 AND "rate" >= "small"'),
        # integers of 32 bits are widened on PostgreSQL where they could overflow
        ("size + small > 3", 'CAST("Size" AS BIGINT) + "small" > 3'),
        ("small + small * small > 3", '"small" + ("small" * "small") > 3'),
        ("(small + 1) * small > 3", '("small" + 1) * "small" > 3'),
        ("small - (small - 1) > -3", '"small" - ("small" - 1) > -3'),
        ("small - -2 > small", '"small" - (-2) > "small"'),
        ("size * 3000000000 > count", '"Size" * 3000000000 > "count"'),
    ],
)
def test_conditions_that_are_equal_in_both_databases(expression: str, expected: str) -> None:
    assert sql_of(expression) == (expected, expected)


@pytest.mark.parametrize(
    ("expression", "on_postgresql", "on_sqlite"),
    [
        ("price > 1.5", '"price" > 1.5', '"price" > 150'),
        ("price > size", '"price" > "Size"', '"price" > "Size" * 100'),
        ("share <= price * 2", '"share" <= "price" * 2', '"share" <= "price" * 2 * 100'),
        ("price * share - 1 > 0", '"price" * "share" - 1 > 0', '"price" * "share" - 1000000 > 0'),
        ("price in (1, 2.50)", '"price" IN (1, 2.5)', '"price" IN (100, 250)'),
        ("wide > -1.5", '"wide" > -1.5', f"\"wide\" > '{to_sqlite(-150, 20)}'"),
        ("wide < 7", '"wide" < 7', f"\"wide\" < '{to_sqlite(700, 20)}'"),
        (
            "starts >= '2026-01-31T09:30:00.5Z'",
            "\"starts\" >= '2026-01-31 09:30:00.500000+00'",
            "\"starts\" >= '2026-01-31 09:30:00.500000'",
        ),
        ("day < '9999-12-31'", "\"day\" < 'infinity'", "\"day\" < '9999-12-31'"),
    ],
)
def test_conditions_that_differ_between_databases(
    expression: str, on_postgresql: str, on_sqlite: str
) -> None:
    assert sql_of(expression) == (on_postgresql, on_sqlite)


@pytest.mark.parametrize(
    "scalar",
    [
        "open or §missing > 3",
        "'open or §missing > 3'",
        "'title = ''it'' or §missing > 3'",
        '"open or §missing > 3"',
        '"title = \'\\x41\\u00e9\\U0001F600\\"\' or §missing > 3"',
        '"open or \\\n         §missing > 3"',
        "'open or\n\n         §missing > 3'",
        "open or\n         §missing > 3",
        "|\n        open or\n        §missing > 3\n",
        "|2-\n          open or\n            §missing > 3",
        ">  # folded\n        open\n        or §missing\n        > 3\n\n        or open\n",
        "|\r\n        open or\r\n        §missing > 3\r\n",
    ],
)
def test_the_place_of_an_error(scalar: str) -> None:
    before, _, behind = (FIELDS + scalar).partition("§")
    (found,) = compile_text(before + behind).diagnostics
    lines = before.replace("\r\n", "\n").split("\n")
    place = found.place
    assert (found.code, place.line, place.column) == ("C002", len(lines), len(lines[-1]) + 1)
    assert place.end_column == place.column + len("missing")


_WORDS = "a 1 2.5 'x' \"in\" ( ) ( ) , = != < >= + - * and or not in between is null true length §".split()


@settings(
    max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(st.sampled_from(_WORDS), max_size=30), st.sampled_from(["", " ", "\n"]))
def test_any_text_gives_a_tree_or_a_problem_with_a_place(words: list[str], space: str) -> None:
    text = space.join(words)
    start, end = 0, len(text)
    try:
        parse(text)
    except SyntaxProblem as problem:
        start, end = problem.start, problem.end
    assert 0 <= start <= end <= len(text)
