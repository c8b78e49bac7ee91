"""Values that are read equal those that were written, and databases compare and sort them as Python does."""

import asyncio
import datetime as dt
import itertools
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from specloom.runtime.types import columns
from specloom.runtime.types.columns import canonical_json
from tests.support.column_values import SCALARS, documents, values
from tests.support.databases import engine_for, new_postgres_database

Database = tuple[asyncio.Runner, AsyncEngine]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An engine for a database with the table, and its event loop."""
    if request.param == "sqlite":
        yield from _with_table(f"sqlite:///{tmp_path_factory.mktemp('columns') / 'test.db'}")
    else:
        with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
            yield from _with_table(url)


def _with_table(url: str) -> Iterator[Database]:
    async def create() -> None:
        async with engine.begin() as connection:
            await connection.run_sync(values.metadata.create_all)

    with asyncio.Runner() as runner:
        context = engine_for(url)
        engine = runner.run(context.__aenter__())
        runner.run(create())
        yield runner, engine
        runner.run(context.__aexit__(None, None, None))


quickly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


async def stored(connection: AsyncConnection, column: Column[Any], items: list[Any]) -> list[Any]:
    """Store values in rows 1, 2, ... and return the values that are read back."""
    rows = [{"id": number, column.name: item} for number, item in enumerate(items, 1)]
    await connection.execute(insert(values), rows)
    return list((await connection.execute(select(column).order_by(values.c.id))).scalars())


@pytest.mark.parametrize("name", SCALARS)
def test_scalar(database: Database, name: str) -> None:
    runner, engine = database
    column = values.c[name]

    @quickly
    @given(st.lists(SCALARS[name][1], min_size=1, max_size=8), SCALARS[name][1])
    def round_trip(items: list[Any], other: Any) -> None:
        runner.run(scenario(items, other))

    async def scenario(items: list[Any], other: Any) -> None:
        async with engine.connect() as connection:
            read = await stored(connection, column, items)
            assert read == items
            assert all(isinstance(item, type(items[0])) for item in read)
            ordered = (await connection.execute(select(column).order_by(column))).scalars().all()
            assert ordered == sorted(items)
            ids = select(values.c.id).order_by(values.c.id)
            value = literal(other, column.type)
            for condition, expected in [
                (column == value, [item == other for item in items]),
                (column < value, [item < other for item in items]),
                (column >= value, [item >= other for item in items]),
                (column.in_([value, items[0]]), [item in (other, items[0]) for item in items]),
                (column.is_distinct_from(value), [item != other for item in items]),
            ]:
                found = (await connection.execute(ids.where(condition))).scalars().all()
                assert found == [number for number, wanted in enumerate(expected, 1) if wanted]

    round_trip()


@pytest.mark.parametrize("name", SCALARS)
def test_array(database: Database, name: str) -> None:
    runner, engine = database
    column = values.c[f"{name}_list"]

    @quickly
    @given(st.lists(st.lists(SCALARS[name][1], max_size=5), min_size=1, max_size=4))
    @example([[]])
    def round_trip(lists: list[list[Any]]) -> None:
        runner.run(scenario(lists))

    async def scenario(lists: list[list[Any]]) -> None:
        async with engine.connect() as connection:
            assert await stored(connection, column, [*lists, None]) == [*lists, None]
            for position, other in enumerate(lists, 1):
                same = select(values.c.id).where(column.is_not_distinct_from(other))
                assert position in (await connection.execute(same)).scalars().all()
                changed = select(values.c.id).where(column.is_distinct_from(other)).order_by(values.c.id)
                found = (await connection.execute(changed)).scalars().all()
                expected = [number for number, items in enumerate(lists, 1) if items != other]
                assert found == [*expected, len(lists) + 1]

    round_trip()


def test_json(database: Database) -> None:
    runner, engine = database
    column = values.c.json

    @quickly
    @given(st.lists(documents, min_size=1, max_size=5))
    @example([1, 1.0, "1", True, 10**300, 1e300, 10**400, 2**63, 2.0**63, 0.1, -0.0, "\0", [], {"\0": 1}])
    @example([{"b": 1, "a": [1e2]}, {"a": [100], "b": 1.0}])
    def round_trip(items: list[Any]) -> None:
        runner.run(scenario(items))

    async def scenario(items: list[Any]) -> None:
        async with engine.connect() as connection:
            read = await stored(connection, column, items)
            assert list(map(canonical_json, read)) == [canonical_json(item) for item in items]
            assert [
                item for item in read if isinstance(item, float) and item.is_integer() and abs(item) < 2**53
            ] == []
            rows = (await connection.execute(select(column.is_(None)).order_by(values.c.id))).scalars().all()
            assert list(map(bool, rows)) == [item is None for item in items]
            for one in items:
                same = select(values.c.id).where(column.is_not_distinct_from(one)).order_by(values.c.id)
                found = (await connection.execute(same)).scalars().all()
                expected = [canonical_json(item) == canonical_json(one) for item in items]
                assert found == [number for number, wanted in enumerate(expected, 1) if wanted]

    round_trip()


def test_update_where_json_differs(database: Database) -> None:
    """A statement that writes only changed values, with the same parameter in SET and WHERE."""
    runner, engine = database
    new = bindparam("new", type_=columns.Json())
    changed = (
        update(values).values(json=new).where(values.c.json.is_distinct_from(new)).returning(values.c.id)
    )
    cases: list[tuple[Any, Any, bool]] = [
        ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}, False),
        ({"a": 1}, {"a": 2}, True),
        (None, 1, True),
        (1, None, True),
        (None, None, False),
        (False, 0, True),
    ]

    async def scenario() -> None:
        async with engine.connect() as connection:
            for number, (before, after, differs) in enumerate(cases):
                await connection.execute(insert(values).values(id=number + 100, json=before))
                statement = changed.where(values.c.id == number + 100)
                assert len((await connection.execute(statement, {"new": after})).all()) == differs

    runner.run(scenario())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("datetime", dt.datetime(2026, 1, 1)),  # noqa: DTZ001 - that it has no time zone is the point
        ("fixed_4_2", Decimal("1.001")),
        ("fixed_4_2", Decimal(100)),
        ("fixed_4_2", Decimal("NaN")),
        ("fixed_4_2", Decimal("Infinity")),
        ("fixed_4_2", Decimal("1E+9999999")),
        ("fixed_4_2", 0.5),
        ("fixed_40_7", Decimal("1E-8")),
        ("duration", dt.timedelta.max),
        ("enum", "canary"),
        ("json", math.nan),
        ("json", [math.inf]),
        ("varchar_list", ["x" * 21]),
        ("enum_list", ["canary"]),
        ("fixed_4_2_list", [Decimal("1.001")]),
    ],
)
def test_values_that_do_not_fit_are_rejected(database: Database, name: str, value: Any) -> None:
    runner, engine = database

    async def scenario() -> None:
        async with engine.connect() as connection:
            await connection.execute(insert(values).values({name: value}))

    with pytest.raises(StatementError) as caught:
        runner.run(scenario())
    assert isinstance(caught.value.orig, ValueError)
    assert "canary" not in str(caught.value)


def test_sums_of_decimals(database: Database) -> None:
    runner, engine = database

    async def scenario() -> None:
        async with engine.connect() as connection:
            await stored(
                connection, values.c.fixed_4_2, [Decimal("0.10"), Decimal("0.20"), Decimal("-99.99")]
            )
            total = (await connection.execute(select(func.sum(values.c.fixed_4_2)))).scalar_one()
            largest = (await connection.execute(select(func.max(values.c.fixed_4_2)))).scalar_one()
            assert (str(total), str(largest)) == ("-99.69", "0.20")

    runner.run(scenario())


def test_deleted_keys_are_not_reused(tmp_path: Path) -> None:
    """Nor 64-bit keys on SQLite, which generates only INTEGER keys."""
    table = Table(
        "t", MetaData(), Column("id", columns.BigInteger, primary_key=True), sqlite_autoincrement=True
    )

    async def scenario() -> None:
        async with engine_for(f"sqlite:///{tmp_path / 'test.db'}") as engine, engine.begin() as connection:
            await connection.run_sync(table.metadata.create_all)
            for expected in (1, 2, 3):
                key = (await connection.execute(insert(table))).inserted_primary_key
                assert key is not None
                assert key[0] == expected
                await connection.execute(table.delete())

    asyncio.run(scenario())


def test_canonical_json_distinguishes_values() -> None:
    different: list[Any] = [
        None,
        False,
        True,
        0,
        1,
        -1,
        0.5,
        "",
        "0",
        "null",
        [],
        [0],
        [[]],
        {},
        {"": 0},
        {"0": 0},
    ]
    texts = [canonical_json(item) for item in different]
    assert len(set(texts)) == len(different)
    assert [json.loads(text) for text in texts] == different
    for one, other in itertools.pairwise([2**53, 2.0**53]):
        assert canonical_json(one) == canonical_json(other)
    assert [canonical_json(2**64), canonical_json(2.0**64)] == [
        "18446744073709551616",
        "1.8446744073709552e+19",
    ]
    assert canonical_json(10**22) == canonical_json(1e22) == str(10**22)
    assert [canonical_json(10**23), canonical_json(1e23)] == [str(10**23), "1e+23"]


def test_the_repr_of_a_model_shows_only_its_key() -> None:
    class Account(columns.Base):
        __tablename__ = "test_columns_accounts"
        id: Mapped[UUID] = mapped_column(columns.Uuid, primary_key=True)
        password: Mapped[str] = mapped_column(columns.text())

    key = UUID("019aa5e0-7b1c-7000-8000-000000000001")
    account = Account(id=key, password="canary")
    assert repr(account) == f"Account({key!r})"
    assert repr(Account(password="canary")) == "Account(None)"
    assert "canary" not in repr(inspect(account))
    columns.Base.metadata.remove(Account.metadata.tables["test_columns_accounts"])
