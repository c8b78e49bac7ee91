"""Runs each line in the table of parameters and headers of docs/http.md, and checks that the table is complete."""

import json
import re
import shlex
from collections.abc import Iterator
from string import Template
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.serving import ROOT, migrate, serve

ROWS = re.findall(r"^\| (.+?) \| .+? \| `(curl .+)` \|$", (ROOT / "docs/http.md").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    """A client of the blog with a few posts, and what the variables of the table stand for."""
    folder = tmp_path_factory.mktemp("readme")
    url = f"sqlite:///{folder / 'blog.db'}"
    migrate(url)
    with serve(url, folder / "log") as client:
        user = _made(client, "/users", {"email": "ada@example.com", "password": "correct horse"}).json()
        tag = _made(client, "/tags", {"name": "greetings"}).json()
        body = {"body": "", "author_id": user["id"], "tag_ids": [tag["id"]], "rating": "3.00"}
        posts = [
            _made(client, "/posts", {**body, "title": title, "slug": slug, "keywords": ["sql"]})
            for title, slug in (("Hello, world", "hello"), ("Hello again", "again"))
        ]
        comment = _made(client, "/comments", {"body": "Text", "post_id": posts[0].json()["id"]}).json()["id"]
        assert client.delete(f"/comments/{comment}").status_code == 204
        page = client.get("/posts?limit=1").json()
        yield (
            client,
            {
                "API": str(client.base_url).rstrip("/"),
                "POST": posts[0].json()["id"],
                "TAG": str(tag["id"]),
                "COMMENT": comment,
                "ETAG": posts[0].headers["etag"],
                "CURSOR": page["next_cursor"],
            },
        )


def _made(client: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    response = client.post(path, json=body)
    assert response.status_code == 201, response.text
    return response


def test_the_table_is_complete() -> None:
    """It has every parameter, header and operator of the OpenAPI document."""
    document = json.loads((ROOT / "generated/openapi.json").read_text())
    shared = [each["name"] for each in document["components"]["parameters"].values()]
    own = [
        (each if "name" in each else document["components"]["parameters"][each["$ref"].rpartition("/")[2]])[
            "name"
        ]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for each in operation.get("parameters", ())
    ]
    lines = "\n".join(line for _, line in ROWS)
    documented = {f"__{name.partition('__')[2]}" for name in (*shared, *own) if "__" in name}
    fields = {field for name in document["components"]["schemas"] for field in _members(document, name)}
    documented |= {name for name in (*shared, *own) if "__" not in name and name not in fields}
    assert [name for name in sorted(documented) if f"{name}=" not in lines and f"{name}:" not in lines] == []


def _members(document: dict[str, Any], schema: str) -> set[str]:
    names = set(document["components"]["schemas"][schema].get("properties", {}))
    return names | {name.removesuffix("s") for name in names if name.endswith("_ids")}


@pytest.mark.parametrize(("name", "line"), ROWS, ids=[f"{number}" for number in range(len(ROWS))])
def test_each_line_runs(blog: tuple[httpx.Client, dict[str, str]], name: str, line: str) -> None:
    client, variables = blog
    words = [Template(word).substitute(variables) for word in shlex.split(line)]
    method, content, url = None, None, ""
    headers: dict[str, str] = {}
    arguments = iter(words[1:])
    for word in arguments:
        match word:
            case "-X":
                method = next(arguments)
            case "-H":
                header, _, value = next(arguments).partition(": ")
                headers[header] = value
            case "-d":
                content = next(arguments)
            case _:
                url = word
    response = client.request(
        method or ("GET" if content is None else "POST"), url, headers=headers, content=content
    )
    others = {"`If-None-Match`": 304, "`Idempotency-Key`": 201, "`deleted`": 403, "`/restore`": 404}
    expected = others.get(name, 204 if method == "PUT" else 200)
    assert response.status_code == expected, response.text
