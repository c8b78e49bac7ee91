"""The cache makes the command faster and changes nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specloom import cli
from specloom.build import build, cache
from specloom.emit import formatting, pydantic_classes
from tests.compiler.build.test_tree import on_disk
from tests.compiler.test_cli import SPEC, edit_spec

ROOT = Path(__file__).parents[3]
NOT_IMPORTED = """
import sys
from specloom.cli import main
status = main(["generate"])
print(*(each for each in ("datamodel_code_generator", "jinja2", "pydantic", "yaml") if each in sys.modules))
sys.exit(status)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that has been generated once."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/blog.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(["generate"]) == 0
    return tmp_path


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are formatted during the test, and `lines` if field lines are generated."""
    found: list[str] = []
    layout, lines = formatting._formatted, pydantic_classes._made.__wrapped__

    def made() -> tuple[str, ...]:
        found.append("lines")
        return lines()

    def formatted(files: dict[str, str]) -> dict[str, str]:
        found.extend(files)
        return layout(files)

    monkeypatch.setattr(pydantic_classes, "_made", made)
    monkeypatch.setattr(formatting, "_formatted", formatted)
    return found


def in_a_process(*options: str) -> str:
    """Run the command in its own process, and return its output."""
    run = subprocess.run(
        [sys.executable, *(options or ("-m", "specloom", "generate"))],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not run.stderr
    return run.stdout


def without_cache(project: Path) -> dict[str, bytes]:
    """Return the generated files of a run without a cache."""
    place = project / "elsewhere"
    shutil.copytree(project / "spec", place / "spec")
    assert cli.main(["generate", "--no-cache", "--spec", f"{place}/spec", "--out", f"{place}/generated"]) == 0
    assert not (place / cache.FOLDER).exists()
    found = on_disk(place / "generated")
    shutil.rmtree(place)
    return found


def kept(project: Path) -> list[Path]:
    """Return the files in the cache."""
    found = [path for path in (project / cache.FOLDER).iterdir() if path.suffix in (".files", ".texts")]
    assert len(found) == 2
    return found


def test_unchanged_input_imports_no_compiler(project: Path) -> None:
    count = len(on_disk(project / "generated"))
    assert in_a_process("-c", NOT_IMPORTED) == f"generated/: 0 written, {count} unchanged, 0 pruned\n\n"
    assert in_a_process("-m", "specloom", "check") == f"generated/: {count} files, as the spec says\n"


def test_a_changed_spec_does_not_import_the_class_generator(project: Path) -> None:
    edit_spec(project, "max_length: 40", "max_length: 41")
    said, imported = in_a_process("-c", NOT_IMPORTED).splitlines()
    assert said.startswith("generated/: ") and " 0 written" not in said
    assert imported == "jinja2 pydantic yaml"


def test_the_folder_is_marked_as_a_cache(project: Path) -> None:
    folder = project / cache.FOLDER
    assert (folder / ".gitignore").read_text().endswith("\n*\n")
    assert (folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_a_change_renders_only_affected_files(project: Path, rendered: list[str]) -> None:
    edit_spec(project, "max_length: 40", "max_length: 41")
    assert cli.main(["generate"]) == 0
    assert rendered == ["models/tag.py", "schemas/tag.py"]
    assert on_disk(project / "generated") == without_cache(project)
    rendered.clear()
    edit_spec(project, "      name:", "      label:")
    assert cli.main(["generate"]) == 0
    assert rendered == ["models/tag.py", "schemas/tag.py", "services/tag.py"]
    assert on_disk(project / "generated") == without_cache(project)


def test_missing_and_edited_files_are_detected(project: Path, rendered: list[str]) -> None:
    before = on_disk(project / "generated")
    (project / "generated/api.py").unlink()
    assert cli.main(["check"]) == 1
    assert cli.main(["generate"]) == 0
    assert on_disk(project / "generated") == before
    path = project / "generated/models/tag.py"
    path.write_text(path.read_text() + "# mine\n")
    assert cli.main(["generate"]) == 1
    assert cli.main(["check"]) == 1
    assert cli.main(["generate", "--force"]) == 0
    assert on_disk(project / "generated") == before
    leftover = project / "generated/models/.specloom-0123456789abcdef.tmp"
    leftover.write_text("half")
    shutil.copy(path, path.with_name("orphan.py"))
    assert cli.main(["check"]) == 1
    assert cli.main(["generate"]) == 0
    assert on_disk(project / "generated") == before
    assert not rendered


def test_the_names_of_files_and_folders_are_part_of_the_input(project: Path) -> None:
    (project / "spec/blog.yaml").rename(project / "spec/other.yaml")
    assert cli.main(["generate"]) == 0
    assert (
        b"spec/other.yaml"
        in (project / "generated/api.py").read_bytes() + (project / "generated/models/tag.py").read_bytes()
    )
    assert on_disk(project / "generated") == without_cache(project)
    (project / "spec").rename(project / "specs")
    assert cli.main(["generate", "--spec", "specs"]) == 0
    assert b"specs/other.yaml" in (project / "generated/models/tag.py").read_bytes()


@pytest.mark.parametrize("damage", ["cut", "empty", "bit", "foreign", "folder", "form"])
def test_damaged_and_foreign_caches_are_ignored(
    project: Path, damage: str, rendered: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    edit_spec(project, "max_length: 40", "max_length: 41")
    expected = without_cache(project)
    rendered.clear()
    ours = cache.cache_of(project / "generated")
    for path in kept(project):
        content = path.read_bytes()
        if damage == "cut":
            path.write_bytes(content[: len(content) // 2])
        elif damage == "empty":
            path.write_bytes(b"")
        elif damage == "bit":
            path.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
        elif damage == "foreign":
            path.write_bytes(b"\x00\xffnot ours" * 100)
        elif damage == "folder":
            path.unlink()
            path.mkdir()
        else:
            ours._save(path.suffix[1:], {"key": "x", "files": [1], "texts": {"a": 1}})
    capsys.readouterr()
    assert cli.main(["generate"]) == 0
    assert {"lines", "models/post.py"} <= set(rendered)
    assert capsys.readouterr().err == ""
    assert on_disk(project / "generated") == expected
    assert cli.main(["check"]) == 0


def test_another_generator_ignores_the_cache(
    project: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cache.generator()
    monkeypatch.setattr(cache, "version", lambda name: "0.0" if name == "ruff" else "1.0")
    assert cache.generator() != before
    assert cli.main(["generate"]) == 0
    assert {"lines", "models/post.py"} <= set(rendered)


def test_the_generator_digest_covers_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "specloom"
    shutil.copytree(ROOT / "codegen/specloom", copy)
    monkeypatch.setattr(cache, "resources", lambda _: copy)
    found = {cache.generator()}
    for name in ("emit/templates/model.py.jinja", "runtime/services/service.py", "naming/identifiers.py"):
        path = copy / name
        path.write_text(path.read_text() + "\n")
        found.add(cache.generator())
    assert len(found) == 4


def test_an_unwritable_cache_is_no_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / cache.FOLDER)
    for in_the_way in ("file", "link"):
        place = project / cache.FOLDER
        place.write_text("mine") if in_the_way == "file" else place.symlink_to("nowhere")
        capsys.readouterr()
        assert cli.main(["generate"]) == 0
        assert capsys.readouterr().err == ""
        place.unlink()
    assert not (project / "nowhere").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes everywhere")
def test_a_read_only_cache_folder_is_no_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_spec(project, "max_length: 40", "max_length: 41")
    (project / cache.FOLDER).chmod(0o500)
    assert cli.main(["generate"]) == 0
    assert capsys.readouterr().err == ""
    (project / cache.FOLDER).chmod(0o700)


def test_check_writes_nothing(project: Path) -> None:
    shutil.rmtree(project / cache.FOLDER)
    before = on_disk(project)
    assert cli.main(["check"]) == 0
    assert on_disk(project) == before


def test_the_cache_does_not_grow(project: Path) -> None:
    abandoned = project / cache.FOLDER / "0123456789abcdef.tmp"
    abandoned.write_text("half")
    os.utime(abandoned, (0, 0))
    for number in range(cache.MAX_FILES):
        cache.cache_of(project / f"out{number}").keep("key", {}, {"key": "text"})
    assert len(list((project / cache.FOLDER).iterdir())) == cache.MAX_FILES + 2
    assert not abandoned.exists()


def test_two_processes_at_once(project: Path) -> None:
    for round_ in range(3):
        edit_spec(project, f"max_length: {40 + round_}", f"max_length: {41 + round_}")
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "specloom", "generate"],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            for _ in range(3)
        ]
        for process in running:
            assert process.communicate()[1] == b""
            assert process.returncode == 0
    assert on_disk(project / "generated") == without_cache(project)
    assert "0 written" in in_a_process()
    assert not list((project / cache.FOLDER).glob("*.tmp"))


@pytest.mark.parametrize("gate", ["CI", "PRE_COMMIT"])
def test_ci_and_pre_commit_ignore_the_cache(
    project: Path, gate: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A forged cache hides a changed file, so gates must not use a cache."""
    path = project / "generated/models/post.py"
    path.write_text(path.read_text() + "# changed\n")
    run = build.begin(Path("spec"), Path("generated"), cached=True)
    assert run.cache is not None
    kept = run.cache.digests(run.key)
    assert kept is not None
    forged = hashlib.sha256(path.read_bytes()).hexdigest()
    run.cache.keep(run.key, {**kept, "models/post.py": forged}, None)
    assert cli.main(["check"]) == 0
    monkeypatch.setenv(gate, "true")
    assert cli.main(["check"]) == 1
    assert "models/post.py was changed by hand" in capsys.readouterr().err
