"""The application that `make run` serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import routes
from app.database import engine, get_db, get_read_db
from app.logs import configure_logs
from app.services.post import Posts
from app.settings import settings
from generated.api import create_api
from generated.runtime import (
    EXPOSED_HEADERS,
    REQUEST_HEADERS,
    AccessLog,
    ConnectionLimits,
    configure_garbage_collector,
    health_routes,
    mount_docs,
    set_error_logs,
    set_password_cost,
    set_password_limits,
    set_response_limits,
    warn_about_missing_commits,
)
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
    """Configure the garbage collector at the start of the server. Close the database connections at its end."""
    configure_garbage_collector()
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
app.include_router(health_routes(get_db))
app.include_router(routes.router)
app.openapi_tags = routes.TAGS
mount_docs(app, assets=Path(str(files("fastapi_offline") / "static")))
if settings.environment == "development":
    warn_about_missing_commits(app)
app.add_middleware(AccessLog)
if settings.cors_origins or settings.cors_origin_regex:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_origin_regex=settings.cors_origin_regex,
        allow_credentials=settings.cors_credentials,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[*REQUEST_HEADERS, *settings.cors_headers],
        expose_headers=EXPOSED_HEADERS,
    )
