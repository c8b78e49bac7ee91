"""`make test-clients`: makes clients with four generators, checks their types, and runs them on a service.

Four generators make clients for the blog as it is served, for Chinook, and for specs of every type. Each client must
have every operation of its document, and no generator may complain. TypeScript and mypy then check the programs of
`tests/proofs/clients/programs` with these clients, strictly. The programs use the blog on SQLite and on PostgreSQL.
"""

import json
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.main import app
from specloom.emit.name_conflicts import marked
from specloom.emit.openapi.document import render
from specloom.resolve import compile_spec
from tests.proofs.clients.generators import (
    GENERATORS,
    HERE,
    MODULES,
    PYTHON,
    Generator,
    generate,
    operations,
    run,
)
from tests.proofs.fuzz import database
from tests.support.serving import ROOT, migrate, serve

SPECS = {
    "chinook": ROOT / "examples/chinook/spec",
    "everything": ROOT / "tests/specs/everything",
    "every_type": ROOT / "tests/cases/every-type/spec.yaml",
    "stumbling": HERE / "stumbling.yaml",
}
PROGRAMS = HERE / "programs"
TYPESCRIPT = ("openapi_fetch", "hey_api", "orval")


def main() -> int:
    """Run the proof and return its exit status."""
    start = time.monotonic()
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # which the application lets say more
    with tempfile.TemporaryDirectory(prefix="specloom-clients-") as folder:
        place = Path(folder)
        (place / "node_modules").symlink_to(MODULES)
        (place / "package.json").write_text('{"type": "module"}')
        shutil.copy(HERE / "tsconfig.json", place)
        shutil.copytree(PROGRAMS, place / "programs")
        if not make_clients(place):
            return 1
        check_types(place)
        for kind in ("sqlite", "postgresql"):
            use(place, kind)
    sys.stdout.write(f"All clients work, after {time.monotonic() - start:.0f} seconds.\n")
    return 0


def documents() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each document."""
    yield "blog", json.dumps(app.openapi())
    for name, path in SPECS.items():
        service = compile_spec(path).service
        assert service is not None, name
        yield name, render(marked(service))["openapi.json"]


def make_clients(place: Path) -> bool:
    """Make the client of each generator for each document. Returns False, after it printed why, if one is wrong."""
    made: list[tuple[str, Generator, int, list[str]]] = []

    def make(name: str, text: str) -> None:
        folder = place / name
        folder.mkdir()
        (folder / "openapi.json").write_text(text)
        for config in ("openapi-ts.config.mjs", "orval.config.cjs"):
            shutil.copy(HERE / config, folder)
        wanted = operations(json.loads(text))
        made.extend((name, each, len(wanted), generate(each, folder, wanted)) for each in GENERATORS)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(make, *found) for found in documents()]:
            each.result()
    for name, generator, count, wrong in made:
        verdict = "; ".join(wrong) or f"all {count} operations"
        sys.stdout.write(f"{name}, {generator.name}: {verdict}\n")
    return not any(wrong for *_, wrong in made)


def check_types(place: Path) -> None:
    """Check all TypeScript, and the program in Python. Raises RuntimeError with what is wrong."""
    run(["tsc", "--project", "."], place)
    options = ["--strict", "--follow-imports=silent", "--python-executable", str(PYTHON / "python")]
    command = [str(PYTHON / "python"), "-m", "mypy", *options, "programs/python_client.py"]
    run(command, place, {"MYPYPATH": str(place / "blog/python")})
    sys.stdout.write("tsc --strict and mypy --strict find nothing wrong with the programs.\n")


def use(place: Path, kind: str) -> None:
    """Run the programs on the blog, on a database of a kind. Raises RuntimeError if one fails."""
    folder = Path(tempfile.mkdtemp(dir=place))
    with database(kind, folder) as url:
        migrate(url)
        with serve(url, folder / "server.log") as client:
            address = str(client.base_url).rstrip("/")
            for name in TYPESCRIPT:
                run(["node", f"js/programs/{name}.js", address], place)
            path = {"PYTHONPATH": str(place / "blog/python")}
            run([str(PYTHON / "python"), "programs/python_client.py", address], place, path)
    for name in SPECS:  # whose patterns JavaScript must understand
        run(["node", f"js/{name}/orval/zod.js"], place)
    sys.stdout.write(f"{len(TYPESCRIPT) + 1} programs used the blog on {kind}.\n")


if __name__ == "__main__":
    sys.exit(main())
