"""The blog, which knows the path under which a proxy shows it."""

from app.main import app

app.root_path = "/api/v1"
