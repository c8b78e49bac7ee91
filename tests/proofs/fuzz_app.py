"""The application of a spec without hand-written code: generated routers on `app/database.py`.

`python -m tests.proofs.fuzz_app` creates its tables, `uvicorn tests.proofs.fuzz_app:app` serves it. It is that of the
first package `generated` on the path, with the settings, logs and limits of `app/main.py`. Its services show what is
deleted.
"""

import asyncio
from typing import Any

from fastapi import FastAPI

from app.database import engine, get_db, get_read_db
from app.logs import configure_logs
from app.settings import settings
from generated import api
from generated.models import load_all
from generated.runtime import AccessLog
from generated.runtime.resources.response_limits import set_response_limits
from generated.runtime.types.passwords import set_password_cost, set_password_limits
from tests.support.showing_deleted import WhoMaySee, install

install()
configure_logs(settings.log_level)
set_password_cost(
    time_cost=settings.password_time_cost,
    memory_cost=settings.password_memory_cost,
    parallelism=settings.password_parallelism,
)
set_password_limits(at_once=settings.password_hashes_at_once, wait=settings.password_hash_wait)
set_response_limits(size=settings.max_response_size, rows=settings.max_response_rows)


def make_app(**options: Any) -> FastAPI:
    """Return the application, with more that `create_api` takes."""
    made: FastAPI = api.create_api(get_db, get_read_db=get_read_db, **options)
    made.state.max_body_size = settings.max_body_size
    made.state.max_body_parts = settings.max_body_parts
    made.state.cache_control = settings.cache_control
    made.add_middleware(AccessLog)
    return made


app = WhoMaySee(make_app())


async def create_tables() -> None:
    """Create every table."""
    async with engine.begin() as connection:
        await connection.run_sync(load_all().metadata.create_all)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(create_tables())
