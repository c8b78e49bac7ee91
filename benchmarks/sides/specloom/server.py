"""Specloom's side: the package `generated` on the path, on the project's own `app/database.py`."""

from app.database import get_db
from generated.api import create_api

app = create_api(get_db)
