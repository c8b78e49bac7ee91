"""Sentry receives each unhandled error with its stack, once, without local variables and without hidden values."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.failing_app import DOWN, PLACES, WITHHELD
from tests.serving import CHEAP_PASSWORDS, ROOT

PIECES = ("zq8", "stored", "tøken", "hunter2", "pässw", "$argon2")
"""Parts of what must not come out, in lower case."""


def sent_by(*arguments: str) -> dict[str, Any]:
    """Return the events of each failing request, and those of its transaction; Sentry changes the whole process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tracked_app", *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **CHEAP_PASSWORDS},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    for name, events in found.items():
        for event in events:
            if name == "thread":  # which Sentry sends: no hidden field belongs there
                event.get("request", {}).pop("query_string", None)
    return found


def check(found: dict[str, Any]) -> None:
    """Check that each request gave one error, with its stack and text and nothing that is hidden."""
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
        assert str(ROOT / "tests" / "failing_app.py") in files, name
        assert not [each["vars"] for each in frames if each.get("vars")], name
        assert error["transaction"] and error["request"]["url"], name


def test_every_place(database_url: str) -> None:
    found = sent_by(database_url)
    assert found.keys() == (PLACES | WITHHELD).keys()
    check(found)


def test_bodies_of_generated_routes_are_not_sent_on_any_road(database_url: str) -> None:
    """Also where Sentry is asked for bodies."""
    found = sent_by(database_url, "--bodies")
    check(found)
    assert not [each for events in found.values() for each in events if "bob@" in json.dumps(each)]
