"""`specloom generate`, killed at random moments, leaves each file old or new. The next run completes it."""

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

from specloom.build import tree
from specloom.build.cache import FOLDER
from specloom.cli import main
from tests.compiler.build.test_tree import on_disk

ROOT = Path(__file__).parents[3]
KILLS = 15
"""Number of kills after a delay, and of kills at a step."""
ENTITY = "  {name}{n}: {{fields: {{name: text}}}}\n"
OLD = "entities:\n" + "".join(ENTITY.format(name=name, n=n) for n in range(2) for name in ("Old", "Both"))
NEW = OLD.replace("Old", "New").replace("name: text", "title: text")

# Starting Python and loading the compiler takes ten times as long as generating. So one process loads the compiler
# and forks the command for each line that it reads: then the kills happen while the command works. The line has the
# number of the step at which the command kills itself. A step opens a file for writing, or renames or removes one.
NURSERY = """
import os, signal, sys
from specloom.cli import main

assert main(["generate", "--out", "warm"]) == 0

def kill_at(last):
    steps = 0
    def hook(event, arguments):
        nonlocal steps
        if event in ("open", "os.rename", "os.remove") and ".specloom" in str(arguments[0]) or event == "os.remove":
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    assert main(["generate", *sys.argv[1:]]) == 0
    print("steps", steps, flush=True)
    os._exit(0)

for line in sys.stdin:
    child = os.fork()
    if not child:
        kill_at(int(line))
    print("child", child, flush=True)
    next(sys.stdin)  # until then its number is not given to another process, even if it has ended
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@contextlib.contextmanager
def nursery(project: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Start the process that forks the command, with its own folder for temporary files."""
    temporary = project / "tmp"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
    ) as process:
        assert process.stdout is not None
        assert "written" in process.stdout.readline()
        yield process
        assert process.stdin is not None
        process.stdin.close()


def start(process: "subprocess.Popen[str]", step: int = 0) -> int:
    """Let the nursery fork one command, and return its process id. With `step`, the command kills itself there."""
    send(process, str(step))
    return said(process, "child")[-1]


def end(process: "subprocess.Popen[str]") -> int:
    """Wait for the command to end, and return its number of steps, or 0 if it was killed."""
    send(process, "")
    return sum(said(process, "gone", "steps"))


def send(process: "subprocess.Popen[str]", line: str) -> None:
    """Write a line to the nursery."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def said(process: "subprocess.Popen[str]", last: str, also: str = "") -> list[int]:
    """Read the nursery's output up to a line that starts with `last`, and return the numbers in such lines."""
    assert process.stdout is not None
    numbers: list[int] = []
    while True:
        line = process.stdout.readline()
        assert line, "the nursery has died"
        word, *rest = line.split()
        if word in (last, also):
            numbers += map(int, rest)
        if word == last:
            return numbers


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose generated folder belongs to an older spec. A copy is in `old`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/spec.yaml").write_text(OLD)
    assert main(["generate"]) == 0
    shutil.copytree("generated", "old")
    shutil.copytree(FOLDER, "old cache")
    (tmp_path / "spec/spec.yaml").write_text(NEW)
    return tmp_path


@pytest.mark.parametrize("options", [[], ["--no-cache"]])
def test_killed_at_random_moments_and_steps(project: Path, options: list[str]) -> None:
    folder, seed = project / "generated", random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with nursery(project, *options) as process:
        old, new = on_disk(project / "old"), on_disk(project / "warm")
        restore(folder)
        started = time.monotonic()
        start(process)
        steps = end(process)
        duration = time.monotonic() - started
        assert on_disk(folder) == new
        for _ in range(KILLS):
            killed_at(process, folder, chance.uniform(0, duration), 0)
            completed(folder, old, new)
        states = set()
        for step in chance.sample(range(1, steps + 1), KILLS):
            killed_at(process, folder, None, step)
            states.add(completed(folder, old, new))
            assert main(["generate"]) == 0  # with an incomplete cache
            assert on_disk(folder) == new
    assert "mixed" in states
    assert main(["check"]) == 0


def killed_at(process: "subprocess.Popen[str]", folder: Path, delay: float | None, step: int) -> None:
    """Run the command on the old folder, and kill it after a delay or at a step."""
    restore(folder)
    child = start(process, step)
    if delay is not None:
        time.sleep(delay)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    steps = end(process)
    assert delay is not None or not steps, "it did not come to the step"


def restore(folder: Path) -> None:
    """Restore the folder and its cache to their state before the spec changed."""
    for name, old in ((folder.name, "old"), (FOLDER, "old cache")):
        shutil.rmtree(folder.with_name(name))
        shutil.copytree(folder.with_name(old), folder.with_name(name))


def completed(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """Return whether a folder is old, new or mixed. Assert that each file is either old or new, then complete the
    folder.
    """
    found = on_disk(folder)
    left = {path: text for path, text in found.items() if ".specloom-" not in path}
    for path in old.keys() | new.keys() | left.keys():
        assert left.get(path) in (old.get(path), new.get(path)), path
    tree.write({path: text.decode() for path, text in new.items()}, folder)
    assert on_disk(folder) == new
    if left == old:
        return "old"
    return "new" if left == new else "mixed"
