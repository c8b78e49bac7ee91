"""Migrations to and from soft deletion, on both databases: unique keys apply to live rows."""

import asyncio
import datetime as dt
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError

from specloom.runtime.resources.live_rows import unique_if_live
from specloom.runtime.types import columns as c
from specloom.runtime.types.columns import NAMES
from tests.support.databases import engine_for
from tests.support.migrating import Project, created, migrated


def users(*, soft: bool) -> MetaData:
    """Return a table of users with two unique keys."""
    metadata = MetaData(naming_convention=NAMES)
    keys = {"uq_users_email": ("email",), "uq_users_region_code": ("region", "code")}
    unique = [
        unique_if_live(name, *each) if soft else UniqueConstraint(*each, name=name)
        for name, each in keys.items()
    ]
    Table(
        "users",
        metadata,
        Column("id", c.Uuid, primary_key=True),
        Column("email", c.varchar(254), nullable=False),
        Column("region", c.varchar(20), nullable=False),
        Column("code", c.Integer),
        *([Column("deleted_at", c.UtcDateTime)] if soft else []),
        *unique,
        Index("ix_users_code", "code"),
    )
    return metadata


async def store(url: str, number: int, models: MetaData, **values: object) -> None:
    """Store a user. All users have the same address and region."""
    row = {"id": UUID(int=number), "email": "a@example.com", "region": "r", "code": 1, **values}
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.execute(insert(models.tables["users"]).values(row))


def test_unique_keys_become_partial_and_full_again(database_url: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "migrations")
    project.revise(database_url, users(soft=False))
    asyncio.run(store(database_url, 1, users(soft=False)))
    text = project.revise(database_url, users(soft=True))
    assert "sqlite_where" in text and "postgresql_where" in text
    assert migrated(database_url) == created(database_url, users(soft=True))
    with pytest.raises(IntegrityError):
        asyncio.run(store(database_url, 2, users(soft=True)))
    asyncio.run(store(database_url, 2, users(soft=True), deleted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    asyncio.run(store(database_url, 3, users(soft=True), deleted_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))


def test_a_migration_to_soft_deletion_can_be_downgraded(database_url: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "migrations")
    project.revise(database_url, users(soft=False))
    asyncio.run(store(database_url, 1, users(soft=False)))
    project.revise(database_url, users(soft=True))
    project.alembic(command.downgrade, database_url, users(soft=False), "-1")
    assert migrated(database_url) == created(database_url, users(soft=False))
    project.alembic(command.upgrade, database_url, users(soft=True), "head")
    project.revise(database_url, users(soft=False))
    assert migrated(database_url) == created(database_url, users(soft=False))
    with pytest.raises(IntegrityError):
        asyncio.run(store(database_url, 2, users(soft=False)))


def test_new_tables_have_partial_keys(database_url: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "migrations")
    project.revise(database_url, users(soft=True))
    assert migrated(database_url) == created(database_url, users(soft=True))
