"""Specloom's side with its reads on the road that `app/database.py` has for them."""

from app.database import get_db, get_read_db
from benchmarks.sides.specloom.settled import lifespan
from generated.api import create_api

app = create_api(get_db, get_read_db=get_read_db, lifespan=lifespan)
