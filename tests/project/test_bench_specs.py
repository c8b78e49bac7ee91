"""The specs of benchmarks are valid, the same in each run, and a change affects one entity."""

from pathlib import Path

from benchmarks import specs
from specloom.resolve import compile_spec


def test_specs_of_any_size_are_valid(tmp_path: Path) -> None:
    for count in (1, 2, 37):
        folder = tmp_path / str(count)
        specs.write(folder, count)
        compiled = compile_spec(folder)
        assert not compiled.diagnostics
        assert compiled.service is not None
        assert sorted(each.name for each in compiled.service.entities) == sorted(specs.names(count))
        assert specs.texts(count) == specs.texts(count)


def test_a_change_affects_one_entity(tmp_path: Path) -> None:
    specs.write(tmp_path / "spec", 37)
    before = compile_spec(tmp_path / "spec").service
    for number in (1, 2):
        specs.change(tmp_path / "spec", 18, number)
        after = compile_spec(tmp_path / "spec").service
        assert before is not None and after is not None
        changed = [new.name for old, new in zip(before.entities, after.entities, strict=True) if old != new]
        assert changed == [specs.names(37)[18]]
        before = after
