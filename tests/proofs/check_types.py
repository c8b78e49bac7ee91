"""Checks types with basedpyright, as editors do; `make lint` runs it. Exits 0 if there are only known findings.

pyproject.toml lists the rules of strict mode with findings, each with its reason. A rule that no longer finds anything
must be removed from the list.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def findings(config: Path) -> list[dict[str, Any]]:
    """Return what basedpyright finds, as its JSON has it. Raises RuntimeError if it cannot run."""
    command = [sys.executable, "-m", "basedpyright", "--outputjson"]
    command += ["--project", str(config), "--pythonpath", sys.executable]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stdout + run.stderr)
    found: list[dict[str, Any]] = json.loads(run.stdout)["generalDiagnostics"]
    return found


def shown(finding: dict[str, Any]) -> str:
    """Return one finding as a line, with its place."""
    file, start = Path(finding["file"]), finding["range"]["start"]
    place = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
    return f"{place}:{start['line'] + 1}: {finding['message']} ({finding.get('rule')})"


def stale(listed: dict[str, Any], found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the rules of a list that find nothing."""
    used = {each.get("rule") for each in found if each["severity"] == "information"}
    for rule in sorted({rule for rule, level in listed.items() if level == "information"} - used):
        yield f"pyproject.toml: {rule} finds nothing any more: take it off the list of [tool.basedpyright]"


def main() -> int:
    """Print what is wrong, and return the exit status."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["basedpyright"]
    found = findings(ROOT / "pyproject.toml")
    wrong = [shown(each) for each in found if each["severity"] != "information"]
    wrong += stale(listed, found)
    print("\n".join(wrong) if wrong else "basedpyright: no findings but the known ones")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
