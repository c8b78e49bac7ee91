"""Finding and reading the files of a spec."""

import os
from pathlib import Path

import pytest

from specloom.source.files import MAX_BYTES, SpecNotReadable, load


def codes(path: Path) -> list[str]:
    return [each.code for each in load(path)[1]]


def test_a_folder_is_read_recursively_sorted_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "spec/b.yaml",
        "spec/a/z.yml",
        "spec/B.yaml",
        "spec/a-b.yaml",
        "spec/note.txt",
        "spec/c.YAML",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1")
    for name in ("spec/.hidden.yaml", "spec/.git/config.yaml", "spec/folder.yaml/inner.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1")
    monkeypatch.chdir(tmp_path)
    documents, diagnostics = load(Path("spec"))
    assert diagnostics == []
    assert [each.name for each in documents] == [
        "B.yaml",
        "a-b.yaml",
        "a/z.yml",
        "b.yaml",
        "folder.yaml/inner.yaml",
    ]
    assert [each.path for each in documents][2] == "spec/a/z.yml"


def test_a_single_file_may_have_any_suffix(tmp_path: Path) -> None:
    (tmp_path / "blog.spec").write_text("a: 1")
    documents, _ = load(tmp_path / "blog.spec")
    assert [each.name for each in documents] == ["blog.spec"]


def test_a_missing_spec_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path / "a\0b", tmp_path / ("x" * 5_000)):
        with pytest.raises(SpecNotReadable) as caught:
            load(path)
        assert "\n" not in str(caught.value)


def test_a_folder_without_specs_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SpecNotReadable, match=r"no \*\.yaml file"):
        load(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser reads everything")
def test_a_file_without_permission_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    (tmp_path / "a.yaml").chmod(0)
    with pytest.raises(SpecNotReadable, match="cannot read"):
        load(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are files on POSIX only")
def test_a_pipe_in_a_folder_is_ignored(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "a.yaml").write_text("a: 1")
    assert [each.name for each in load(tmp_path)[0]] == ["a.yaml"]


def test_cycles_of_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
    assert [each.name for each in load(tmp_path)[0]] == ["a.yaml"]


def test_the_size_of_a_file_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"# " + b"x" * MAX_BYTES)
    assert codes(path) == ["Y013"]
    path.write_bytes(b"# " + b"x" * (MAX_BYTES - 2))
    assert codes(path) == []


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"a: \xff", 1, 4),
        ("größe: 1\nb: \xe9".encode("latin-1"), 1, 3),
        ("a: 1".encode("utf-16"), 1, 1),
        (b"\xed\xa0\x80", 1, 1),
    ],
)
def test_other_encodings_are_refused_with_a_place(
    data: bytes, line: int, column: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    (found,) = load(path)[1]
    assert (found.code, found.place.line, found.place.column) == ("Y012", line, column)


def test_a_byte_order_mark_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: @")
    (found,) = load(path)[1]
    assert (found.place.line, found.place.column) == (1, 4)


@pytest.mark.parametrize("name", ["a\nb.yaml", "a\x1b[31m.yaml", "a\u2028.yaml", "a\udcff.yaml"])
def test_names_of_files_are_printable(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("a: 1")
    assert codes(tmp_path) == ["Y014"]
