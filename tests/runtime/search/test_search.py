"""`?q=` over HTTP, on SQLite and on PostgreSQL: it finds the posts with all words of a text."""

import asyncio
import itertools
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import text

from generated.models import load_all
from generated.runtime.driver.direct_statements import DIALECT
from generated.runtime.statements.statements import statements_of
from generated.schemas.post import PostQuery
from generated.services.post import PostService
from specloom.runtime.search.words import words
from tests.support.databases import engine_for, new_postgres_database
from tests.support.serving import migrate, serve

SLUGS = itertools.count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of the application on one of the databases."""
    folder = tmp_path_factory.mktemp("server")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'blog.db'}"
        migrate(url)
        with serve(url, folder / "log") as client:
            yield client
        return
    with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
        migrate(url)
        with serve(url, folder / "log") as client:
            yield client


@pytest.fixture
def author(client: httpx.Client) -> Iterator[str]:
    """The id of a user. The user and the posts are deleted at the end."""
    body = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}
    response = client.post("/users", json=body)
    assert response.status_code == 201, response.text
    yield response.json()["id"]
    client.delete(f"/users/{response.json()['id']}")


def add(client: httpx.Client, author: str, title: str, body: str = "", **values: Any) -> dict[str, Any]:
    """Create a post and return it."""
    required = {"title": title, "body": body, "slug": f"s-{next(SLUGS)}", "keywords": [], "author_id": author}
    response = client.post("/posts", json={**required, **values})
    assert response.status_code == 201, response.text
    post: dict[str, Any] = response.json()
    return post


def found(client: httpx.Client, q: str, **params: Any) -> list[str]:
    """Return the titles of the posts that match, oldest first."""
    response = client.get("/posts", params={"q": q, "limit": 100, "count": "true", **params})
    assert response.status_code == 200, response.text
    titles = [each["title"] for each in response.json()["items"]]
    assert response.json()["total"] == len(titles)
    return titles


def test_every_word_must_be_in_some_field(client: httpx.Client, author: str) -> None:
    add(client, author, "First Steps", "Walking is hard.")
    add(client, author, "Second steps", "Running is harder.")
    assert found(client, "steps") == ["First Steps", "Second steps"]
    assert found(client, "IS steps walking") == ["First Steps"]
    assert found(client, "walking running") == found(client, "step") == []
    assert found(client, "hard") == found(client, "hard*") == ["First Steps"]
    assert found(client, "hard hard, HARD!") == ["First Steps"]
    assert found(client, "first second") == []


@pytest.mark.parametrize(
    ("title", "finds", "misses"),
    [
        ("Über Ärger", ["über", "ÄRGER", "ärger über"], ["uber", "arger", "u\u0308ber", "über s"]),
        ("Straße", ["straße", "STRAẞE"], ["strasse", "STRASSE"]),
        ("İzmir ılık", ["İzmir", "İZMir", "ılık"], ["izmir", "İZMİR", "ilik", "ILIK"]),
        ("ΟΔΥΣΣΕΥΣ", ["οδυσσευς", "οδυσσευσ"], ["οδυσσε", "Οδυσσεύς"]),
        (
            "don't foo_bar co-op",
            ["don", "t don", "don't", "foo", "bar_foo", "op co", "co-op"],
            ["dont", "coop"],
        ),
        ("version 1.25 of C++", ["1.25", "25", "c", "c++", "C#"], ["125", "1.2"]),
        ("東京タワー は高い", ["東京タワー", "は高い"], ["東京", "高い"]),
        ("cafe\u0301 noir", ["cafe\u0301", "CAFE\u0301"], ["café", "cafe"]),
        ("☃snow😀man☃", ["snow", "man snow", "☃ man"], ["snowman"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"], ["हिन", "द"]),
        ("x" * 200, ["X" * 200], ["x" * 199, "x" * 201]),
    ],
)
def test_words_of_any_script(
    client: httpx.Client, author: str, title: str, finds: list[str], misses: list[str]
) -> None:
    add(client, author, title)
    assert {q: found(client, q) for q in finds} == {q: [title] for q in finds}
    assert {q: found(client, q) for q in misses} == {q: [] for q in misses}


def test_the_index_is_updated_by_every_change(client: httpx.Client, author: str) -> None:
    post = add(client, author, "before", "same")
    path = f"/posts/{post['id']}"
    assert client.patch(path, json={"title": "after"}).status_code == 200
    assert (found(client, "before"), found(client, "after same")) == ([], ["after"])
    assert client.patch(path, json={"status": "published", "body": "other"}).status_code == 200
    assert (found(client, "same"), found(client, "after other")) == ([], ["after"])
    whole = {each: post[each] for each in ("rating", "published_at", "keywords", "metadata", "author_id")}
    whole |= {"title": "replaced", "body": "whole", "status": "draft", "parent_id": None, "tag_ids": []}
    assert client.put(path, json=whole).status_code == 200
    assert (found(client, "after"), found(client, "replaced whole")) == ([], ["replaced"])
    assert client.put(path, json={**whole, "status": "published"}).status_code == 200
    assert found(client, "replaced whole") == ["replaced"]
    assert client.delete(path).status_code == 204
    assert found(client, "replaced") == []


def test_rows_deleted_by_a_cascade_are_not_found(client: httpx.Client) -> None:
    user = client.post("/users", json={"email": f"{uuid4().hex}@example.com", "password": "correct horse"})
    add(client, user.json()["id"], "cascading")
    assert found(client, "cascading") == ["cascading"]
    assert client.delete(f"/users/{user.json()['id']}").status_code == 204
    assert found(client, "cascading") == []


def test_search_combines_with_filters_orders_and_pages(client: httpx.Client, author: str) -> None:
    for number in range(7):
        status = "draft" if number % 2 else "published"
        add(client, author, f"number {number}", "walk this way", status=status, rating=f"{number % 3}.00")
    add(client, author, "number 9", "no way")
    assert found(client, "walk", sort="-rating,title", status="published") == [
        f"number {number}" for number in (2, 4, 0, 6)
    ]
    params: dict[str, Any] = {"q": "walk way", "sort": "-rating", "limit": 2, "count": "true"}
    titles, pages = [], 0
    while True:
        page = client.get("/posts", params=params).json()
        titles += [each["title"] for each in page["items"]]
        pages += 1
        assert page["total"] == 7
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert (pages, len(titles), set(titles)) == (4, 7, {f"number {number}" for number in range(7)})
    for changed in ({"q": "walk"}, {"q": None}, {"q": ""}):
        other = {name: value for name, value in (params | changed).items() if value is not None}
        assert client.get("/posts", params=other).status_code == 404


HOSTILE = (
    *('"', "'", '""', "''", '"a', 'a"b', "'; DROP TABLE posts; --", "\\", "\\'", "\\x", "a\\"),
    *("AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)", "a AND", "NOT a", "a OR b", "(a", "a)", "()", "{a}:b"),
    *(
        "title:a",
        "words : a",
        "posts_search:a",
        "-a",
        "+a",
        "^a",
        "a*",
        "*",
        "a:*",
        "a <-> b",
        "!a",
        "& |",
        ":",
    ),
    *("%", "_", "%s", "%(q)s", "$1", "?", "{", "}", "\t\n\r", "\u2028", "\ufeff", "\u202e", "\U0010ffff"),
    *("a" * 255, "a " * 127, "' " * 127, "é" * 255, "\U00020000" * 255, "!" * 255),
)


def test_no_text_is_a_syntax_error(client: httpx.Client, author: str) -> None:
    add(client, author, "a quiet post")
    for q in HOSTILE:
        assert client.get("/posts", params={"q": q}).status_code == 200, q
        assert found(client, q) == (["a quiet post"] if set(words(q)) == {"a"} else []), q


@pytest.mark.parametrize("q", ["", " ", "!?", "☃", "' \" -"])
def test_a_text_without_a_word_finds_nothing(client: httpx.Client, author: str, q: str) -> None:
    add(client, author, "! ☃ '")
    assert found(client, q) == []


def test_invalid_values_of_q(client: httpx.Client) -> None:
    for q in ("a" * 256, "a\0b"):
        response = client.get("/posts", params={"q": q})
        assert response.status_code == 422
        assert [each["pointer"] for each in response.json()["errors"]] == ["/query/q"]
    assert client.get("/posts?q=a&q=b").status_code == 422


def test_without_search_q_is_an_unknown_parameter(client: httpx.Client) -> None:
    responses = [client.get("/users", params={name: "a"}) for name in ("q", "x")]
    assert [each.status_code for each in responses] == [422, 422]
    assert responses[0].text.replace("/query/q", "/query/x") == responses[1].text
    parameters = {
        path: [each.get("name", each.get("$ref")) for each in item["get"]["parameters"]]
        for path, item in client.get("/openapi.json").json()["paths"].items()
        if path in ("/posts", "/users", "/tags", "/comments")
    }
    assert {path for path, names in parameters.items() if "#/components/parameters/Search" in names} == {
        "/posts"
    }


def test_hidden_fields_are_not_searched(client: httpx.Client, author: str) -> None:
    user = client.get(f"/users/{author}").json()
    add(client, author, "nothing of hers")
    assert found(client, user["email"]) == found(client, "correct horse") == []


LETTERS = "abAB01 -_'.éÉßẞİıΣσςжЖ東京e\u0301\U0001f600\U0001f917²"


def test_random_texts_are_found_by_their_words(client: httpx.Client, author: str) -> None:
    """Both databases find the posts that Python expects."""
    random = Random(7)
    texts: dict[str, set[str]] = {}
    for number in range(60):
        title, body = ("".join(random.choices(LETTERS, k=random.randint(0, 9))) for _ in range(2))
        texts[f"{number}n {title}"] = set(words(f"{number}n {title} {body}"))
        add(client, author, f"{number}n {title}", body)
    hits = 0
    for _ in range(120):
        q = "".join(random.choices(LETTERS, k=random.randint(1, 4)))
        if random.random() < 0.4:
            q = random.choice(sorted(random.choice(sorted(texts.values(), key=sorted))))
        asked = set(words(q))
        expected = [title for title, held in texts.items() if asked and asked <= held]
        assert found(client, q) == expected, q
        hits += bool(expected)
    assert 40 < hits < 110


def test_very_long_texts_are_stored(client: httpx.Client, author: str) -> None:
    add(client, author, "many words", " ".join(f"{number:x}" for number in range(13_900)))
    add(client, author, "one word", "y" * 65_536)
    add(client, author, "four bytes", "\U00020000\U00020001" * 32_000 + " end")
    assert found(client, "many 100") == ["many words"]
    assert found(client, "y" * 255) == []
    assert found(client, "end") == ["four bytes"]


def test_postgresql_uses_the_index(postgres_database: str) -> None:
    page = statements_of(PostService.resource, DIALECT).page(
        PostService().order(PostQuery()), {"at_q": ""}, None
    )

    async def explained() -> str:
        async with engine_for(postgres_database) as engine, engine.begin() as connection:
            await connection.run_sync(load_all().metadata.create_all)
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            await connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
            arguments = ", ".join("NULL" for _ in page.arguments({}))
            await connection.exec_driver_sql(f"PREPARE searched AS {page.sql}")
            rows = await connection.exec_driver_sql(f"EXPLAIN EXECUTE searched ({arguments})")
            return "\n".join(row[0] for row in rows)

    assert "Bitmap Index Scan on posts_search" in asyncio.run(explained())
