"""The writer renames complete files into place, keeps foreign files, and changes nothing on failure."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from specloom.build import tree
from specloom.emit.signature import Origin, origin, sign

NOTHING = tree.Difference()


def signed(**texts: str) -> dict[str, str]:
    """Return a signed tree; `models__post="x = 1"` is the file models/post.py."""
    paths = {name.replace("__", "/") + ".py": text for name, text in texts.items()}
    return {path: sign(path, text + "\n", "spec/blog.yaml") for path, text in paths.items()}


def on_disk(folder: Path) -> dict[str, bytes]:
    """Return the content of all files in a folder, and the targets of links."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two generated files."""
    folder = tmp_path / "generated"
    tree.write(signed(api="a = 1", models__post="p = 1"), folder)
    return folder


def test_a_first_run_writes_everything_and_a_second_one_nothing(tmp_path: Path) -> None:
    files = signed(api="a = 1", models__post="p = 1")
    folder = tmp_path / "deep" / "generated"
    assert tree.compare(files, folder).missing == ["api.py", "models/post.py"]
    assert tree.write(files, folder).written == ["api.py", "models/post.py"]
    assert on_disk(folder) == {path: text.encode() for path, text in files.items()}
    assert not tree.compare(files, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.py")}
    again = tree.write(files, folder)
    assert (again.written, again.pruned, len(again.unchanged)) == ([], [], 2)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*.py")}


def test_only_what_differs_is_written(folder: Path) -> None:
    inode = (folder / "api.py").stat().st_ino
    files = signed(api="a = 1", models__post="p = 2", models__tag="t = 1")
    found = tree.compare(files, folder)
    assert (found.changed, found.missing) == (["models/post.py"], ["models/tag.py"])
    assert tree.write(files, folder).written == ["models/post.py", "models/tag.py"]
    assert (folder / "api.py").stat().st_ino == inode


def test_files_that_are_no_longer_rendered_are_removed(folder: Path) -> None:
    files = signed(api="a = 1", models__tag="t = 1")
    assert tree.compare(files, folder).orphaned == ["models/post.py"]
    assert tree.write(files, folder).pruned == ["models/post.py"]
    assert set(on_disk(folder)) == {"api.py", "models/tag.py"}


def test_foreign_files_are_kept(folder: Path) -> None:
    others = {
        "mine.py": b"x = 1\n",
        "models/notes.txt": b"# Generated from x. Do not edit: no.\n# digest: " + b"0" * 32 + b"\n",
        "models/binary.py": b"\xff\x00",
        "other/post.py": (folder / "models/post.py").read_bytes(),
        ".hidden": b"",
    }
    for name, content in others.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    files = signed(api="a = 2", models__tag="t = 1")
    assert tree.write(files, folder, force=True).pruned == ["models/post.py"]
    left = on_disk(folder)
    assert {name: left[name] for name in others} == others


@pytest.mark.parametrize("force", [False, True])
def test_a_foreign_file_in_the_way_is_never_overwritten(folder: Path, force: bool) -> None:
    (folder / "models/tag.py").write_text("mine = 1\n")
    before = on_disk(folder)
    files = signed(api="a = 2", models__post="p = 1", models__tag="t = 1")
    assert tree.compare(files, folder).foreign == ["models/tag.py"]
    with pytest.raises(tree.WriteRefused) as refused:
        tree.write(files, folder, force=force)
    assert refused.value.foreign == ["models/tag.py"]
    assert on_disk(folder) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "# more\n",
        lambda text: text.replace("p = 1", "p = 3"),
        lambda text: text.replace("spec/blog.yaml", "spec/other.yaml"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("p = 1", "p = '\udcff'"),
    ],
)
def test_an_edited_file_is_refused_and_force_overwrites_it(folder: Path, edit: object) -> None:
    assert callable(edit)
    path = folder / "models/post.py"
    path.write_bytes(edit(path.read_text()).encode(errors="surrogateescape"))
    before = on_disk(folder)
    for files in (signed(api="a = 2", models__post="p = 1"), signed(api="a = 2", models__tag="t = 1")):
        assert tree.compare(files, folder).edited == ["models/post.py"]
        with pytest.raises(tree.WriteRefused) as refused:
            tree.write(files, folder)
        assert refused.value.edited == ["models/post.py"]
        assert on_disk(folder) == before
    files = signed(api="a = 2", models__post="p = 1")
    assert tree.write(files, folder, force=True).written == ["api.py", "models/post.py"]
    assert not tree.compare(files, folder)


def test_an_edit_equal_to_the_new_output_is_no_edit(folder: Path) -> None:
    files = signed(api="a = 1", models__post="p = 2")
    (folder / "models/post.py").write_text(files["models/post.py"])
    assert not tree.compare(files, folder)


def test_a_checkout_with_crlf_counts_as_generated(folder: Path) -> None:
    for path in folder.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not tree.compare(signed(api="a = 1", models__post="p = 1"), folder)
    found = tree.compare(signed(api="a = 2"), folder)
    assert (found.changed, found.edited) == (["api.py"], [])
    tree.write(signed(api="a = 2", models__tag="t = 1"), folder)
    assert b"\r" not in (folder / "api.py").read_bytes()
    assert not (folder / "models/post.py").exists()


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "post.py").write_bytes((folder / "models/post.py").read_bytes())
    (outside / "tag.py").write_text("mine = 1\n")
    (folder / "models/post.py").unlink()
    (folder / "models/post.py").symlink_to(outside / "post.py")
    before = on_disk(tmp_path)
    with pytest.raises(tree.WriteRefused) as refused:
        tree.write(signed(api="a = 2", models__post="p = 2"), folder, force=True)
    assert refused.value.foreign == ["models/post.py"]
    assert on_disk(tmp_path) == before
    assert not tree.compare(signed(api="a = 1", models__tag="t = 1"), folder).orphaned

    (folder / "models/post.py").unlink()
    (folder / "models").rmdir()
    (folder / "models").symlink_to(outside)
    before = on_disk(tmp_path)
    with pytest.raises(tree.TreeError, match="symbolic link"):
        tree.write(signed(api="a = 2", models__post="p = 2"), folder, force=True)
    assert on_disk(tmp_path) == before


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    files = signed(models__post="p = 1")
    tree.write(files, tmp_path / "link")
    assert set(on_disk(tmp_path / "real")) == {"models/post.py"}


@pytest.mark.parametrize("name", ["generated", "generated/models"])
def test_a_file_where_a_folder_should_be_is_one_message(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("mine\n")
    before = on_disk(tmp_path)
    files = signed(api="a = 1", models__post="p = 1")
    with pytest.raises(tree.TreeError, match="a file where a folder should be") as error:
        tree.write(files, tmp_path / "generated")
    assert str(place) in str(error.value)
    assert on_disk(tmp_path) == before
    with pytest.raises(tree.TreeError):
        tree.compare(files, tmp_path / "generated")


def test_a_folder_at_the_path_of_a_file_is_refused(folder: Path) -> None:
    (folder / "models/tag.py").mkdir()
    with pytest.raises(tree.WriteRefused) as refused:
        tree.write(signed(api="a = 2", models__tag="t = 1"), folder)
    assert refused.value.foreign == ["models/tag.py"]


def test_a_place_that_cannot_be_written_is_one_message_and_leaves_nothing() -> None:
    place = Path("/proc/specloom/generated")  # not even root can create files there
    with pytest.raises(tree.TreeError, match="/proc/specloom: no such file") as error:
        tree.write(signed(api="a = 1"), place)
    assert "\n" not in str(error.value)


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    tree.write(signed(api="a = 1"), folder)
    before = on_disk(tmp_path)
    code = f"""
from pathlib import Path
from specloom.build import tree
from tests.compiler.build.test_tree import signed
try:
    tree.write(signed(api="a = 2", models__big="x = '" + "x" * 100_000 + "'"), Path({str(folder)!r}))
except tree.TreeError as error:
    print(error)
"""
    # A limit on the file size fails a write in the middle, like a full disk.
    run = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == f"{folder}: file too large\n"
    assert on_disk(tmp_path) == before
    assert list(folder.iterdir()) == [folder / "api.py"]


def test_temporary_files_of_killed_runs_are_removed(folder: Path) -> None:
    leftover = folder / "models/.specloom-0123456789abcdef.tmp"
    leftover.write_text("half")
    files = signed(api="a = 1", models__post="p = 1")
    assert not tree.compare(files, folder)
    tree.write(files, folder)
    assert not leftover.exists()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/post.py", '"""Table."""\n'),
        ("schema.svg", '<svg xmlns="http://www.w3.org/2000/svg">\n</svg>\n'),
        ("openapi.json", '{\n  "openapi": "3.1.0"\n}\n'),
    ],
)
def test_every_kind_of_file_is_signed_and_recognised(path: str, text: str) -> None:
    result = sign(path, text, "spec/blog.yaml")
    assert origin(path, result) is Origin.OURS
    assert origin(path, result.replace("\n", "\r\n")) is Origin.OURS
    assert origin(path, result[:-2] + " \n") is Origin.EDITED
    assert origin(path, text) is Origin.FOREIGN
    assert origin("notes.txt", result) is Origin.FOREIGN


def test_the_header_is_two_lines_that_no_name_can_end() -> None:
    assert sign("api.py", "x = 1\n", "spec/blog.yaml").splitlines() == [
        "# Generated from spec/blog.yaml. Do not edit: change the spec, then `make generate`.",
        "# digest: d2a704dbbd9687d175774fc44be09f1a",
        "x = 1",
    ]
    for name in (
        "a\nimport os\n.yaml",
        "a\r.yaml",
        "a\u2028b.yaml",
        "-->.yaml",
        "\udcff.yaml",
        "x" * 300,
        "d/" * 90,
    ):
        for path, text in (("api.py", "x = 1\n"), ("schema.svg", "<svg/>\n")):
            result = sign(path, text, name)
            assert result.splitlines()[2:] == text.splitlines()
            assert result.count("-->") == (2 if path.endswith(".svg") else result.count("-->"))
            assert max(map(len, result.splitlines())) <= 110
            assert origin(path, result) is Origin.OURS
