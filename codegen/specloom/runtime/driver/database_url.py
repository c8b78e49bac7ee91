"""Database URLs, as they are written in settings."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from .sqlite import in_memory

DRIVERS = {
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
"""SQLAlchemy's dialect and driver for each scheme of a database URL."""


def parse_database_url(value: str | URL) -> URL:
    """Return a database URL with its driver. The driver may be missing: `postgresql://…`, `sqlite:///…`.

    Raises ValueError for any other URL, and if the folder of an SQLite file does not exist. The message never contains
    the URL, because it may contain a password.
    """
    try:
        url = make_url(value)
        url = url.set(drivername=DRIVERS[url.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise ValueError(
            "expected postgresql://user:password@host/database or sqlite:///path/to/file"
        ) from None
    if url.get_backend_name() == "postgresql" and not url.database:
        raise ValueError("the name of the database is missing: postgresql://user:password@host/database")
    if url.get_backend_name() == "sqlite" and not in_memory(url):
        file = Path(url.database or "")
        if url.host or file.is_dir() or not (file.parent.is_dir() or url.query.get("uri")):
            raise ValueError(
                "expected sqlite:///path/to/file (four slashes if absolute) in a folder that exists"
            )
    return url
