"""`specloom generate` killed at random moments leaves each file old or new, and the next run completes it."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.cli import main
from tests.test_tree import on_disk

ROOT = Path(__file__).parent.parent
KILLS = 50
OLD = "entities:\n" + "".join(
    f"  Old{n}: {{fields: {{name: text}}}}\n  Both{n}: {{fields: {{a: text}}}}\n" for n in range(4)
)
NEW = OLD.replace("Old", "New").replace("a: text", "b: text")

# Starting Python and loading the compiler takes ten times as long as generating: a process that has both behind it
# forks one that runs the command each time it reads a line, so that the kills fall where the work is.
NURSERY = """
import os, sys
from codegen.cli import main
assert main(["generate", "--out", "warm"]) == 0
for _ in sys.stdin:
    child = os.fork()
    if not child:
        os._exit(main(["generate"]))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@contextlib.contextmanager
def nursery(project: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the process that forks the command, with a place of its own for temporary files."""
    temporary = project / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=project,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert "written" in process.stdout.readline()
        yield process
        assert process.stdin is not None
        process.stdin.close()


def start(process: "subprocess.Popen[str]") -> int:
    """Let the nursery fork one command, and return its number."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def end(process: "subprocess.Popen[str]") -> None:
    """Wait for the command to be gone."""
    assert process.stdout is not None
    while process.stdout.readline() not in ("gone\n", ""):
        pass


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose generated folder is of another spec than it has now, kept in `old` too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/spec.yaml").write_text(OLD)
    assert main(["generate"]) == 0
    (tmp_path / "generated").rename(tmp_path / "old")
    (tmp_path / "spec/spec.yaml").write_text(NEW)
    return tmp_path


def test_killed_at_random_moments(project: Path) -> None:
    old, seed = on_disk(project / "old"), random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with nursery(project) as process:
        new = on_disk(project / "warm")
        folder = project / "generated"
        shutil.copytree(project / "old", folder)
        started = time.monotonic()
        start(process)
        end(process)
        duration = time.monotonic() - started
        assert on_disk(folder) == new
        states = set()
        for kill in range(KILLS):
            shutil.rmtree(folder)
            shutil.copytree(project / "old", folder)
            child = start(process)
            if kill % 2:
                time.sleep(chance.uniform(0, duration))
            else:
                wait_for_the_first_write(folder, duration)
                time.sleep(chance.uniform(0, duration / 20))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            end(process)
            states.add(state(folder, old, new))
            assert main(["generate"]) == 0
            assert on_disk(folder) == new
    # Among fifty kills some fall before the first file changed and some after; most of those in between are mixed.
    assert len(states) > 1, states


def wait_for_the_first_write(folder: Path, duration: float) -> None:
    """Return as soon as anything in the folder changes, or the command must be over."""
    places = [folder, *(each for each in folder.iterdir() if each.is_dir())]
    before = [each.stat().st_mtime_ns for each in places]
    deadline = time.monotonic() + 3 * duration
    while [each.stat().st_mtime_ns for each in places] == before and time.monotonic() < deadline:
        pass


def state(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """Tell whether a folder is old, new or partly so, having made sure that each of its files is one or the other."""
    found = on_disk(folder)
    left = {
        path: text for path, text in found.items() if not path.rsplit("/", 1)[-1].startswith(".specloom-")
    }
    for path in old.keys() | new.keys() | left.keys():
        assert left.get(path) in (old.get(path), new.get(path)), path
    if left == old:
        return "old"
    return "new" if left == new else "mixed"
