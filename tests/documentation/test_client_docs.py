"""The code and the commands in `docs/clients.md` are those that `make test-clients` runs."""

import re

import pytest

from tests.proofs.clients.generators import GENERATORS, HERE, Generator
from tests.support.serving import ROOT

PAGE = (ROOT / "docs/clients.md").read_text()
BLOCKS = re.findall(
    r"^```(?:typescript|javascript|python)\n(?://|#) (\S+)\n(.+?)^```$", PAGE, re.DOTALL | re.MULTILINE
)


@pytest.mark.parametrize(("name", "code"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_its_code_is_that_of_a_program(name: str, code: str) -> None:
    program = HERE / name if "config" in name else HERE / "programs" / name
    lines = {line.strip() for line in program.read_text().splitlines()}
    code = code.replace(
        '"./orval_fetch.ts"', '"../programs/orval_fetch.ts"'
    )  # the proof has a folder for each spec
    assert [line for line in code.splitlines() if line.strip() and line.strip() not in lines] == []


def test_every_program_is_shown() -> None:
    shown = {name for name, _ in BLOCKS}
    assert {
        "openapi_fetch.ts",
        "hey_api.ts",
        "orval.ts",
        "orval_fetch.ts",
        "orval.config.cjs",
        "python_client.py",
    } == shown


@pytest.mark.parametrize("generator", GENERATORS, ids=[each.name for each in GENERATORS])
def test_its_commands_are_those_of_the_proof(generator: Generator) -> None:
    assert f"| {generator.name}" in PAGE
    if "--file" not in generator.command:  # the proof has a configuration, which node alone needs
        assert f"`{' '.join(generator.command)}`" in PAGE
