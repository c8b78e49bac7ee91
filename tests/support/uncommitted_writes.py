"""Code of routes that writes with and without a commit."""

from collections.abc import Awaitable, Callable

from fastapi import HTTPException
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from generated.models.tag import Tag

Write = Callable[[AsyncSession], Awaitable[object]]


async def flush(db: AsyncSession) -> None:
    """Add a row through the ORM."""
    db.add(Tag(name="flushed"))
    await db.flush()


async def connection(db: AsyncSession) -> None:
    """Write on the session's connection, without the session."""
    await (await db.connection()).execute(insert(Tag).values(name="core"))


async def nested(db: AsyncSession) -> None:
    """Write in a savepoint that is released."""
    async with db.begin_nested():
        await db.execute(insert(Tag).values(name="nested"))


async def add(db: AsyncSession) -> None:
    """Add a row, and leave even the flush to a commit that does not come."""
    db.add(Tag(name="added"))


async def change(db: AsyncSession) -> None:
    """Change a row, without a flush."""
    (await db.scalars(select(Tag))).one().name = "changed"


async def mark_deleted(db: AsyncSession) -> None:
    """Delete a row through the ORM, without a flush."""
    await db.delete((await db.scalars(select(Tag))).one())


async def after_a_commit(db: AsyncSession) -> None:
    """Commit once, and forget it afterwards."""
    await db.commit()
    db.add(Tag(name="late"))


async def in_a_query(db: AsyncSession) -> None:
    """Write in a common table expression, which SQLite does not have."""
    written = update(Tag).values(name="cte").returning(Tag.id).cte("written")
    if db.get_bind().dialect.name == "sqlite":
        await flush(db)
    else:
        await db.execute(select(written.c.id))


COLUMNS = "name, created_at, updated_at, row_version"
INSERT = f"INSERT INTO tags ({COLUMNS}) SELECT 'text', created_at, updated_at, 1 FROM tags"
FORGETTING: dict[str, Write] = {
    "flush": flush,
    "insert": lambda db: db.execute(insert(Tag).values(name="inserted")),
    "update": lambda db: db.execute(update(Tag).values(name="updated")),
    "delete": lambda db: db.execute(delete(Tag)),
    "text": lambda db: db.execute(text(f"  -- a comment\n {INSERT}")),
    "connection": connection,
    "nested": nested,
    "add": add,
    "change": change,
    "mark deleted": mark_deleted,
    "after a commit": after_a_commit,
    "in a query": in_a_query,
}


async def committed(db: AsyncSession) -> None:
    """Write and commit."""
    await flush(db)
    await db.commit()


async def begun(db: AsyncSession) -> None:
    """Write in a transaction that commits by itself."""
    async with db.begin():
        await flush(db)


async def rolled_back(db: AsyncSession) -> None:
    """Write and take it back."""
    await flush(db)
    await db.rollback()


async def behind_a_savepoint(db: AsyncSession) -> None:
    """Let a write fail, and go on."""
    await db.execute(select(Tag))
    try:
        async with db.begin_nested():
            await db.execute(insert(Tag).values(name="there"))
    except IntegrityError:
        pass


async def unchanged(db: AsyncSession) -> None:
    """Flush a row without a change."""
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = str(tag.name)
    await db.flush()


async def unchanged_without_a_flush(db: AsyncSession) -> None:
    """Set an attribute to its value."""
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = str(tag.name)


async def expunged(db: AsyncSession) -> None:
    """Add and change rows, and take them out of the session."""
    added, tag = Tag(name="expunged"), (await db.execute(select(Tag).limit(1))).scalar_one()
    db.add(added)
    tag.name = "expunged"
    db.expunge(added)
    db.expunge(tag)


async def added_and_rolled_back(db: AsyncSession) -> None:
    """Add, change and delete, and take it back before anything was flushed."""
    db.add(Tag(name="rolled back"))
    tag = (await db.execute(select(Tag).limit(1))).scalar_one()
    tag.name = "rolled back"
    await db.rollback()


async def in_autocommit(db: AsyncSession) -> None:
    """Write on a connection that needs no commit."""
    connection = await db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    assert not connection.closed
    await flush(db)


async def on_a_connection(db: AsyncSession) -> None:
    """Write in a session within the transaction of a connection, which commits."""
    engine = db.bind
    assert isinstance(engine, AsyncEngine)
    async with engine.begin() as connection, AsyncSession(connection) as session:
        await flush(session)


async def refused(db: AsyncSession) -> None:
    """Write, and respond with an error."""
    await flush(db)
    raise HTTPException(409)


async def failed(db: AsyncSession) -> None:
    """Write, and fail."""
    await flush(db)
    raise RuntimeError


KEEPING: dict[str, Write] = {
    "read": lambda db: db.execute(select(Tag)),
    "lock": lambda db: db.execute(select(Tag).with_for_update()),
    "committed": committed,
    "begun": begun,
    "rolled back": rolled_back,
    "behind a savepoint": behind_a_savepoint,
    "unchanged": unchanged,
    "unchanged without a flush": unchanged_without_a_flush,
    "expunged": expunged,
    "added and rolled back": added_and_rolled_back,
    "in autocommit": in_autocommit,
    "on a connection": on_a_connection,
    "refused": refused,
    "failed": failed,
}
