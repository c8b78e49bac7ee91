"""No hidden value of the blog comes out, and a generator that leaks is caught: `make prove-sensitive` in small."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries.mutants import MUTANTS, Mutant, apply
from tests.serving import ROOT

SMALL = ROOT / "tests" / "canaries" / "small"


def prove(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.prove_sensitive", "--database", "sqlite", "--seed", "1", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_nothing_hidden_of_the_blog_comes_out() -> None:
    done = prove()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults, 0 hits" in done.stdout


def test_nothing_hidden_of_the_small_spec_comes_out() -> None:
    """Or what the mutants are found for would prove nothing."""
    done = prove("--spec", SMALL)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_leaking_generator_is_caught(mutant: Mutant, tmp_path: Path) -> None:
    apply(mutant, tmp_path)
    done = prove("--spec", SMALL, "--generator", tmp_path)
    assert done.returncode == 1
    assert re.search(mutant.found, done.stdout), done.stdout + done.stderr
