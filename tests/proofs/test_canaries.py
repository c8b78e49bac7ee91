"""A small `make prove-sensitive`: no output of the blog has a hidden value, and a generator that leaks is detected."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.canaries.mutants import MUTANTS, Mutant, apply
from tests.proofs.prove_sensitive import prove_mutant
from tests.support.serving import ROOT

TRIED = (
    "selects sensitive columns",
    "echoes what was wrong",
    "documents examples of hidden fields",
)
"""Mutants that each run of the tests tries; `make prove-sensitive` tries all."""


def test_no_output_of_the_blog_contains_a_hidden_value() -> None:
    command = [sys.executable, "-m", "tests.proofs.prove_sensitive", "--database", "sqlite", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 faults, 0 hits" in done.stdout


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_mutant_can_be_made(mutant: Mutant, tmp_path: Path) -> None:
    """A change of the code that a mutant edits is noticed here, and not after an hour of proofs."""
    apply(mutant, tmp_path)


@pytest.mark.parametrize("name", TRIED)
def test_a_leaking_generator_is_caught(name: str) -> None:
    (mutant,) = (each for each in MUTANTS if each.name == name)
    done = prove_mutant(mutant, seed=1)
    assert done.returncode == 1
    assert re.search(mutant.found, done.stdout), done.stdout + done.stderr
