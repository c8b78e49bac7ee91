"""`make check-resolve`: the dependencies of a service can be installed together with common packages.

It asks the package registry, and installs nothing. The exit status is 1 if there are no compatible versions.
"""

import json
import subprocess
import sys
import tomllib

from tests.support.serving import ROOT

BESIDE = ("fastapi-users>=15", "pwdlib>=0.3", "authlib>=1.6")
"""Packages for accounts and logins: they need versions of hashing and of forms themselves."""


def main() -> int:
    """Resolve them together, and print which versions were found."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["optional-dependencies"]["service"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--no-input",
    ]
    done = subprocess.run(
        [*command, "--report", "-", *needed, *BESIDE], check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        return 1
    found = [each["metadata"] for each in json.loads(done.stdout)["install"]]
    sys.stdout.write(", ".join(sorted(f"{each['name']} {each['version']}" for each in found)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
