"""The migration that Alembic writes for a database with canaries."""

import os
import shutil
from pathlib import Path

from tests.proofs.canaries.output_search import Search
from tests.support import processes
from tests.support.serving import ROOT


def keep_revision(search: Search, folder: Path) -> None:
    """Let Alembic, with the application's own configuration, write a revision, and keep it for the search."""
    place = folder / "migrations"
    shutil.copytree(
        ROOT / "app" / "migrations", place, ignore=shutil.ignore_patterns("versions", "__pycache__")
    )
    (place / "versions").mkdir()
    (folder / "alembic.ini").write_text(f"[alembic]\nscript_location = {place}\n")
    command = ["alembic", "-c", "alembic.ini", "revision", "--autogenerate", "-m", "canaries"]
    status, said = processes.captured(command, folder, os.environ)
    if status:
        raise RuntimeError(said)
    search.keep("log line", "alembic", said)
    (revision,) = (place / "versions").glob("*.py")
    search.keep("migration", "the first revision", revision.read_bytes())
