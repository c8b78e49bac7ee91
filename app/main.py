"""The application that `make run` serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.database import engine, get_db, get_read_db
from app.docs import mount_docs
from app.garbage import settle_garbage_collector
from app.logs import AccessLog, configure_logs
from app.routes import health, statistics
from app.services.post import Posts
from app.settings import settings
from generated.api import create_api
from generated.runtime.errors.error_log import set_error_logs
from generated.runtime.http.connection_limits import ConnectionLimits
from generated.runtime.http.forgotten_commits import warn_of_forgotten_commits
from generated.runtime.http.hand_written import public
from generated.runtime.http.response_headers import EXPOSED, READ
from generated.runtime.resources.response_limits import set_response_limits
from generated.runtime.types.passwords import set_password_cost, set_password_limits
from generated.services import Services

configure_logs(settings.log_level)
set_error_logs(full=settings.log_errors == "full")
set_password_cost(
    time_cost=settings.password_time_cost,
    memory_cost=settings.password_memory_cost,
    parallelism=settings.password_parallelism,
)
set_password_limits(at_once=settings.password_hashes_at_once, wait=settings.password_hash_wait)

set_response_limits(size=settings.max_response_size, rows=settings.max_response_rows)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Settle the garbage collector when the server starts, close the database's connections when it stops."""
    settle_garbage_collector()
    yield
    await engine.dispose()


app = create_api(get_db, get_read_db=get_read_db, services=Services(post=Posts), lifespan=lifespan)
app.state.max_body_size = settings.max_body_size
app.state.max_body_parts = settings.max_body_parts
app.state.cache_control = settings.cache_control
app.state.connection_limits = ConnectionLimits(
    header_size=settings.max_header_size,
    header_count=settings.max_headers,
    header_timeout=settings.header_timeout,
    body_timeout=settings.body_timeout,
    write_timeout=settings.write_timeout,
    transfer_rate=settings.min_transfer_rate,
    idle_timeout=settings.idle_timeout,
)
app.include_router(health.router, dependencies=[public])
app.include_router(statistics.router)
app.openapi_tags = [statistics.TAG]
mount_docs(app)
if settings.environment == "development":
    warn_of_forgotten_commits(app)
app.add_middleware(AccessLog)
if settings.cors_origins or settings.cors_origin_regex:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_origin_regex=settings.cors_origin_regex,
        allow_credentials=settings.cors_credentials,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[*READ, *settings.cors_headers],
        expose_headers=EXPOSED,
    )
