"""The application of a spec that has no hand-written one: generated routers on the real `app/database.py`.

`python -m tests.fuzz_app` creates its tables, `uvicorn tests.fuzz_app:app` serves it. It is that of the first
package `generated` on the path.
"""

import asyncio

from app.database import engine, get_db
from generated.api import create_api
from generated.models import Base

app = create_api(get_db)


async def create_tables() -> None:
    """Create every table."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(create_tables())
