"""A module behaves the same in a new Python and in a copy of a process that has loaded all libraries."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.serving import ROOT

MODULE = """
import json, os, sys
import generated
print(json.dumps([sys.argv[1:], os.getcwd(), os.environ["COLOUR"], generated.NAME]))
sys.stdout.flush()
print("to the other stream", file=sys.stderr)
sys.exit({"fine": 0, "wrong": 3, "text": "a reason"}[sys.argv[1]])
"""
# A process of its own: the one that runs the tests has threads, and must not be copied.
RUNNER = """
import json, os, sys
from pathlib import Path
from tests.support import processes
if sys.argv[1] == "copy":
    processes.load_ahead()
found = []
for name in ("one", "two"):
    place = Path(sys.argv[2]) / name
    variables = {**os.environ, "PYTHONPATH": str(place), "COLOUR": name}
    found += [processes.captured(["probe", each, name], place, variables) for each in ("fine", "wrong", "text")]
    process = processes.start(["probe", "wrong"], place, variables, 2)
    found.append([process.wait(20), process.poll()])
print(json.dumps(found))
"""


@pytest.mark.parametrize("kind", ["new", "copy"])
def test_it_gets_its_arguments_variables_and_path(kind: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "generated").mkdir(parents=True)
        (tmp_path / name / "generated" / "__init__.py").write_text(f"NAME = {name!r}\n")
        (tmp_path / name / "probe.py").write_text(MODULE)
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUNNER, kind, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
    found = iter(json.loads(done.stdout))
    for name in ("one", "two"):
        for each, status in (("fine", 0), ("wrong", 3), ("text", 1)):
            got, said = next(found)
            first, *rest = said.splitlines()
            assert got == status
            assert json.loads(first) == [[each, name], str(tmp_path / name), name, name]
            assert rest == ["to the other stream", *(["a reason"] if each == "text" else [])]
        ended = next(found)
        assert ended == [3, 3]
