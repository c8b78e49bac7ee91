"""Every spec in the documentation is valid, or prints the diagnostics that follow it."""

import re
from itertools import pairwise
from typing import NamedTuple

import pytest
import yaml

from specloom.diagnostics.codes import CODES, WARNINGS
from specloom.diagnostics.diagnostic import as_text
from specloom.language.spec import Spec
from specloom.resolve import compile_documents
from specloom.source.yaml_parser import parse
from tests.support.serving import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
DIAGNOSTIC = re.compile(r"(\S+\.ya?ml):[0-9]+:[0-9]+: ([A-Z][0-9]{3}) ")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A spec that is shown, and the diagnostics behind it, empty if there are none."""

    page: str
    line: int
    spec: str
    said: str


def blocks(text: str) -> list[re.Match[str]]:
    """Return the fenced blocks of a page."""
    return list(BLOCK.finditer(text))


def examples() -> list[Example]:
    """Return every spec of the documentation."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = blocks(text)
        for block, behind in pairwise([*shown, None]):
            if block is not None and block[1] == "yaml":
                said = behind[2] if behind is not None and DIAGNOSTIC.match(behind[2]) else ""
                line = text.count("\n", 0, block.start()) + 1
                found.append(Example(page.name, line, block[2], said))
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda each: f"{each.page}:{each.line}")
def test_a_spec_prints_the_diagnostics_behind_it(example: Example) -> None:
    text = example.spec
    keys = set(yaml.safe_load(text))
    assert keys <= set(Spec.model_fields), "an example is a whole spec"
    if "entities" not in keys:
        text += "entities: {Post: {fields: {}}}\n"
    found = DIAGNOSTIC.match(example.said)
    path = "spec.yaml" if found is None else found[1]
    document, diagnostics = parse(path, path, text)
    compiled = compile_documents([document], diagnostics)
    assert as_text(compiled.diagnostics, compiled.sources) == example.said


def test_diagnostics_follow_the_spec_that_prints_them() -> None:
    shown = 0
    for page in PAGES:
        for before, block in pairwise([None, *blocks(page.read_text(encoding="utf-8"))]):
            if block is not None and any(DIAGNOSTIC.match(line) for line in block[2].splitlines()):
                assert before is not None, page.name
                assert before[1] == "yaml", f"{page.name}: {block[2]}"
                shown += 1
    assert shown >= 3
    assert len(examples()) > 8


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_named_code_exists(page: object) -> None:
    text = ROOT.joinpath(str(page)).read_text(encoding="utf-8")
    assert set(re.findall(r"\(([SNTRCVY][0-9]{3})\)", text)) <= set(CODES)
    assert set(re.findall(r"[Ww]arnings? \(([A-Z][0-9]{3})\)", text)) <= WARNINGS
