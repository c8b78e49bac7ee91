"""The output is independent of hash seed, directory order, locale, location and configuration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compiler.build.test_tree import on_disk

ROOT = Path(__file__).parents[3]
IN_FILES = {
    "z.yaml": "service: {title: Order}\nenums: {Kind: [b, a]}\n",
    "a/tags.yaml": "entities:\n  Tag: {fields: {name: text, kind: Kind, posts: {type: Post, inverse: b}}}\n",
    "b/posts.yaml": "entities:\n  Post: {fields: {tags: {type: 'Tag[]'}, e: {type: enum, values: [b, a]}}}\n",
    "c.yaml": "entities:\n  Zebra: {fields: {tag: 'Tag?', post: 'Post?'}}\n  Ant: {fields: {zebra: 'Zebra?'}}\n",
}
"""A spec in several files whose names do not follow the order of their content."""

# Runs the command in a process that lists every folder in a chosen order.
COMMAND = """
import os, sys
from specloom.cli import main

scandir, listdir = os.scandir, os.listdir

class Listing:
    def __init__(self, path):
        self.entries = iter(sorted(scandir(path), key=lambda entry: entry.name, reverse=%(reverse)s))
    def __iter__(self): return self
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass

os.scandir = lambda path=".": Listing(path)
os.listdir = lambda path=".": sorted(listdir(path), reverse=%(reverse)s)
sys.exit(main(["generate"]))
"""


def spec_of(folder: Path) -> dict[str, str]:
    """Return the files of a spec."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")}


@pytest.mark.parametrize("name", ["blog", "chinook", "in several files"])
def test_the_same_spec_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    folders = {"blog": ROOT / "spec", "chinook": ROOT / "examples/chinook/spec"}
    spec = spec_of(folders[name]) if name in folders else IN_FILES
    first = generate(spec, tmp_path / "1", reverse=False, PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")
    second = generate(
        spec, tmp_path / "another", reverse=True, PYTHONHASHSEED="4242", LC_ALL="tr_TR.UTF-8", TZ="Asia/Tokyo"
    )
    assert len(first) > 20
    assert first == second
    assert not any(str(place).encode() in text for text in first.values() for place in (tmp_path, ROOT))


def generate(spec: dict[str, str], project: Path, *, reverse: bool, **variables: str) -> dict[str, bytes]:
    """Write a spec into its own project, generate in its own process, and return the generated files."""
    for name in sorted(spec, reverse=reverse):
        path = project / "spec" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(spec[name])
    (project / "ruff.toml").write_text("line-length = 40\n")
    (project / ".git").mkdir()
    (project / ".gitignore").write_text("models/\n*.py\n")
    environment = {**os.environ, **variables, "PYTHONPATH": str(ROOT), "TMPDIR": str(project)}
    command = [sys.executable, "-c", COMMAND % {"reverse": reverse}]
    subprocess.run(command, cwd=project, env=environment, check=True)
    return on_disk(project / "generated")
