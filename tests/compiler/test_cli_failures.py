"""The command with invalid arguments, disks, specs and terminals, and with internal errors."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from specloom import cli
from tests.compiler.test_cli import SPEC

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a spec, as the working directory."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/blog.yaml").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*arguments: str) -> list[str]:
    """Return the command line for a separate process."""
    return [sys.executable, "-m", "specloom", *arguments]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of the process, which finds the package from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.mark.parametrize(
    "arguments", [[], ["weave"], ["generate", "--spec", ""], ["generate", "--output-format", "xml"]]
)
def test_invalid_arguments_exit_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as finished:
        cli.main(arguments)
    assert finished.value.code == 2
    assert "usage: specloom" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--spec", "nowhere"], "nowhere"),
        (["--spec", "empty"], "empty"),
        (["--out", "spec/blog.yaml"], "spec/blog.yaml is a file where a folder should be"),
        (["--out", "spec/blog.yaml/x"], "not a directory"),
        (["--out", "/proc/specloom"], "/proc/specloom"),
        (["--out", "x" * 300], "too long"),
    ],
)
def test_failures_print_one_line_and_exit_with_2(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (project / "empty").mkdir()
    assert cli.main(["generate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 100,
    "latin": "entities: {Caf\u00e9: {fields: {a: text}}}".encode("latin-1"),
    "utf-16": SPEC.encode("utf-16"),
    "null": b"entities: \x00",
    "nested": b"[" * 3_000_000,
    "nested block": b"".join(b" " * n + b"a:\n" for n in range(2_000)),
    "10 MB": b"{a: " * 2_500_000,
    "bomb": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nentities: *c\n",
    "list": b"- 1\n- 2\n",
    "scalar": b"hello",
    "tag": b"entities: !!python/object/apply:os.system ['true']",
    "surrogate": b'entities: {"\\ud800": {fields: {a: text}}}',
    "number": b"service: {title: 1" + b"0" * 5_000 + b"}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_input_makes_a_traceback(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (project / "spec/blog.yaml").write_bytes(HOSTILE[name])
    for form in ("text", "json", "github"):
        assert cli.main(["generate", "--output-format", form]) == 1
        out, err = capsys.readouterr()
        assert out + err
        assert "Traceback" not in out + err
        assert "internal error" not in out + err
    assert not (project / "generated").exists()


def test_an_internal_error_is_explained_without_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specloom.emit.models.render", lambda _: {"models/post.py": "class (:\n"})
    assert cli.main(["generate"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("internal error: FormattingError: ")
    assert "report it" in err
    assert "Traceback" not in err
    assert not (project / "generated").exists()
    monkeypatch.setenv("SPECLOOM_DEBUG", "1")
    assert cli.main(["generate"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_the_terminal_may_be_ascii_only(project: Path) -> None:
    name = "caf\u00e9"
    (project / "spec").rename(project / name)
    (project / name / "blog.yaml").write_text("# \u00e9\nentities:\n  Caf\u00e9: {fields: {a: text}}\n")
    run = subprocess.run(
        command("generate", "--spec", name),
        capture_output=True,
        cwd=project,
        env=environment(PYTHONIOENCODING="ascii", LC_ALL="C"),
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.startswith(b"caf\\xe9/blog.yaml:3:")


def test_streams_may_be_closed_or_full(project: Path) -> None:
    line = " ".join(command("check", "--output-format", "github"))
    generate = " ".join(command("generate"))
    for shell, status, message in (
        (f"{line} >&- 2>&-", 1, ""),
        (f"{line} 2>&-", 1, None),
        (f"bash -o pipefail -c '{line} | true'", 1, ""),
        (f"{line} >/dev/full", 2, "error: no space left on device\n"),
        (f"{generate} >&-", 0, ""),
        (f"{generate} --help | head -c 1 >/dev/null", 0, ""),
    ):
        run = subprocess.run(
            shell, shell=True, capture_output=True, text=True, env=environment(), cwd=project, check=False
        )
        assert run.returncode == status, shell
        assert message is None or run.stderr == message, shell


def test_an_interrupt_prints_one_line(project: Path) -> None:
    pipe = project / "spec.yaml"
    os.mkfifo(pipe)  # reading it blocks until the interrupt
    with subprocess.Popen(
        command("generate", "--spec", pipe.name),
        stderr=subprocess.PIPE,
        text=True,
        cwd=project,
        env=environment(),
        # A background job of a shell inherits an ignored signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    ) as process:
        writer = when_read(pipe)
        for _ in range(50):  # again, since a signal just before the read does not end it
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
            if process.poll() is not None:
                break
        process.kill()
        err = process.stderr.read() if process.stderr else ""
        os.close(writer)
    assert err == "interrupted\n"
    assert process.returncode == 130


def when_read(pipe: Path) -> int:
    """Wait until a process reads from a pipe, and return the descriptor that keeps it open."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
