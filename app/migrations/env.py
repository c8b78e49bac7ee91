"""What Alembic runs for each of its commands."""

from app.database import make_migration_engine
from app.settings import settings
from generated.models import load_all
from generated.runtime.migrations.comparison_hooks import run

run(load_all().metadata, make_migration_engine(settings))
