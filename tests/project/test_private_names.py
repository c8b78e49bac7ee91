"""Only a few modules of the runtime use private names of FastAPI, Starlette, SQLAlchemy and asyncpg.

A name of these libraries is private if
- it, or its module, begins with an underscore,
- the library's documentation does not mention it or its module (`UNDOCUMENTED`), or
- it is an attribute that begins with an underscore, and a class of this project inherits it.
"""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = ("fastapi", "starlette", "sqlalchemy", "asyncpg")
ALLOWED_MODULES = {
    "private_apis": "looks for them",
    "private_fastapi": "those of FastAPI",
    "private_sqlalchemy": "those of SQLAlchemy",
    "private_asyncpg": "those of asyncpg",
    "bound_values": "the values of a statement; every supported version has this attribute",
    "pool": "those of SQLAlchemy's pool, if `private_sqlalchemy` has found them",
}
"""Modules that may use private names, each with its reason."""
UNDOCUMENTED = {
    "fastapi.dependencies": "all of it",
    "fastapi.routing": "all but the classes of routes and routers",
    "fastapi.security.base": "all of it",
    "fastapi.telemetry": "all of it",
    "starlette.routing": "all but routes, routers and what their methods return",
    "sqlalchemy.util": "all of it",
    "sqlalchemy.sql.dml": "all of it",
    "sqlalchemy.dialects": "modules of single drivers",
    "asyncpg": "all but what its reference names",
}
"""Modules with undocumented names. `NAMED` lists their documented names."""
NAMED = {
    "fastapi.routing": {"APIRoute", "APIRouter", "APIWebSocketRoute"},
    "starlette.routing": {"BaseRoute", "Match", "Mount", "NoMatchFound", "Route", "Router", "WebSocketRoute"},
    "sqlalchemy.dialects": {"postgresql", "sqlite"},
    "sqlalchemy.dialects.postgresql": {"ARRAY", "TSQUERY", "insert"},
    "asyncpg": {"Connection", "connect"},
}
ATTRIBUTES = {
    *("dependant", "body_field", "original_router", "original_route", "include_context", "is_json_stream"),
    *("effective_candidates", "parent_listeners", "positiontup"),
}
"""Undocumented attributes without an underscore. No other library has attributes of these names."""


def modules() -> list[Path]:
    """Return the files to check."""
    found = [*(ROOT / "codegen/specloom/runtime").rglob("*.py"), *(ROOT / "app").rglob("*.py")]
    return sorted(path for path in found if path.stem not in ALLOWED_MODULES)


def is_private(module: str, name: str) -> bool:
    """Return True if this name of a module is private."""
    if module.split(".", maxsplit=1)[0] not in LIBRARIES:
        return False
    if any(part.startswith("_") for part in (*module.split("."), name)):
        return True
    if name in NAMED.get(module, ()):
        return False
    return any(module == each or module.startswith(f"{each}.") for each in UNDOCUMENTED)


def private_imports(tree: ast.Module) -> Iterator[str]:
    """Yield the private names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            yield from (
                f"line {node.lineno}: {node.module}.{each.name}"
                for each in node.names
                if is_private(node.module, each.name)
            )
        elif isinstance(node, ast.Import):
            for each in node.names:
                module, _, name = each.name.rpartition(".")
                if module and is_private(module, name):
                    yield f"line {node.lineno}: {each.name}"


def private_reads(tree: ast.Module) -> Iterator[str]:
    """Yield the private attributes that are read from an object other than `self`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            private = node.attr.startswith("_") and not node.attr.startswith("__")
            if node.attr in ATTRIBUTES or (private and not own and node.attr not in OWN_ATTRIBUTES):
                yield f"line {node.lineno}: {ast.unparse(node)}"


OWN_ATTRIBUTES = (
    {"_replace", "_asdict", "_fields"}
    | {
        node.attr
        for path in [*(ROOT / "codegen/specloom/runtime").rglob("*.py"), *(ROOT / "app").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    | {"_derive_from_members", "_add_to", "_start_asgi_task"}
)
"""Attributes of named tuples, of this project's classes, and of other libraries."""


def inherited(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield the private attributes that classes of a module inherit from a class of a library."""
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        theirs = [
            each
            for each in inspect.getmro(getattr(module, node.name))
            if each.__module__.split(".")[0] in LIBRARIES
        ]
        if theirs:
            used = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            used |= {each.name for each in ast.walk(node) if isinstance(each, ast.FunctionDef)}
            used |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            for name in sorted(each for each in used if each.startswith("_") and not each.startswith("__")):
                if any(hasattr(each, name) or name in set_by(each) for each in theirs):
                    yield f"{node.name}.{name}"


@cache
def set_by(kind: type) -> set[str]:
    """Return the attributes that the methods of a class of a library set on `self`."""
    try:
        tree = ast.parse(inspect.cleandoc(inspect.getsource(kind)))
    except (OSError, SyntaxError, TypeError):
        return set()
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_private_names_of_libraries_are_used_in_few_modules(path: Path) -> None:
    if "migrations" in path.parts and path.parent.name == "versions":
        pytest.skip("a migration")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [*private_imports(tree), *private_reads(tree)]
    if path.name not in ("env.py", "main.py"):
        found += inherited(path, tree)
    assert found == [], f"{path.relative_to(ROOT)}: use it in one of {', '.join(ALLOWED_MODULES)}"
