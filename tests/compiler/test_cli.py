"""The command on valid specs and on changed folders: its output and exit status."""

import json
from pathlib import Path

import pytest

from specloom import __version__, cli

ROOT = Path(__file__).parents[2]
SPEC = """\
entities:
  Post:
    fields:
      title: {type: string, max_length: 200}
  Tag:
    fields:
      name: {type: string, max_length: 40, unique: true}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a spec, as the working directory."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/blog.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def generated(project: Path) -> Path:
    """The project after `specloom generate`."""
    assert cli.main(["generate"]) == 0
    return project


def edit_spec(project: Path, old: str, new: str) -> None:
    """Change the spec of a project."""
    path = project / "spec/blog.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_generate_prints_a_summary(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["generate"]) == 0
    count = sum(path.is_file() for path in (project / "generated").rglob("*"))
    assert capsys.readouterr() == (f"generated/: {count} written, 0 unchanged, 0 pruned\n", "")
    assert cli.main(["generate"]) == 0
    assert capsys.readouterr().out == f"generated/: 0 written, {count} unchanged, 0 pruned\n"
    assert cli.main(["check"]) == 0
    assert capsys.readouterr() == (f"generated/: {count} files, as the spec says\n", "")


def test_warnings_are_printed_each_time_and_are_errors_on_request(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_spec(project, "    fields:\n      name", "    fields:\n      posts: Post[]\n      name")
    edit_spec(project, "    fields:\n      title", "    fields:\n      tags: Tag[]\n      title")
    assert cli.main(["generate", "--strict"]) == 1
    assert not (project / "generated").exists()
    for command in (["generate"], ["generate"], ["check"]):
        capsys.readouterr()
        assert cli.main(command) == 0
        out, err = capsys.readouterr()
        assert out.startswith("generated/: ")
        assert "R011 warning: `Tag.posts` and `Post.tags`" in err
        assert err.endswith("\n1 warning found\n")
    assert cli.main(["check", "--strict"]) == 1
    capsys.readouterr()
    assert cli.main(["check", "--output-format", "json"]) == 0
    assert [each["severity"] for each in json.loads(capsys.readouterr().out)] == ["warning"]


def test_every_generated_file_names_its_source(generated: Path) -> None:
    post = (generated / "generated/models/post.py").read_text()
    assert post.startswith(
        "# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.\n"
    )
    for path in (generated / "generated").rglob("*"):
        if path.is_file():
            assert "digest" in "".join(path.read_text().splitlines()[:2]), path


def test_check_lists_files_that_differ_from_the_spec(
    generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_spec(generated, "max_length: 40", "max_length: 41")
    capsys.readouterr()
    assert cli.main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "generated/models/tag.py differs from the spec\n" in err
    assert "generated/openapi.json differs from the spec\n" in err
    assert "/post.py" not in err
    assert err.endswith("files do not fit the spec.\n`specloom generate` updates it.\n")
    named = {line.split(" ")[0] for line in err.splitlines() if line.startswith("generated/")}
    before = {path: path.read_bytes() for path in (generated / "generated").rglob("*") if path.is_file()}
    assert cli.main(["generate"]) == 0
    touched = {
        path.relative_to(generated).as_posix() for path, old in before.items() if path.read_bytes() != old
    }
    assert touched == named
    assert cli.main(["check"]) == 0


def test_the_files_of_a_removed_entity_are_removed(
    generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_spec(generated, SPEC[SPEC.index("  Tag:") :], "")
    assert cli.main(["check"]) == 1
    assert "generated/models/tag.py is no longer in the spec\n" in capsys.readouterr().err
    assert cli.main(["generate"]) == 0
    assert "4 pruned" in capsys.readouterr().out
    assert not list((generated / "generated").rglob("tag.py"))


def test_an_edited_file_is_refused_with_help(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = generated / "generated/models/post.py"
    path.write_text(path.read_text() + "\nmine = 1\n")
    capsys.readouterr()
    for arguments in (["check"], ["generate"]):
        assert cli.main(arguments) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("generated/models/post.py was changed by hand\n")
        assert "`specloom generate --force` discards the edits.\n" in err
    assert path.read_text().endswith("mine = 1\n")
    assert cli.main(["generate", "--force"]) == 0
    assert cli.main(["check"]) == 0


def test_the_suggested_command_names_the_folders(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec").rename(project / "my spec")
    assert cli.main(["check", "--spec", "my spec", "--out", "elsewhere/blog"]) == 1
    assert (
        "`specloom generate --spec 'my spec' --out elsewhere/blog` updates it.\n" in capsys.readouterr().err
    )


def test_another_spec_gets_a_warning_before_overwriting(
    generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other spec would overwrite the folder, which is rarely intended."""
    (generated / "other.yaml").write_text("entities: {Car: {fields: {name: string}}}")
    assert cli.main(["check", "--spec", "other.yaml"]) == 1
    said = capsys.readouterr().err
    assert "updates it" not in said
    assert said.endswith(
        "The spec has no errors. `specloom generate --spec other.yaml` overwrites generated/"
        " with the code of this spec.\n"
        "Add `--out FOLDER` to keep the present code.\n"
    )


def test_problems_of_the_spec_are_printed_and_nothing_is_written(
    generated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_spec(generated, "type: string, max_length: 40", "type: Tga")
    before = {path: path.stat().st_mtime_ns for path in (generated / "generated").rglob("*")}
    capsys.readouterr()
    for name in ("generate", "check"):
        assert cli.main([name]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("spec/blog.yaml:7:")
        assert err.endswith("\n1 problem found\n")
    assert before == {path: path.stat().st_mtime_ns for path in (generated / "generated").rglob("*")}


def test_findings_as_json(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["check", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    edit_spec(generated, "max_length: 40", "max_length: 41")
    assert cli.main(["check", "--output-format", "json"]) == 1
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""
    assert {"changed"} == {each["code"] for each in found}
    assert "generated/models/tag.py" in [each["filename"] for each in found]
    edit_spec(generated, "type: string", "type: Tga")
    assert cli.main(["check", "--output-format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["filename"] for each in found] == ["spec/blog.yaml", "spec/blog.yaml"]


def test_findings_for_github(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_spec(generated, "max_length: 40", "max_length: 41")
    capsys.readouterr()
    assert cli.main(["check", "--output-format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("::error title=specloom::generated/") for line in lines)


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected in (
        (["--version"], f"specloom {__version__}\n"),
        (["generate", "--help"], "usage:"),
    ):
        with pytest.raises(SystemExit) as finished:
            cli.main(arguments)
        assert finished.value.code == 0
        assert expected in capsys.readouterr().out


def test_the_folder_may_have_any_name_and_place(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert cli.main(["generate", "--spec", "spec/blog.yaml", "--out", str(elsewhere / "blog")]) == 0
    assert cli.main(["generate"]) == 0
    assert (elsewhere / "blog/models/post.py").read_text().startswith("# Generated from blog.yaml. ")
    assert (project / "generated/models/post.py").read_text().startswith("# Generated from spec/blog.yaml. ")


def test_the_committed_files_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.main(["check"]) == 0
