"""The public interface of the runtime: complete, documented, lazy, and the only part that an application imports."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generated import runtime
from tests.support.serving import ROOT

NAMES = dir(runtime)
PAGE = (ROOT / "docs/runtime.md").read_text(encoding="utf-8")
DEEPER = re.compile(r"generated\.runtime\.\w+\.|from generated\.runtime\.\w|generated/runtime/")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_there_and_documented(name: str) -> None:
    value = getattr(runtime, name)
    assert f"`{name}" in PAGE
    if callable(value):
        assert value.__doc__


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(str(runtime.__file__)).read_text(encoding="utf-8"))
    (block,) = (each for each in tree.body if isinstance(each, ast.If))
    found = {
        alias.asname: node.module
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert found == runtime._MODULE_OF


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = runtime.nothing


def test_what_is_not_used_is_not_loaded() -> None:
    code = (
        "import sys, generated.runtime as r; r.Problem; r.make_engine;"
        " sys.exit(bool({'alembic', 'argon2', 'uvicorn'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("folder", ["app", "docs", "README.md", "tests/application"])
def test_nothing_deeper_is_imported(folder: str) -> None:
    place = ROOT / folder
    files = (
        [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.md"), *place.rglob("*.mako")]
    )
    assert files
    for path in files:
        found = DEEPER.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.relative_to(ROOT)}: {found}"
