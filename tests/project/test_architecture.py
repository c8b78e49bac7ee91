"""Each folder of the compiler and of the runtime imports only the folders before it."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RUNTIME_HOME = ("codegen", "specloom", "runtime")
COMPILER = """
    diagnostics naming patterns source types language expressions model resolve emit build cli __main__
""".split()
"""The folders and modules of the compiler. Each imports itself and those before it."""
RUNTIME = """
    libraries problems types search errors driver resources migrations queries services statements endpoints http
""".split()
"""The folders of the runtime. Each imports itself and those before it."""

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
"""Libraries that generated code may import."""


def imports(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the absolute name of everything that a file imports, also inside functions."""
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


@pytest.mark.parametrize(("package", "order"), [(("codegen", "specloom"), COMPILER), (RUNTIME_HOME, RUNTIME)])
def test_every_folder_has_a_place_in_the_order(package: tuple[str, ...], order: list[str]) -> None:
    found = {
        path.stem for path in ROOT.joinpath(*package).iterdir() if path.suffix == ".py" or is_package(path)
    }
    assert found - {"__init__", "runtime"} == set(order)


@pytest.mark.parametrize("name", COMPILER)
def test_the_compiler_imports_what_comes_before(name: str) -> None:
    check_order(("codegen", "specloom"), COMPILER, name)


@pytest.mark.parametrize("name", RUNTIME)
def test_the_runtime_imports_what_comes_before(name: str) -> None:
    check_order(RUNTIME_HOME, RUNTIME, name)


def is_package(path: Path) -> bool:
    return (path / "__init__.py").exists()


def check_order(package: tuple[str, ...], order: list[str], name: str) -> None:
    """Check that a folder or module of a package imports only itself and what comes before it."""
    place = ROOT.joinpath(*package, name)
    allowed = set(order[: order.index(name) + 1])
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        for each in imports(path):
            module = ("codegen", *each) if each[0] == "specloom" else each
            if module[: len(package)] == package and module[len(package)] != "__version__":
                assert module[len(package)] in allowed, f"{path.relative_to(ROOT)} imports {'.'.join(module)}"


@pytest.mark.parametrize(
    "folder",
    [
        *(f"codegen/specloom/{each}" for each in COMPILER),
        *(f"codegen/specloom/runtime/{each}" for each in RUNTIME),
    ],
)
def test_modules_of_a_folder_have_no_import_cycle(folder: str) -> None:
    modules = {path.relative_to(ROOT).with_suffix("").parts: path for path in (ROOT / folder).rglob("*.py")}
    graph = {name: {each for each in imported(path) if each in modules} for name, path in modules.items()}
    while leaves := [name for name, used in graph.items() if not used]:
        graph = {name: used - set(leaves) for name, used in graph.items() if name not in leaves}
    assert not graph


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield each module that a file may import. An imported name may be a module itself."""
    for module in imports(path):
        whole = ("codegen", *module) if module[0] == "specloom" else module
        yield from (whole, whole[:-1])


def test_the_compiler_knows_neither_the_generated_code_nor_the_app() -> None:
    for path in files("codegen"):
        for module in imports(path):
            assert module[0] not in ("app", "generated", "tests"), f"{path} imports {module}"


@pytest.mark.parametrize("folder", ["generated", "codegen/specloom/runtime"])
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
            assert module[0] not in ("specloom", "tests"), f"{path} imports {module}"


def test_the_runtime_is_copied_verbatim() -> None:
    runtime = ROOT.joinpath(*RUNTIME_HOME)
    for path in files("codegen/specloom/runtime"):
        copy = (ROOT / "generated/runtime" / path.relative_to(runtime)).read_text(encoding="utf-8")
        assert copy.split("\n", 2)[2] == path.read_text(encoding="utf-8")
