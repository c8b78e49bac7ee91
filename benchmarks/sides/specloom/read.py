"""Specloom's side, with reads through `get_read_db` as in `app/database.py`."""

from app.database import get_db, get_read_db
from benchmarks.sides.specloom.settled import lifespan
from generated.api import create_api

app = create_api(get_db, get_read_db=get_read_db, lifespan=lifespan)
