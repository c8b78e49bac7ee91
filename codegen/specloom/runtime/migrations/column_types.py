"""Column types in migrations: exact comparison, and names of SQLAlchemy's own types.

A migration must not change its meaning when the models or this package change, so it contains no type of this package.
Each of these types is based on one of SQLAlchemy's that declares the same column in both databases.
"""

from collections.abc import Callable
from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    Numeric,
    Time,
    Uuid,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from ..types.columns import text, varchar
from ..types.json_columns import Json


def differs(
    context: MigrationContext,
    stored_column: Column[Any],
    column: Column[Any],
    stored: TypeEngine[Any],
    wanted: TypeEngine[Any],
) -> bool:
    """Return True if the database would declare the model's type differently from the existing column."""
    compiler = context.dialect.type_compiler_instance
    return bool(
        compiler.process(stored, type_expression=stored_column)
        != compiler.process(wanted, type_expression=column)
    )


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Return the Python expression of a type in a migration. Return False to let Alembic render it."""
    plain = portable(item) if kind == "type" else None
    return _expression(plain) if type(plain).__module__ == "sqlalchemy.sql.sqltypes" else False


def _expression(type_: Any) -> str:
    if type(type_) is ARRAY:
        return f"sa.ARRAY({_expression(type_.item_type)})"
    # SQLAlchemy has no public attribute for the types that `with_variant` sets.
    variants = vars(type_).get("_variant_mapping", {})
    return f"sa.{type_!r}" + "".join(
        f".with_variant(sa.{variant!r}, {dialect!r})" for dialect, variant in sorted(variants.items())
    )


def portable(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type of SQLAlchemy that declares the same column in every database.

    Accepts a model's type, or one that was read from a database. Returns any other type unchanged.
    """
    if isinstance(type_, TypeDecorator):
        return portable(type_.impl_instance)
    if isinstance(type_, ARRAY):
        item = portable(type_.item_type)
        return type_ if item is type_.item_type and type(type_) is ARRAY else ARRAY(item)
    if isinstance(type_, JSON):
        return type_ if type(type_) is JSON else Json().impl_instance
    declared = _DECLARED.get(type(type_).__name__)
    return type_ if declared is None else declared(type_)


_DECLARED: dict[str, Callable[[Any], TypeEngine[Any]]] = {
    "BIGINT": lambda _: BigInteger(),
    "BigIntegerAsText": lambda _: BigInteger(),
    "BLOB": lambda _: LargeBinary(),
    "BOOLEAN": lambda _: Boolean(),
    "BYTEA": lambda _: LargeBinary(),
    "CHAR": lambda type_: Uuid() if type_.length == 32 else type_,
    "CLOB": lambda _: Json().impl_instance,
    "DATE": lambda _: Date(),
    "DATETIME": lambda _: DateTime(timezone=True),
    "DOUBLE": lambda _: Double(),
    "DOUBLE_PRECISION": lambda _: Double(),
    "INTEGER": lambda _: Integer(),
    "NUMERIC": lambda type_: Numeric(type_.precision, type_.scale),
    "TEXT": lambda _: text(),
    "TIME": lambda _: Time(),
    "TIMESTAMP": lambda type_: DateTime(timezone=type_.timezone),
    "UUID": lambda _: Uuid(),
    "VARCHAR": lambda type_: varchar(type_.length) if type_.length else text(),
}
"""The portable types for the uppercase types that SQLAlchemy returns when it reads a database."""
