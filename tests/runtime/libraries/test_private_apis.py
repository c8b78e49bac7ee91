"""Private APIs of libraries: the installed versions have them, and the runtime works without them."""

import logging
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from specloom.runtime.driver import statement_names
from specloom.runtime.libraries import private_apis, private_asyncpg, private_fastapi, private_sqlalchemy
from specloom.runtime.libraries.private_apis import PrivateApis
from tests.support.serving import ROOT


@pytest.mark.private_apis("they are what it looks for")
def test_the_installed_versions_are_known() -> None:
    """Otherwise requests would be slower, with only a warning in the log."""
    statement_names.install()
    for library in (private_fastapi, private_sqlalchemy, private_asyncpg):
        assert library.PRIVATE_APIS.missing == []


@pytest.mark.parametrize(
    ("has", "takes", "missing"),
    [
        (["a"], ["one"], []),
        (["b"], [], ["here.Part has no b"]),
        ([], ["two"], ["here.Part takes other arguments"]),
    ],
)
def test_attributes_and_parameters_are_checked(
    monkeypatch: pytest.MonkeyPatch, has: list[str], takes: list[str], missing: list[str]
) -> None:
    class Part:
        a = 1

        def __init__(self, one: int) -> None: ...

    monkeypatch.setattr(private_apis, "import_module", lambda _: SimpleNamespace(Part=Part))
    parts = PrivateApis("pytest", "it is slow")
    assert parts.find("here", "Part", has=has, takes=takes) is Part
    assert parts.missing == missing
    assert parts.complete is not bool(missing)


def test_missing_apis_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        parts = PrivateApis("pytest", "it is slow")
        assert parts.find("pytest", "_nothing") is None
        assert parts.find("pytest._nowhere", "it") is None
        with caplog.at_level(logging.WARNING):
            parts.report()
    (message,) = caplog.messages
    assert "pytest._nothing is missing; pytest._nowhere.it is missing" in message
    assert message.endswith(": it is slow")


def test_an_application_starts_without_private_apis() -> None:
    hidden = {"PYTHONPATH": str(ROOT / "tests/proofs/without_private_apis")}
    code = "import app.main, generated.runtime.libraries.private_fastapi as of; assert not of.KNOWN"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **hidden},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("requests take FastAPI's own path, which is slower") == 1
    assert done.stderr.count("each statement uses a session") == 1


def test_an_unknown_storage_of_values_is_rejected() -> None:
    """Otherwise a password in a typed parameter would be stored as plain text."""
    code = "from specloom.runtime.types import bound_values as of; "
    code += "of.require_known(); of._retyped = lambda _, values: values; "
    done = subprocess.run(
        [sys.executable, "-c", code + "of.require_known()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.endswith("install sqlalchemy 2.1\n")
