"""The blog behind the path of a proxy."""

from app.main import app

app.root_path = "/api/v1"
