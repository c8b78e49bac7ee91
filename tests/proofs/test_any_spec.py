"""Random valid specs pass every stage, and a mistake in a spec is reported at its place.

These are a few specs; `make fuzz-specs n=200` tests many.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.proofs.fuzz_specs import draw, run_batch
from tests.proofs.spec_chain import Tools
from tests.proofs.spec_reduction import reduced
from tests.support.compiled_specs import compile_text
from tests.support.strategies import broken_specs, is_valid, written
from tests.support.strategies.broken import Broken

SEED = 1
STATIC = ("generate", "check", "ruff", "mypy", "live")


@pytest.fixture
def tools(postgres_server: str, tmp_path: Path) -> Tools:
    return Tools(postgres_server, tmp_path / "cache", examples=2, seed=SEED)


def test_specs_pass_every_stage(tools: Tools, tmp_path: Path) -> None:
    assert run_batch(range(4), tools, tmp_path, STATIC, 8).findings == []


def test_their_services_keep_their_contract(tools: Tools, tmp_path: Path) -> None:
    assert run_batch([101], tools, tmp_path, ("generate", "fuzz"), 2).findings == []


def test_their_hidden_fields_stay_hidden(tools: Tools, tmp_path: Path) -> None:
    assert run_batch([102], tools, tmp_path, ("generate", "canaries"), 2).findings == []


def test_a_spec_is_drawn_from_its_numbers_alone() -> None:
    assert written(draw(SEED, 3)).text == written(draw(SEED, 3)).text
    assert written(draw(SEED, 3)).text != written(draw(SEED, 4)).text


@settings(
    max_examples=80, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(broken_specs())
def test_a_mistake_is_reported_at_its_place(broken: Broken) -> None:
    compiled = compile_text(broken.text)
    assert compiled.service is None
    found = [(each.code, each.place.line, each.place.column) for each in compiled.diagnostics]
    assert (broken.code, broken.line, broken.column) in found


def test_a_failing_spec_is_reduced() -> None:
    spec: dict[str, Any] = {
        "service": {"title": "A title"},
        "enums": {"Role": ["reader", "writer"]},
        "mixins": {"Named": {"fields": {"name": "string"}}},
        "entities": {
            "Post": {
                "mixins": ["Named"],
                "description": "An article",
                "fields": {"title": {"type": "string", "max_length": 80}, "author": "User", "role": "Role"},
                "unique": [["title", "author"]],
                "sort": ["title"],
            },
            "User": {"fields": {"token": {"type": "uuid", "nullable": True, "description": "Secret"}}},
        },
    }

    def fails(candidate: dict[str, Any]) -> bool:
        token = candidate["entities"].get("User", {}).get("fields", {}).get("token")
        return is_valid(candidate) and token is not None

    assert reduced(spec, fails) == {"entities": {"User": {"fields": {"token": "uuid"}}}}
