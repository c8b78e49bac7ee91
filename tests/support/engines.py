"""Engines made from the application's settings."""

from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from generated.runtime import make_engine as make_runtime_engine


def make_engine(settings: Settings) -> AsyncEngine:
    """Return the engine that the application would have with these settings."""
    return make_runtime_engine(
        settings.database_url, pooler=settings.database_pooler, **settings.engine_options
    )
