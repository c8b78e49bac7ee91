"""Headers for bodies and versions (RFC 9110), over a plain socket, on both code paths."""

import gzip
import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.support.raw_http import Answer, request, send
from tests.support.serving import migrate, serve

JSON = "Content-Type: application/json"
MERGE_PATCH = "Content-Type: application/merge-patch+json"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the blog."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{folder / 'blog.db'}"
    migrate(url)
    with serve(url, folder / "log") as client:
        yield str(client.base_url)


def call(address: str, method: str, target: str, body: object = None, *headers: str) -> Answer:
    """Send a request with a JSON body, if there is one, and return the response."""
    content = None if body is None else json.dumps(body).encode()
    return send(address, request(method, target, content, *headers))


def new_tag(address: str) -> dict[str, object]:
    """Create a tag and return it."""
    response = call(address, "POST", "/tags", {"name": uuid4().hex}, JSON)
    assert response.status == 201, response
    tag: dict[str, object] = response.json()
    return tag


def new_post(address: str) -> str:
    """Create a post with metadata and return its path."""
    user = {"email": f"{uuid4().hex}@example.com", "password": "correct horse"}
    author = call(address, "POST", "/users", user, JSON).json()["id"]
    post = {
        "title": "Title",
        "slug": uuid4().hex,
        "body": "Text",
        "keywords": [],
        "author_id": author,
        "metadata": {"kept": 1},
    }
    response = call(address, "POST", "/posts", post, JSON)
    assert response.status == 201, response
    return f"/posts/{response.json()['id']}"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;",
        "application/json ; charset=UTF-8",
        "application/json;charset=utf8",
        'application/json; charset="UTF-8"',
        'application/json; charset="u\\tf-8"',
        "application/json; CHARSET=utf-8; odata=verbose",
        'application/json; profile="x"; charset=utf-8',
        'application/json; profile="a;charset=latin1, b"',
        "application/json; odata=verbose",
        "application/json; version=utf-16",
        "application/json; charset=us-ascii",
    ],
)
def test_parameters_of_json_may_have_any_order(address: str, media_type: str) -> None:
    """They have no effect on JSON, which is UTF-8 with any charset parameter."""
    body = {"name": f"ä{uuid4().hex}"}
    response = send(
        address,
        request(
            "POST", "/tags", json.dumps(body, ensure_ascii=False).encode(), f"Content-Type: {media_type}"
        ),
    )
    assert response.status == 201, response
    assert response.json()["name"] == body["name"]


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Type: application/json; charset=iso-8859-1"],
        ["Content-Type: application/json; charset=utf-16"],
        ["Content-Type: application/json; profile=x; charset=latin1"],
        ["Content-Type: application/json; charset=utf-8; charset=latin1"],
        ["Content-Type: application/json; charset"],
        ['Content-Type: application/json; profile="x'],
        ["Content-Type: application/json, text/plain"],
        ["Content-Type: application/json", "Content-Type: text/plain"],
        ["Content-Type: application/jsonp"],
        ["Content-Type: json"],
        ["Content-Type:"],
        ["Content-Type: application/merge-patch+json"],
        [],
    ],
)
def test_another_type_or_charset_is_415(address: str, headers: list[str]) -> None:
    """The response names the accepted type. A merge patch cannot create a row."""
    response = call(address, "POST", "/tags", {"name": "x"}, *headers)
    assert response.errors() == [] and response.status == 415
    assert response.headers["accept"] == "application/json"
    assert "accept-patch" not in response.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("coding", ["gzip", "GZIP", "identity, gzip", "br"])
def test_a_compressed_body_is_415(address: str, method: str, coding: str) -> None:
    """The response names `identity` as the only accepted coding (RFC 9110, 15.5.16)."""
    target = "/tags" if method == "POST" else f"/tags/{new_tag(address)['id']}"
    for body in (gzip.compress(b'{"name": "x"}'), b'{"name": "x"}'):
        response = send(address, request(method, target, body, JSON, f"Content-Encoding: {coding}"))
        assert response.errors() == [] and response.status == 415
        assert response.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", ""])
def test_a_body_that_is_not_compressed_may_say_so(address: str, coding: str) -> None:
    """`identity` means that nothing was done to the body."""
    body = {"name": uuid4().hex}
    assert call(address, "POST", "/tags", body, JSON, f"Content-Encoding: {coding}").status == 201


def test_patch_takes_a_merge_patch(address: str) -> None:
    """It means the same there as JSON: absent fields stay, null clears, arrays are replaced."""
    path = new_post(address)
    assert call(address, "PATCH", path, {"rating": "7.50", "keywords": ["a", "b"]}, MERGE_PATCH).status == 200
    response = call(
        address, "PATCH", path, {"rating": None, "keywords": ["c"]}, f"{MERGE_PATCH}; charset=utf-8"
    )
    post = response.json()
    assert (post["rating"], post["keywords"], post["title"]) == (None, ["c"], "Title")


def test_a_merge_patch_replaces_no_object(address: str) -> None:
    """RFC 7396 would merge it, and a `json` field is replaced as a whole: so neither happens. Other values are fine."""
    path = new_post(address)
    response = call(address, "PATCH", path, {"title": "New", "metadata": {"more": 2}}, MERGE_PATCH)
    assert response.errors() == [("/body/metadata", "merge_patch")] and response.status == 422
    assert call(address, "GET", path).json()["metadata"] == {"kept": 1}
    response = call(address, "PATCH", path, {"metadata": [{"more": None}]}, MERGE_PATCH)
    assert response.json()["metadata"] == [{"more": None}]
    assert call(address, "PATCH", path, {"metadata": {"more": 2}}, JSON).json()["metadata"] == {"more": 2}


def test_accept_patch_is_in_refusals(address: str) -> None:
    """`Accept-Patch` is in a 415 of PATCH and in a 405 of a path with PATCH (RFC 5789, 3.1), and nowhere else."""
    expected = "application/json, application/merge-patch+json"
    path = f"/tags/{new_tag(address)['id']}"
    refused = call(address, "PATCH", path, {"name": "x"}, "Content-Type: text/plain")
    assert (refused.status, refused.headers["accept"], refused.headers["accept-patch"]) == (
        415,
        expected,
        expected,
    )
    for method in ("OPTIONS", "POST"):
        response = call(address, method, path)
        assert (response.status, response.headers["accept-patch"]) == (405, expected)
    assert "accept-patch" not in call(address, "OPTIONS", "/tags").headers
    assert "accept-patch" not in call(address, "OPTIONS", "/statistics").headers


def test_an_empty_list_of_entity_tags_matches_nothing(address: str) -> None:
    """A list may be empty (RFC 9110, 5.6.1)."""
    path = f"/tags/{new_tag(address)['id']}"
    assert call(address, "PATCH", path, {}, JSON, "If-Match:").status == 412
    assert call(address, "GET", path, None, "If-None-Match:").status == 200
    tag = call(address, "GET", path).headers["etag"]
    assert call(address, "GET", path, None, "If-None-Match:", f"If-None-Match: {tag}").status == 304


def test_lines_of_entity_tags_are_one_list(address: str) -> None:
    """Several lines of `If-Match` or `If-None-Match` mean the same as one line with commas (RFC 9110, 5.3)."""
    path = f"/tags/{new_tag(address)['id']}"
    tag, other = call(address, "GET", path).headers["etag"], '"77"'
    found = call(address, "GET", path, None, f"If-None-Match: {other}", f"If-None-Match: W/{tag}, {other}")
    assert found.status == 304
    assert call(address, "GET", path, None, *[f"If-None-Match: {other}"] * 2).status == 200
    for lines, status in (((other, tag), 200), ((tag, other), 200), ((other, other), 412)):
        response = call(address, "PATCH", path, {}, JSON, *(f"If-Match: {each}" for each in lines))
        assert response.status == status, response
    response = call(address, "PATCH", path, {}, JSON, "If-Match: *", f"If-Match: {tag}")
    assert response.errors() == [("/header/If-Match", "string_pattern_mismatch")]
    both = [f"If-Match: {other}", f"If-Match: {tag}"]
    assert call(address, "DELETE", path, None, *both).status == 204


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("name[]", "/name[]"),
        ("name%5B%5D", "/name[]"),
        ("filter[a.b]", "/filter[a.b]"),
        ("a.b", "/a.b"),
        ("$top", "/$top"),
        ("_sort", "/_sort"),
        ("created:gt", "/created:gt"),
        ("x" * 64, "/" + "x" * 64),
        ("x" * 65, ""),
        ("a/b", ""),
        ("10.0.0.1", ""),
        ("a@b.example", ""),
        ("%3Cscript%3E", ""),
    ],
)
def test_the_problem_of_an_unknown_parameter_names_it(address: str, sent: str, shown: str) -> None:
    """Names as other services have them are repeated, and nothing else that a client sends."""
    response = call(address, "GET", f"/tags?{sent}=1")
    assert response.status == 422
    assert response.errors() == [(f"/query{shown}", "extra_forbidden")]
