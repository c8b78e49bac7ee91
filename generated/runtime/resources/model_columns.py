# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: cf90fb8cac7a4c8b77185b2aa708c4f9
"""The columns of a model: the table, the default values, and the columns that foreign keys refer to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import unwrap
from typing import Any

from sqlalchemy import Column, ColumnClause, Table, column, inspect, table
from sqlalchemy.orm import DeclarativeBase


def column_of(model: type[DeclarativeBase], name: str) -> Column[Any]:
    """Return the column of that name in the table of a model."""
    return table_of_model(model).c[name]


def table_of_model(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model."""
    mapped = model.__table__
    assert isinstance(mapped, Table)
    return mapped


def columns_of_model(model: type[DeclarativeBase]) -> dict[str, Column[Any]]:
    """Return the columns of a model, by attribute."""
    found: dict[str, Column[Any]] = {}
    for attribute, each in inspect(model).columns.items():
        assert isinstance(each, Column)
        found[attribute] = each
    return found


def default_factory(stored: Column[Any]) -> Callable[[], Any]:
    """Return the function that makes the default value of a column."""
    default: Any = stored.default
    if not default.is_callable:
        return lambda: default.arg
    factory: Callable[[], Any] = unwrap(default.arg)  # SQLAlchemy wraps functions without parameters
    return factory


def target_column(foreign_key: Column[Any]) -> ColumnClause[Any]:
    """Return the column that a foreign key refers to. The module of its table need not be imported."""
    name, _, key = next(iter(foreign_key.foreign_keys)).target_fullname.rpartition(".")
    return table(name, column(key, foreign_key.type)).c[key]


def target_columns(foreign_key: Sequence[Column[Any]]) -> tuple[ColumnClause[Any], ...]:
    """Return the columns that a composite foreign key refers to, in the same order."""
    targets = [next(iter(each.foreign_keys)).target_fullname.rpartition(".") for each in foreign_key]
    columns = [column(key, each.type) for (*_, key), each in zip(targets, foreign_key, strict=True)]
    target_table = table(targets[0][0], *columns)
    return tuple(target_table.c[each.name] for each in columns)


def reference_targets(
    references: Iterable[str | tuple[str, ...]], columns: Mapping[str, Column[Any]]
) -> tuple[dict[str, ColumnClause[Any]], dict[tuple[str, ...], tuple[ColumnClause[Any], ...]]]:
    """Return the target column of each foreign key, and the target columns of each composite one.

    All keys are attributes.
    """
    composite = {names for names in references if isinstance(names, tuple)}
    parts = {name for names in composite for name in names}
    keys = {name: each for name, each in columns.items() if each.foreign_keys}
    single = {name: target_column(each) for name, each in keys.items() if name not in parts}
    return single, {names: target_columns([keys[name] for name in names]) for names in composite}
