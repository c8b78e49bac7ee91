"""Sentry receives each unhandled error once, with its stack, without local variables and hidden values."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generated.runtime.errors.trackers import wraps_requests
from tests.support.failing_app import DOWN, PLACES, WITHHELD
from tests.support.serving import CHEAP_PASSWORDS, ROOT

PIECES = ("zq8", "krypta", "tøken", "hunter2", "pässw", "$argon2")
"""Parts of the hidden values, in lower case."""


def printed_by(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module with arguments, and return its output."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **CHEAP_PASSWORDS},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def sent_by(*arguments: str) -> dict[str, Any]:
    """Return the events and transactions of failing requests. It runs in a process, because Sentry patches modules."""
    found = printed_by("tests.support.tracked_app", *arguments)
    for name, events in found.items():
        for event in events:
            if name == "thread":  # Sentry sends path parameters; no hidden field is one
                event.get("request", {}).pop("query_string", None)
    return found


def check(found: dict[str, Any]) -> None:
    """Check that each request sent one error, with its stack and text and without hidden values."""
    text = json.dumps(found, ensure_ascii=False).lower()
    assert [each for each in PIECES if each in text] == []
    for name, events in found.items():
        (error,) = [each for each in events if "exception" in each]
        last = error["exception"]["values"][-1]
        assert name in WITHHELD or DOWN in last["value"], name
        frames = [
            frame
            for each in error["exception"]["values"]
            for frame in each.get("stacktrace", {}).get("frames", ())
        ]
        files = [each["abs_path"] for each in last["stacktrace"]["frames"]]
        assert str(ROOT / "tests" / "support" / "failing_app.py") in files, name
        assert not [each["vars"] for each in frames if each.get("vars")], name
        assert error["transaction"] and error["request"]["url"], name


def test_every_place(database_url: str) -> None:
    found = sent_by(database_url)
    assert found.keys() == (PLACES | WITHHELD).keys()
    check(found)


def test_bodies_of_generated_routes_are_never_sent(database_url: str) -> None:
    """Not even if Sentry is configured to send bodies."""
    found = sent_by(database_url, "--bodies")
    check(found)
    assert not [each for events in found.values() for each in events if "bob@" in json.dumps(each)]


@pytest.mark.parametrize("client", ["uvicorn", "test-client"])
@pytest.mark.parametrize("order", ["first", "imported", "made"])
def test_sentry_may_start_at_any_time(tmp_path: Path, order: str, client: str) -> None:
    """Each error is sent once, as unhandled, with its own request and no data of an earlier one."""
    found = printed_by(
        "tests.support.tracked_startup_orders", f"sqlite:///{tmp_path / 'tracked.db'}", order, client
    )
    paths = {}
    for name, events in found.items():
        (error,) = [each for each in events if "exception" in each]
        paths[name] = error["request"]["url"].removeprefix("http://").partition("/")[2]
        assert "user" not in error and "of" not in error.get("tags", {})
        assert error["transaction"] and "named" not in error["transaction"]
        assert {each["mechanism"]["handled"] for each in error["exception"]["values"]} == {False}
    assert paths == {"generated": "tags/1", "by hand": "by-hand/orm"}
    assert [each for each in PIECES if each in json.dumps(found, ensure_ascii=False).lower()] == []


def test_requests_have_no_overhead_without_a_tracker() -> None:
    assert not wraps_requests()
