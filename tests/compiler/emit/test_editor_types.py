"""An editor's basic type check finds no problem in generated code of any spec."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from specloom.cli import main as specloom
from tests.proofs.check_types import ROOT, findings, shown, stale

SPECS = {
    "chinook": ROOT / "examples/chinook/spec",
    "everything": ROOT / "tests/specs/everything/everything.yaml",
    "every_relation": ROOT / "tests/cases/every-relation/spec.yaml",
    "composite": ROOT / "tests/cases/composite-keys/spec.yaml",
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated code of each spec."""
    folder = tmp_path_factory.mktemp("types")
    for name, spec in SPECS.items():
        assert specloom(["generate", "--spec", str(spec), "--out", str(folder / name)]) == 0
    return folder


def find(folder: Path, **more: object) -> list[str]:
    """Return the problems that basedpyright finds in a folder and in app/."""
    settings: Mapping[str, object] = {
        "include": [str(folder), str(ROOT / "app")],
        # The runtime is the same for all specs.
        "exclude": [str(ROOT / "app/migrations"), *(str(folder / name / "runtime") for name in [*SPECS][1:])],
        "extraPaths": [str(ROOT)],
        "pythonVersion": "3.11",
        "pythonPlatform": "Linux",
        "typeCheckingMode": "basic",
    }
    config = folder / "pyrightconfig.json"
    config.write_text(json.dumps({**settings, **more}))
    return [shown(each) for each in findings(config)]


def test_generated_code_has_no_findings(generated: Path) -> None:
    assert find(generated) == []


def test_a_variable_as_an_annotation_is_found(tmp_path: Path) -> None:
    """A variable in an annotation once prevented editors from understanding routers."""
    (tmp_path / "wrong.py").write_text(
        "from typing import Annotated\n\n\ndef make(value: object) -> None:\n"
        "    Local = Annotated[int, value]\n\n    def endpoint(key: Local) -> None: ...\n"
    )
    (found,) = find(tmp_path, include=[str(tmp_path)])
    assert "reportInvalidTypeForm" in found


def test_a_rule_that_finds_nothing_must_leave_the_list() -> None:
    found = [{"severity": "information", "rule": "reportDeprecated"}]
    listed = {"reportDeprecated": "information", "reportUnknownMemberType": "information", "venv": ".venv"}
    (line,) = stale(listed, found)
    assert "reportUnknownMemberType" in line
