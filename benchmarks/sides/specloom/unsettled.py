"""The same as `read`, with Python's own settings of the garbage collector."""

from app.database import get_db, get_read_db
from generated.api import create_api

app = create_api(get_db, get_read_db=get_read_db)
