"""Data flows one way: which module may import which."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

COMPILER = """
    codes diagnostics nodes scalars anchors yaml_errors positions source files
    charsets regex derived_texts extents ambiguity portable ranges patterns
    spec_parts spec_service spec editors declarations other_types other_names
    wrong_kinds shapes merge
    words naming types expressions
    model resolve emit tree cache build report progress cli __main__
""".split()
"""The modules of the compiler; each imports only modules above it."""
PACKAGES = {"types", "expressions", "resolve", "emit"}
"""Those of them that are folders."""

LIBRARIES = {
    "aiosqlite",
    "alembic",
    "anyio",
    "argon2",
    "fastapi",
    "httptools",
    "orjson",
    "pydantic",
    "pydantic_core",
    "sqlalchemy",
    "starlette",
    "typing_extensions",
    "uuid_utils",
    "uvicorn",
}
"""What generated code may import beside the standard library and itself."""


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the dotted name of everything that a file imports, at any depth of the code; relative ones resolved."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (tuple(each.name.split(".")) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(package), f"{path}: an import that leaves the project"
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            yield from ((*module, each.name) for each in node.names)


def files(folder: str) -> list[Path]:
    """Return the Python files in a folder of the project."""
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found
    return found


def test_every_module_of_the_compiler_has_its_place() -> None:
    names = {path.stem for path in (ROOT / "codegen").glob("*.py")} | PACKAGES
    assert names - {"__init__"} == set(COMPILER)


@pytest.mark.parametrize("name", COMPILER)
def test_the_compiler_imports_upwards_only(name: str) -> None:
    folder = ROOT / "codegen" / name
    above = COMPILER[: COMPILER.index(name)]
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]:
        for module in imports(path):
            if module[0] == "codegen" and module[1] != "__version__":
                assert module[1] in (*above, *([name] if folder.is_dir() else [])), f"{path} imports {module}"


def test_modules_of_a_package_import_each_other_in_no_circle() -> None:
    for name in sorted(PACKAGES):
        folder = ROOT / "codegen" / name
        graph = {
            path.stem: {
                module[2]
                for module in imports(path)
                if module[:2] == ("codegen", name)
                and len(module) > 2
                and (folder / f"{module[2]}.py").exists()
            }
            for path in folder.glob("*.py")
        }
        while leaves := [module for module, used in graph.items() if not used]:
            graph = {module: used - set(leaves) for module, used in graph.items() if module not in leaves}
        assert not graph


def test_the_compiler_knows_neither_the_generated_code_nor_the_app() -> None:
    for path in files("codegen"):
        for module in imports(path):
            assert module[0] not in ("app", "generated", "tests"), f"{path} imports {module}"


@pytest.mark.parametrize("folder", ["generated", "codegen/runtime"])
def test_generated_code_imports_itself_and_named_libraries_only(folder: str) -> None:
    home = tuple(folder.split("/"))
    for path in files(folder):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                assert node.module is not None
                assert node.module.split(".")[0] != "generated", f"{path}: itself by name, not relatively"
        for module in imports(path):
            allowed = module[: len(home)] == home or module[0] in LIBRARIES | sys.stdlib_module_names
            assert allowed, f"{path} imports {module}"


def test_generated_code_silences_no_check() -> None:
    for path in files("generated"):
        found = re.findall(r"#\s*(?:noqa|type:\s*ignore|pragma|fmt:)", path.read_text(encoding="utf-8"))
        assert not found, path


def test_the_app_does_not_know_the_compiler() -> None:
    for path in files("app"):
        for module in imports(path):
            assert module[0] not in ("codegen", "tests"), f"{path} imports {module}"


def test_the_runtime_is_copied_verbatim() -> None:
    for path in files("codegen/runtime"):
        copy = (ROOT / "generated/runtime" / path.name).read_text(encoding="utf-8")
        assert copy.split("\n", 2)[2] == path.read_text(encoding="utf-8")
