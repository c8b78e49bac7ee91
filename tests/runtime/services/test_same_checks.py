"""Conditions have the same result in both databases as in the model, for random expressions and rows."""

import asyncio
import importlib
import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, MetaData, Table, insert, literal_column, make_url

from specloom.emit import render
from specloom.emit.sql_conditions import Dialect, sql
from specloom.expressions.conditions import Condition
from specloom.expressions.outcomes import Outcome, outcomes
from specloom.model import Entity, Service
from specloom.runtime.migrations.check_conditions import portable
from specloom.runtime.migrations.column_types import portable as plain_type
from specloom.runtime.types.check_constraints import ByDialect
from tests.proofs.canaries.values import python_of
from tests.support.comparable_requests import LETTERS
from tests.support.compiled_specs import service_of
from tests.support.databases import engine_for
from tests.support.random_expressions import Expressions, settled, usable
from tests.support.random_values import value_of

SPEC = """
enums:
  Colour: [red, "it's", "a:b", "100%"]
entities:
  Thing:
    fields:
      string:  {type: string, max_length: 12}
      text:    text?
      email:   email?
      slug:    {type: slug, nullable: true}
      integer: integer
      small:   {type: integer, min: -1000, max: 1000, nullable: true}
      bigint:  {type: bigint, nullable: true}
      medium:  {type: bigint, min: -1000000, max: 1000000}
      float:   float?
      price:   {type: decimal, max_digits: 8, decimal_places: 2}
      share:   {type: decimal, max_digits: 5, decimal_places: 4, nullable: true}
      long:    {type: decimal, max_digits: 18, decimal_places: 6, nullable: true}
      wide:    {type: decimal, max_digits: 38, decimal_places: 10, nullable: true}
      other:   {type: decimal, max_digits: 38, decimal_places: 10}
      boolean: boolean
      maybe:   boolean?
      date:    date?
      time:    time?
      moment:  datetime?
      later:   datetime
      length:  duration?
      uuid:    uuid?
      in:      {type: Colour, nullable: true, column: Order}
      colour:  Colour
      json:    json?
      strings: "string[]?"
"""
EXPRESSIONS = 400
ROWS = 60
_EDGES: dict[str, list[Any]] = {
    "string": ["", "a", "A", "b", "it's", "é", "e\u0301", "\U0001f600", "\ufffd", "a b", "100%", "a:b", "\\"],
    "email": ["A@B.example", "a@b.example"],
    "integer": [0, 1, -1, 2**31 - 1, -(2**31), 46_341],
    "small": [0, 1, -1000, 1000],
    "bigint": [0, 2**63 - 1, -(2**63), 2**53 + 1],
    "medium": [0, 5, -1_000_000, 1_000_000],
    "float": [0.0, 0.1, 0.3, 1.5, -2.25, 1e300, 5e-324, 123456789.25, 1e15],
    "price": ["0.00", "1.50", "-1.50", "999999.99", "-999999.99"],
    "share": ["0.0000", "0.5000", "1.0000", "-9.9999"],
    "long": ["0.000000", "1.500000", "999999999999.999999"],
    "wide": ["0", "-1.5", "1.5", "9", "10", "-10", "-9", "9999999999999999999999999999.9999999999"],
    "date": ["0001-01-01", "9999-12-31", "2024-02-29"],
    "time": ["00:00:00", "09:30:00", "09:30:00.000001", "23:59:59.999999"],
    "moment": [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "2024-06-01T12:00:00Z",
        "2024-06-01T12:00:00.5Z",
    ],
    "length": ["PT0S", "P1D", "PT24H", "PT0.000001S", "P1W", "P9999999DT1M"],
    "uuid": ["019aa5e0-7b1c-7000-8000-000000000001"],
}
_SAME = {"text": "string", "later": "moment", "other": "wide"}


def pools(entity: Entity, random: Random) -> dict[str, list[Any]]:
    """Return a few values for each field, so that two are often equal."""
    found = {}
    for each in usable(entity):
        edges = _EDGES.get(_SAME.get(each.name, each.name), [])
        drawn = [value_of(each.type, random, letters=LETTERS, size=4) for _ in range(3)]
        found[each.name] = [*edges, *drawn]
    return found


def conditions(entity: Entity, expressions: Expressions) -> list[tuple[str, Condition]]:
    """Return valid expressions with their conditions."""
    found: list[tuple[str, Condition]] = []
    while len(found) < EXPRESSIONS:
        expression = expressions.draw()
        condition = settled(entity, expression)
        if not isinstance(condition, Exception):
            found.append((expression, condition))
    return found


def literals_of(entity: Entity, pool: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the pool without floats of more than 15 digits, which the language does not allow."""
    short = {each.name: list(pool[each.name]) for each in usable(entity)}
    short["float"] = [each for each in short["float"] if len(Decimal(repr(each)).as_tuple().digits) <= 15]
    return short


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def table(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Table:
    """The generated table of the entity."""
    folder: Path = tmp_path_factory.mktemp("checks")
    for path, content in render(service, "").items():
        (folder / "checked" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "checked" / path).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    found: Table = importlib.import_module("checked.models.thing").Thing.__table__
    return found


def drawn_of(entity: Entity, random: Random) -> tuple[list[tuple[str, Condition]], list[dict[str, Any]]]:
    """Return expressions with their conditions, and rows in JSON form, by attribute."""
    pool = pools(entity, random)
    expressions = Expressions(usable(entity)[1:-1], literals_of(entity, pool), random)
    rows = [_row(entity, pool, random) for _ in range(ROWS)]
    return conditions(entity, expressions), rows


def test_conditions_have_the_same_result(service: Service, table: Table, database_url: str) -> None:
    entity = service.entity("Thing")
    drawn, rows = drawn_of(entity, Random(1))
    dialect: Dialect = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    texts = [sql(entity, each, dialect) for _, each in drawn]
    found = asyncio.run(_verdicts(database_url, table, entity, rows, texts))
    seen: set[Outcome] = set()
    for (expression, condition), text, column in zip(drawn, texts, zip(*found, strict=True), strict=True):
        expected = [_verdict(condition, row) for row in rows]
        assert list(column) == expected, (expression, text)
        seen.update(expected)
    assert seen == {True, False, None}


def test_an_unknown_part_allows_every_outcome(service: Service) -> None:
    random = Random(2)
    drawn, rows = drawn_of(service.entity("Thing"), random)
    narrowed = 0
    for _, condition in drawn:
        row = random.choice(rows)
        known = {name: value for name, value in row.items() if random.random() < 0.6}
        found = outcomes(condition, known)
        assert _verdict(condition, row) in found
        narrowed += len(found) < len(outcomes(condition, {}))
    assert narrowed > EXPRESSIONS / 10


def test_sqlite_accepts_converted_conditions_of_postgresql(
    service: Service, table: Table, postgres_database: str, tmp_path: Path
) -> None:
    """Except for comparisons of values that the databases store in different forms."""
    entity = service.entity("Thing")
    drawn, rows = drawn_of(entity, Random(3))
    own = [each for _, each in drawn]
    wanted = [sql(entity, each, "postgresql") for each in own]
    shown = asyncio.run(_shown(postgres_database, table, wanted))
    columns = [Column(each.name, plain_type(each.type)) for each in table.columns]
    portables = [portable(each, columns, make_url("postgresql+asyncpg://").get_dialect()()) for each in shown]
    both = [number for number, each in enumerate(portables) if not isinstance(each, ByDialect)]
    assert len(both) > EXPRESSIONS / 5
    texts = [str(portables[number]) for number in both]
    assert asyncio.run(_shown(postgres_database, table, texts)) == [shown[number] for number in both]
    found = asyncio.run(_verdicts(f"sqlite:///{tmp_path / 'shown.db'}", table, entity, rows, texts))
    for number, text, column in zip(both, texts, zip(*found, strict=True), strict=True):
        assert list(column) == [_verdict(own[number], row) for row in rows], text


async def _shown(url: str, table: Table, texts: list[str]) -> list[str]:
    """Return conditions as PostgreSQL normalizes them."""
    metadata = MetaData()
    columns = [Column(each.name, each.type) for each in table.columns]
    checks = [
        CheckConstraint(literal_column(each), name=f"c{number:04}") for number, each in enumerate(texts)
    ]
    made = Table("shown", metadata, *columns, *checks)
    query = "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = 'shown'::regclass"
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.run_sync(made.create)
        found = (await connection.exec_driver_sql(f"{query} ORDER BY conname")).scalars().all()
        await connection.run_sync(made.drop)
    return list(found)


def _row(entity: Entity, pool: dict[str, list[Any]], random: Random) -> dict[str, Any]:
    """Return a row in JSON form, by attribute."""
    return {
        each.attribute: None if each.nullable and random.random() < 0.2 else random.choice(pool[each.name])
        for each in usable(entity)
        if each.name not in ("id", "created_at")
    }


def _verdict(condition: Condition, row: dict[str, Any]) -> Outcome:
    (found,) = outcomes(condition, row)
    return found


async def _verdicts(
    url: str, table: Table, entity: Entity, rows: list[dict[str, Any]], texts: list[str]
) -> list[list[Outcome]]:
    """Return the result of each condition for each row."""
    stored = {name: (table.c[entity.field(name).column], entity.field(name).type) for name in rows[0]}
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.run_sync(table.create)
        for row in rows:
            values = {stored[name][0]: python_of(stored[name][1], value) for name, value in row.items()}
            await connection.execute(insert(table).values(values))
        listed = ", ".join(f"({each})" for each in texts)
        found = (await connection.exec_driver_sql(f"SELECT {listed} FROM things ORDER BY id")).all()
    return [[None if each is None else bool(each) for each in row] for row in found]
