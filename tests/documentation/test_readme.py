"""Checks the length of the README, and runs its example of a service as it is printed there."""

import re
import shutil
from pathlib import Path
from typing import Any

import httpx2 as httpx

from tests.support.serving import ROOT, migrate, serve

README = (ROOT / "README.md").read_text()
MOST_WORDS = 900
BLOCKS = dict(re.findall(r"^```python\n# (\S+)\n(.+?)^```$", README, re.DOTALL | re.MULTILINE))


def test_it_is_short() -> None:
    assert len(README.split()) <= MOST_WORDS


def created(client: httpx.Client, path: str, body: dict[str, Any]) -> str:
    """Create a row and return its id."""
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    id: str = response.json()["id"]
    return id


def test_its_service_runs_as_printed(tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "app/services/comment.py").write_text(BLOCKS["app/services/comment.py"])
    imported, _, call = BLOCKS["app/main.py"].partition("\n\n")
    main = (folder / "app/main.py").read_text()
    (folder / "app/main.py").write_text(
        re.sub(
            r"^app = create_api\(.+?\)$",
            lambda _: f"{imported}\n{call}",
            main,
            flags=re.MULTILINE | re.DOTALL,
            count=1,
        )
    )

    url = f"sqlite:///{tmp_path / 'blog.db'}"
    migrate(url)
    environment = {"PYTHONPATH": f"{folder}:{ROOT}"}
    with serve(url, tmp_path / "log", environment=environment) as client:
        author = created(client, "/users", {"email": "ada@example.com", "password": "correct horse"})
        post = {"body": "", "author_id": author, "keywords": [], "rating": "3.00"}
        posts = {
            status: created(client, "/posts", {**post, "title": status, "slug": status, "status": status})
            for status in ("draft", "published")
        }
        for id in posts.values():
            created(client, "/comments", {"body": "Text", "post_id": id})
        linked = client.post("/comments", json={"body": "See http://x.org", "post_id": posts["published"]})
        shown = [each["post_id"] for each in client.get("/comments").json()["items"]]
    assert (linked.status_code, linked.json()["detail"]) == (409, "A comment cannot contain links.")
    assert shown == [posts["published"]]
