"""Reads the catalog of a database, in a form that can be compared."""

import re
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Catalogue = dict[str, list[Any]]

# What forbids NULL has no name of ours: PostgreSQL makes one up, cut and counted, of the tables that were there before.
_POSTGRESQL = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), l.collname, a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, CASE WHEN contype <> 'n' THEN conname END, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}


async def catalogue(engine: AsyncEngine) -> Catalogue:
    """Return everything that the database knows of its tables but Alembic's own, sorted."""
    async with engine.connect() as connection:
        parts = await (_sqlite(connection) if engine.dialect.name == "sqlite" else _postgresql(connection))
    ours = {part: [row for row in rows if "alembic_version" not in row[0]] for part, rows in parts.items()}
    return {part: sorted(rows, key=repr) for part, rows in ours.items() if rows}


async def _postgresql(connection: AsyncConnection) -> Catalogue:
    return {
        part: [tuple(row) for row in await connection.execute(text(query))]
        for part, query in _POSTGRESQL.items()
    }


async def _sqlite(connection: AsyncConnection) -> Catalogue:
    parts: Catalogue = {"columns": [], "keys": [], "indexes": [], "declarations": [], "others": []}
    query = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    for kind, name, table, sql in (await connection.execute(text(query))).all():
        if kind != "table":
            parts["others"].append((table, kind, name, " ".join(sql.replace('"', "").split())))
            continue
        parts["declarations"].append((name, *sorted(_declarations(sql))))
        for part, pragma in {"columns": "table_xinfo", "keys": "foreign_key_list"}.items():
            rows = (await connection.exec_driver_sql(f"PRAGMA {pragma}('{name}')")).all()
            parts[part] += [(name, *row[2 if part == "keys" else 1 :]) for row in rows]
    return parts


def _declarations(sql: str) -> list[str]:
    """Return what stands between the outer parentheses of a CREATE TABLE, split at its commas."""
    body = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth, quote, start = [], 0, "", 0
    for position, char in enumerate(body):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "," and depth == 0:
            parts.append(body[start:position])
            start = position + 1
        else:
            depth += (char == "(") - (char == ")")
    return [re.sub(r"\s+", " ", part).strip() for part in [*parts, body[start:]]]
