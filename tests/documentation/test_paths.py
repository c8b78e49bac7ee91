"""Every path that the documentation names exists."""

import re

import pytest

from tests.support.serving import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"`((?:codegen|tests|benchmarks|requirements|examples)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
NAME = re.compile(r"`(\w+)`(?: or `\w+`)? (?:in|of|to) `([\w/]+\.py)`")
MODULE = re.compile(r"`((?:\w+/)*\w+\.py(?:\.jinja)?)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_paths_exist(page: object) -> None:
    text = ROOT.joinpath(str(page)).read_text(encoding="utf-8")
    missing = {path for path in CODE.findall(text) if not (ROOT / path).exists()}
    assert not missing


def test_contributors_find_each_name_in_its_module() -> None:
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    found = NAME.findall(text)
    assert len(found) > 8
    for name, path in found:
        assert re.search(rf"\b{name}\b", (ROOT / path).read_text(encoding="utf-8")), f"{name} in {path}"


def test_contributors_find_each_module() -> None:
    modules = [path.as_posix() for folder in ("codegen", "tests") for path in (ROOT / folder).rglob("*.py*")]
    names = MODULE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert [name for name in names if not any(path.endswith(f"/{name}") for path in modules)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_a_page_and_a_heading(page: object) -> None:
    place = ROOT.joinpath(str(page))
    for path, anchor in LINK.findall(place.read_text(encoding="utf-8")):
        target = (place.parent / path).resolve() if path else place
        assert target.exists(), path
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{path}#{anchor}"


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    return {
        re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)
    }
