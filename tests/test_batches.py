"""Classes that several processes make, and the fallback to this one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from codegen.emit import batches, render
from codegen.emit.classes import Attribute, Class, ClassError, class_sources
from codegen.emit.memory import Memory
from codegen.resolve import compile_spec


def classes_of(count: int) -> list[list[Class]]:
    """Return classes of as many entities."""
    attribute = Attribute(
        "class", "class_", "Annotated[str, Field(max_length=3)]", nullable=True, default="None"
    )
    return [
        [Class(f"Made{n}{kind}", "RequestModel", '"""é"""', (attribute,)) for kind in "AB"]
        for n in range(count)
    ]


@pytest.mark.parametrize("processes", [0, 1, 2])
def test_processes_make_the_same_classes(processes: int) -> None:
    groups = classes_of(5)
    with batches._begun(list(groups), processes) as wait:
        assert wait(lambda _done, _of: None) == [class_sources(group) for group in groups]


def test_what_processes_leave_undone_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = classes_of(4)
    monkeypatch.setattr(batches, "_PROCESS", "import os; os._exit(1)")
    with batches._begun(list(groups), 2) as wait:
        assert wait(lambda _done, _of: None) == [class_sources(group) for group in groups]
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with batches._begun(list(groups), 2) as wait:
        assert len(wait(lambda _done, _of: None)) == 4


def test_a_fault_in_a_process_shows_here() -> None:
    bad = [[Class("RootModel", "RequestModel", '""', (Attribute("a", "b c", "int"),))]]
    with batches._begun(list(bad), 1) as wait, pytest.raises(ClassError):
        wait(lambda _done, _of: None)


def test_many_entities_are_made_in_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    process = batches._process

    def counted() -> "subprocess.Popen[str]":
        started.append(1)
        return process()

    monkeypatch.setattr(batches, "_process", counted)
    monkeypatch.setattr(batches, "_processors", lambda: 2)
    entity = "  E{n}: {{fields: {{title: text, other: {{type: E{m}, nullable: true}}}}}}\n"
    lines = [entity.format(n=n, m=n // 2) for n in range(2 * batches.SHARE)]
    (tmp_path / "spec.yaml").write_text("entities:\n" + "".join(lines))
    service = compile_spec(tmp_path / "spec.yaml").service
    assert service is not None
    memory = Memory()
    told: list[tuple[int, int]] = []
    first = render(service, memory=memory, progress=lambda done, of: told.append((done, of)))
    assert len(started) == 2
    assert told and all(0 <= done <= of == 2 * batches.SHARE for done, of in told)
    again = Memory(json.loads(json.dumps(memory.used)))
    assert render(service, memory=again) == first
    assert again.used == memory.used
    assert len(started) == 2
    monkeypatch.setattr(batches, "_processors", lambda: 1)
    assert render(service) == first
