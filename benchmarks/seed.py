"""Create the table `items` and fill it, with the types of one of the models that read it.

`python -m benchmarks.seed sqlalchemy` or `... specloom`, in the database that DATABASE_URL names.
"""

import asyncio
import os
import sys

from sqlalchemy import MetaData, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.rows import rows


def _metadata(models: str) -> MetaData:
    if models == "specloom":
        from generated.models import load_all

        return load_all().metadata
    from benchmarks.sides.models import Base

    return Base.metadata


async def seed(models: str) -> None:
    """Create the table and its rows. On PostgreSQL the column that only Specloom writes gets a default."""
    metadata = _metadata(models)
    url = make_url(os.environ["DATABASE_URL"])
    postgresql = url.get_backend_name() == "postgresql"
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg" if postgresql else "sqlite+aiosqlite")
    )
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(metadata.tables["items"].insert(), rows())
        if postgresql:
            await connection.execute(text("ALTER TABLE items ALTER row_version SET DEFAULT 1"))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(seed(sys.argv[1]))
