"""The script that Alembic runs for each command."""

from app.settings import settings
from generated.models import load_all
from generated.runtime import make_engine, run_migrations

url, pooler = settings.database_url, settings.database_pooler
if settings.migrate_database_url is not None:
    url, pooler = settings.migrate_database_url, None
run_migrations(load_all().metadata, make_engine(url, pooler=pooler, **settings.engine_options))
