"""Hostile requests get the response that the contract names, never 5xx, on both databases."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import new_postgres_database
from tests.support.hostile_requests import BODIES, JSON, LIMIT, TARGETS, TYPES
from tests.support.raw_http import Answer, chunked, request, send
from tests.support.serving import ROOT, serve

EVERYTHING = ROOT / "tests" / "specs" / "everything"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package `generated` of the spec of every type."""
    folder = tmp_path_factory.mktemp("everything")
    command = [
        sys.executable,
        "-m",
        "specloom",
        "generate",
        "--spec",
        str(EVERYTHING),
        "--out",
        str(folder / "generated"),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, generated: Path) -> Iterator[str]:
    """Address of a server of that spec."""
    if request.param == "sqlite":
        yield from _served(f"sqlite:///{generated / 'hostile.db'}", generated)
    else:
        with new_postgres_database(request.getfixturevalue("postgres_server")) as url:
            yield from _served(url, generated)


def _served(url: str, folder: Path) -> Iterator[str]:
    path = {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    make = [sys.executable, "-m", "tests.proofs.fuzz_app"]
    subprocess.run(make, cwd=folder, env={**os.environ, "DATABASE_URL": url, **path}, check=True)
    with serve(url, folder / "log", "tests.proofs.fuzz_app:app", path) as client:
        yield str(client.base_url)


def post(address: str, body: str | bytes, *headers: str) -> Answer:
    data = body if isinstance(body, bytes) else body.encode()
    return send(address, request("POST", "/things", data, *headers))


def get(address: str, target: str, *headers: str | bytes) -> Answer:
    return send(address, request("GET", target, None, *headers))


def check(name: str, response: Answer, status: int, errors: list[str] | int | None) -> str | None:
    """Return the error of a response, or None."""
    if response.status != status:
        return f"{name[:60]}: {response.status}, not {status}: {response.content[:200]!r}"
    if errors is None:
        return None
    found = [pointer for pointer, _ in response.errors()]
    right = len(found) == errors if isinstance(errors, int) else sorted(found) == sorted(errors)
    return None if right else f"{name[:60]}: {found[:25]}, not {errors}"


def test_bodies(address: str) -> None:
    wrong = []
    for name, body, status, expected in BODIES:
        response = post(address, body, JSON)
        if status != 201:
            wrong.append(check(name, response, status, expected))
            continue
        wrong.append(check(name, response, status, None))
        if response.status == 201:  # a read gives the same bytes as the answer to the write
            read = get(address, response.headers["location"])
            kept = {key: response.json()[key] for key in expected}
            same = read.content == response.content and repr(kept) == repr(expected)
            wrong.append(None if same else f"{name}: {kept}, and read {read.content[:300]!r}")
    assert not [each for each in wrong if each]


def test_media_types(address: str) -> None:
    assert [(headers, post(address, "{}", *headers).status) for headers, _ in TYPES] == list(TYPES)


def test_targets(address: str) -> None:
    wrong = [check(target, get(address, target), status, errors) for target, status, errors in TARGETS]
    assert not [each for each in wrong if each]


def test_bodies_that_are_too_large(address: str) -> None:
    most = b'{"json": "' + b"x" * (LIMIT - 12) + b'"}'
    assert len(most) == LIMIT and post(address, most, JSON).status == 201
    large = most + b" "
    parts = [large[start : start + 65_536] for start in range(0, len(large), 65_536)]
    for data in (
        [request("POST", "/things", large, JSON)],
        chunked("POST", "/things", parts, JSON),
        [request("POST", "/things", None, JSON, "Content-Length: 99999999999")],
    ):
        response = send(address, *data)
        assert response.status == 413 and response.errors() == []
    assert send(address, *chunked("POST", "/things", [b"{", b"}"], JSON)).status == 201


def test_cursors_that_were_tampered_with(address: str) -> None:
    for number in range(3):
        assert post(address, f'{{"string": "cursor {number}"}}', JSON).status == 201
    cursor: str = get(address, "/things?limit=1").json()["next_cursor"]
    assert get(address, f"/things?limit=1&cursor={cursor}").status == 200
    other = [
        cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(len(cursor) - 1)
    ]
    for wrong in (*other, cursor[:-1], cursor + "A", cursor[1:], cursor * 2):
        assert get(address, f"/things?cursor={wrong}").status == 404, wrong
    for target in (
        f"/things?sort=-id&cursor={cursor}",
        f"/things?integer=1&cursor={cursor}",
        f"/boxes?cursor={cursor}",
    ):
        assert get(address, target).status == 404, target


def test_framing_and_headers(address: str) -> None:
    """The server refuses a request that is not HTTP. Any other gets the response of the contract."""
    refused: list[Any] = [
        request("GET", "/things", None, b"X-A: a\x00b"),
        request("GET", "/things", None, "no header"),
        request("GET", "/things", None, "Content-Length: abc"),
        request("POST", "/things", None, JSON, "Content-Length: -1"),
        request("POST", "/things", b"{}", JSON, "Content-Length: 3"),
        request("POST", "/things", None, JSON, "Content-Length: 2", "Transfer-Encoding: chunked")
        + b"0\r\n\r\n",
        request("POST", "/things", None, JSON, "Transfer-Encoding: chunked") + b"zz\r\n",
        request("FOO", "/things"),
        b"\x16\x03\x01\x02\x00\r\n\r\n",
    ]
    responses = [send(address, each) for each in refused]
    assert [(each.status, each.errors()) for each in responses] == [(400, [])] * len(refused)
    for method in ("TRACE", "DELETE", "OPTIONS", "QUERY"):
        response = send(address, request(method, "/things"))
        assert response.status == 405 and response.headers["allow"] == "GET, HEAD, POST"
    box = send(address, request("POST", "/boxes", b'{"name": "headers", "row": 1}', JSON)).headers["location"]
    for header in ("x", '"é"', '"a" "b"', '"a" ' * 5000):
        assert get(address, box, f"If-None-Match: {header}").errors() == [
            ("/header/If-None-Match", "string_pattern_mismatch")
        ]
        patch = send(address, request("PATCH", box, b"{}", JSON, f"If-Match: {header}"))
        assert patch.errors() == [("/header/If-Match", "string_pattern_mismatch")]
    assert get(address, box, "If-None-Match:").status == 200  # an empty list, in which nothing is found
    assert send(address, request("PATCH", box, b"{}", JSON, "If-Match:")).status == 412
    assert get(address, "/things", "X-HTTP-Method-Override: DELETE", "X-A: " + "a" * 60_000).status == 200
