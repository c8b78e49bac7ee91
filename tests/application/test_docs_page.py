"""The page /docs works without internet and under any root path, and is not in the OpenAPI document."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from generated.runtime import mount_docs
from specloom.emit.filters import ORDER, PARTS
from tests.support.serving import ROOT

ASSETS = Path(str(files("fastapi_offline") / "static"))


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of an app whose title tries to be HTML."""
    app = FastAPI(title='</title><script>"&', docs_url=None, redoc_url=None)
    mount_docs(app, ASSETS)
    with TestClient(app) as client:
        yield client


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["x-content-type-options"] == "nosniff"
    sources = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(sources) == 4
    for source in sources:
        assert source.startswith("docs/")
        asset = client.get(f"/{source}")
        assert asset.status_code == 200
        assert len(asset.content) > 100
        assert asset.headers["x-content-type-options"] == "nosniff"
    assert client.get("/" + re.findall(r'data-openapi="([^"]*)"', page.text)[0]).json()["openapi"]


def test_the_page_allows_no_inline_script(client: TestClient) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "//" not in policy
    assert "<script>" not in page.text
    assert "<title>&lt;/title&gt;" in page.text


def test_the_script_of_the_page_folds_every_filter_by_an_operator_and_no_other(client: TestClient) -> None:
    script = client.get("/docs/start.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["x-content-type-options"] == "nosniff"
    (folded,) = re.findall(r"^const OPERATOR = /(.*)/;$", script.text, re.MULTILINE)
    listed = json.loads((ROOT / "generated/openapi.json").read_text())
    named = listed["components"]["parameters"]
    found = [each for item in listed["paths"].values() for each in item.get("get", {}).get("parameters", ())]
    names = {
        named[each["$ref"].rpartition("/")[2]]["name"] if "$ref" in each else each["name"] for each in found
    }
    assert {each for each in names if re.search(folded, each)} == {each for each in names if "__" in each}
    assert all(re.search(folded, f"title__{each}") for each in (*ORDER, *PARTS, "has", "isnull"))
    assert not re.search(folded, "count__eq")


def test_only_needed_files_are_served_and_none_is_documented(client: TestClient) -> None:
    assert client.get("/docs/redoc.standalone.js").status_code == 404
    assert client.get("/docs/..%2Fcore.py").status_code == 404
    assert client.get("/openapi.json").json()["paths"] == {}
