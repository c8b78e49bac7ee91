"""What Alembic runs for each of its commands."""

from app.database import engine
from generated.models import load_all
from generated.runtime.alembic import run

run(load_all().metadata, engine)
