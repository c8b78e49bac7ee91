"""Specloom's side: the package `generated` on the path, on the project's own `app/`."""

from app.database import get_db
from benchmarks.sides.specloom.settled import lifespan
from generated.api import create_api

app = create_api(get_db, lifespan=lifespan)
