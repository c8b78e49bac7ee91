"""Removes the blog as docs/own-data.md says, and serves the spec of `docs/language.md` instead."""

import os
import re
import shutil
from pathlib import Path

from tests.support import processes
from tests.support.serving import ROOT, serve

BLOG = {
    "from app.services.post import Posts\n": "",
    "from generated.services import Services\n": "",
    "from app import routes\n": "",
    ", services=Services(post=Posts)": "",
    "app.include_router(routes.router)\n": "",
    "app.openapi_tags = routes.TAGS\n": "",
}
"""What names the blog in `app/main.py`, and what is left of it."""


def run(command: list[str], folder: Path, url: str) -> None:
    """Run a module in a folder, which must end well."""
    variables = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    status, said = processes.captured(command, folder, variables)
    assert status == 0, said


def test_another_spec_replaces_the_blog(tmp_path: Path) -> None:
    folder = tmp_path / "rental"
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "spec", folder / "spec")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (removed,) = re.findall("^rm -f (.+)$", (ROOT / "docs/own-data.md").read_text(), re.MULTILINE)
    for pattern in removed.split():
        for path in folder.glob(pattern):
            path.unlink()
    main = (folder / "app/main.py").read_text()
    for text, instead in BLOG.items():
        assert text in main
        main = main.replace(text, instead)
    (folder / "app/main.py").write_text(main)
    spec = re.findall("```yaml\n(.*?)```", (ROOT / "docs/language.md").read_text(), re.DOTALL)[0]
    (folder / "spec/rental.yaml").write_text(spec)

    url = f"sqlite:///{tmp_path / 'rental.db'}"
    run(["specloom", "generate"], folder, url)
    run(["alembic", "revision", "--autogenerate", "-m", "first tables"], folder, url)
    run(["alembic", "upgrade", "head"], folder, url)
    with serve(url, folder / "log", environment={"PYTHONPATH": str(folder)}) as client:
        paths = client.get("/openapi.json").json()["paths"]
        assert "/rentals/{rental_id}" in paths
        assert "/posts" not in paths
        body = {"email": "ada@example.com", "password": "correct horse", "tax_id": "1815"}
        response = client.post("/drivers", json=body)
        assert response.status_code == 201, response.text
        assert not {"password", "tax_id", "token"} & response.json().keys()
