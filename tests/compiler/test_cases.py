"""Golden cases: the diagnostics of a spec, or its generated files.

A case is a folder with `spec.yaml` or a folder `spec`, and either `stderr.txt` with the diagnostics or `expected/`
with some generated files. `pytest tests/compiler/test_cases.py --update-golden` updates them.
"""

import shutil
from pathlib import Path

import pytest

from specloom.diagnostics.codes import CODES
from specloom.diagnostics.diagnostic import as_text
from specloom.emit import render
from specloom.resolve import Compiled, compile_spec

CASES = Path(__file__).parents[1] / "cases"
# Files that a repository should not contain: larger than the limit, or with names that some systems do not allow.
SHOWN_ELSEWHERE = {"Y013", "Y014"}


def names_of_cases() -> list[str]:
    """Return the names of all cases."""
    return sorted(each.name for each in CASES.iterdir() if each.is_dir())


def compile_case(name: str, monkeypatch: pytest.MonkeyPatch) -> Compiled:
    """Compile the spec of a case in its folder, so that the output has no path of this machine."""
    monkeypatch.chdir(CASES / name)
    return compile_spec(Path("spec") if Path("spec").is_dir() else Path("spec.yaml"))


@pytest.mark.parametrize("name", names_of_cases())
def test_diagnostics_match_the_golden_file(
    name: str, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    compiled = compile_case(name, monkeypatch)
    said = as_text(compiled.diagnostics, compiled.sources)
    golden = CASES / name / "stderr.txt"
    if update_golden:
        golden.unlink(missing_ok=True)
        if said:
            golden.write_text(said, encoding="utf-8")
    assert said == (golden.read_text(encoding="utf-8") if golden.exists() else "")
    assert (compiled.service is None) == any(not each.is_warning for each in compiled.diagnostics)


@pytest.mark.parametrize("name", [each for each in names_of_cases() if (CASES / each / "expected").is_dir()])
def test_generated_files_match_the_golden_files(
    name: str, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    """All files except the runtime, which is copied."""
    service = compile_case(name, monkeypatch).service
    assert service is not None
    made = {path: text for path, text in render(service, "").items() if not path.startswith("runtime/")}
    expected = CASES / name / "expected"
    if update_golden:
        shutil.rmtree(expected)
        for path, text in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text, encoding="utf-8")
    files = sorted(each for each in expected.rglob("*") if each.is_file())
    assert made == {each.relative_to(expected).as_posix(): each.read_text(encoding="utf-8") for each in files}


@pytest.mark.parametrize("name", [each for each in names_of_cases() if each.partition("-")[0] in CODES])
def test_a_case_shows_the_code_that_it_is_named_after(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {each.code for each in compile_case(name, monkeypatch).diagnostics}
    assert name.partition("-")[0] in codes


def test_each_code_has_a_case() -> None:
    shown = {each.partition("-")[0] for each in names_of_cases()}
    assert set(CODES) - shown == SHOWN_ELSEWHERE
