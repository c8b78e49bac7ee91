"""What the application's log lines hold: the facts of a request, and no other addition to a record."""

import json
import subprocess
import sys

from tests.support.serving import ROOT

CODE = """
import asyncio, logging
from app.logs import configure_logs
from generated.runtime import AccessLog

configure_logs("INFO")
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204})
async def send(message):
    pass
asyncio.run(AccessLog(app)({"type": "http", "method": "GET", "path": "/tags"}, None, send))
extra = {"error": ValueError("hash $argon2id$hidden"), "password": "hidden", "event": "hidden"}
logging.getLogger("library").warning("write failed", extra=extra)
"""


def test_a_line_has_the_facts_of_its_request_and_no_other_additions() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=True
    )
    request, other = (json.loads(line) for line in done.stderr.splitlines())
    assert request.pop("milliseconds") >= 0 and request.pop("timestamp")
    assert request == {
        "event": "request",
        "level": "info",
        "logger": "access",
        "method": "GET",
        "path": "/tags",
        "status": 204,
    }
    assert other.keys() == {"event", "level", "logger", "timestamp"}
    assert other["event"] == "write failed"
