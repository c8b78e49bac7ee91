"""Entities with any name: generated code changes its own names instead."""

import ast
import importlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import create_model
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app.settings import Settings
from specloom.emit import enums, models, relations, routers, schemas, services
from specloom.emit.name_conflicts import MARK, marked, without_marks
from specloom.emit.openapi import document
from specloom.model import Service
from specloom.naming import identifiers
from tests.proofs import spec_chain
from tests.proofs.spec_chain import Tools
from tests.support.compiled_specs import compile_data, service_of
from tests.support.engines import make_engine
from tests.support.entity_names import ALL, HARD

BATCH = 130


def batch(names: list[str]) -> dict[str, Any]:
    """Return a spec of entities that refer to each other in a cycle."""
    return {
        "entities": {
            name: {
                "fields": {"name": "string", "other": {"type": other, "nullable": True, "inverse": "others"}}
            }
            for name, other in zip(names, [*names[1:], names[0]], strict=True)
        }
    }


def rendered(service: Service) -> Iterator[tuple[str, str]]:
    """Yield the output of the Python emitters before formatting."""
    with_marks = marked(service)
    for each in (enums, models, relations, schemas, services, routers):
        for path, text in each.render(with_marks).items():
            yield path, without_marks(path, text)


def bound(tree: ast.Module) -> Iterator[str]:
    """Yield each name that a module imports or defines, with repetitions."""
    for node in (
        *tree.body,
        *(each for found in tree.body if isinstance(found, ast.If) for each in found.body),
    ):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (each.asname or each.name for each in node.names)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name


def references(value: Any) -> Iterator[str]:
    """Yield the targets of the references in a document."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


@pytest.mark.parametrize("start", range(0, len(ALL), BATCH))
def test_any_name_is_accepted_and_unique(start: int) -> None:
    names = [*ALL[start : start + BATCH]]
    compiled = compile_data(batch(names))
    assert compiled.diagnostics == ()
    assert compiled.service is not None
    for path, text in rendered(compiled.service):
        assert MARK not in text
        twice = [name for name, count in Counter(bound(ast.parse(text))).items() if count > 1]
        assert twice == [], path
    written = document.document(compiled.service)
    found = written["components"]
    assert MARK not in json.dumps(written, ensure_ascii=False)
    assert {
        each for each in references(written) if each.split("/")[-1] not in found[each.split("/")[2]]
    } == set()
    assert set(names) <= set(found["schemas"])
    for name in names:
        shown = found["schemas"][name]
        assert set(shown["properties"]) >= {"id", "name", "other_id"}, name
    operations = [
        each["operationId"]
        for item in written["paths"].values()
        for each in item.values()
        if "operationId" in each
    ]
    assert len(operations) == len(set(operations)) == 8 * len(names) - len(names)


def test_hundreds_of_names_are_tested() -> None:
    assert len(ALL) > 900


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated package of the most difficult names."""
    folder = tmp_path_factory.mktemp("names")
    spec_chain.write(folder, {"hard_names": HARD})
    assert spec_chain.generate(folder, Tools("", folder)) == []
    return folder


def test_difficult_names_pass_linters_and_type_checkers(
    generated: Path, postgres_server: str, tmp_path: Path
) -> None:
    tools = Tools(postgres_server, tmp_path)
    stages = (spec_chain.check, spec_chain.ruff, spec_chain.mypy, spec_chain.live)
    assert [finding for stage in stages for finding in stage(generated, tools)] == []


def test_entities_with_difficult_names_are_served(
    generated: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(generated))
    with TestClient(application(database_url)) as client:
        for path, body in (
            ("/warnings", {"text": "a", "kind": "a", "field": "x", "letter": "y"}),
            ("/dates", {"day": "2026-01-31", "at": "2026-01-31T00:00:00Z"}),
            ("/nones", {"name": "a"}),
            ("/wiki-pages", {"name": "a"}),
            ("/imports", {"name": "a"}),
            ("/lists", {"name": "a", "tree": {"a": [1]}}),
            ("/json-values", {"tree": 1}),
            ("/problems", {"name": "a"}),
            ("/posts", {"kind": "z", "kinds": ["z"]}),
            ("/doc", {"name": "a"}),
            ("/idempotency-keys", {"name": "a"}),
        ):
            made = client.post(path, json=body, headers={"Idempotency-Key": f'"{path}"'})
            assert made.status_code == 201, (path, made.text)
            item = f"{path}/{made.json()['id']}"
            assert client.get(item).json() == made.json()
            assert client.patch(item, json=body).status_code == 200, path
            assert client.get(path).json()["items"][0]["id"] == made.json()["id"]
            assert client.delete(item).status_code == 204, path
        warning = client.post(
            "/warnings", json={"text": "a", "kind": "a", "field": "x", "letter": "y"}
        ).json()
        date = client.post("/dates", json={"day": "2026-01-31", "at": "2026-01-31T00:00:00Z"}).json()
        error = {"warning_id": warning["id"], "date_id": date["id"], "date_ids": [date["id"]]}
        made = client.post("/environment-errors", json=error)
        assert made.status_code == 201, made.text
        shown = client.get(f"/environment-errors/{made.json()['id']}?expand=warning,date,dates").json()
        assert (shown["warning"]["text"], shown["date"]["day"], len(shown["dates"])) == ("a", "2026-01-31", 1)
        assert (
            client.get(f"/warnings/{warning['id']}?expand=errors").json()["errors"][0]["date_id"]
            == date["id"]
        )


def application(url: str) -> FastAPI:
    """Return the application of the most difficult names on an empty database."""
    package = "hard_names.generated"
    for name in [each for each in sys.modules if each.startswith("hard_names")]:
        del sys.modules[name]
    engine = make_engine(Settings.model_validate({"database_url": url}))
    new_session = async_sessionmaker(engine, expire_on_commit=False)

    async def get_db() -> AsyncIterator[AsyncSession]:
        async with new_session() as db:
            yield db

    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        metadata = importlib.import_module(f"{package}.models").load_all().metadata
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        yield
        await engine.dispose()

    app: FastAPI = importlib.import_module(f"{package}.api").create_api(get_db, lifespan=lifespan)
    return app


def test_problems_of_hand_written_routes_keep_their_schema(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(generated))
    app = application(f"sqlite:///{tmp_path / 'names.db'}")
    content = importlib.import_module("hard_names.generated.runtime.problems.problem").PROBLEM_CONTENT

    @app.get("/extra", responses={418: {"description": "No coffee.", "content": content}})
    async def extra() -> None:
        pass

    document = app.openapi()
    shown = document["paths"]["/extra"]["get"]["responses"]["418"]["content"]
    assert [*references(shown)] == ["#/components/schemas/ProblemSchema"]
    assert "errors" in document["components"]["schemas"]["ProblemSchema"]["properties"]
    assert "problem_id" in document["components"]["schemas"]["Problem"]["properties"]


def test_schemas_of_hand_written_routes_get_names_of_their_own(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(generated))
    app = application(f"sqlite:///{tmp_path / 'names.db'}")
    page = importlib.import_module("hard_names.generated.schemas.wiki").WikiPage
    row = importlib.import_module("hard_names.generated.schemas.row").Row
    own = create_model("Import", line=(row, ...))

    async def extra() -> None:
        pass

    for path, model in (("/page", page), ("/own", own), ("/row", row)):
        app.get(path, response_model=model)(extra)
    document = app.openapi()
    schemas = document["components"]["schemas"]
    led_to = {
        path: [*references(document["paths"][path]["get"]["responses"]["200"])]
        for path in ("/page", "/own", "/row")
    }
    start = "#/components/schemas/"
    assert led_to == {
        "/page": [f"{start}WikiPageSchema"],
        "/own": [f"{start}ImportSchema"],
        "/row": [f"{start}Row"],
    }
    assert {"items", "next_cursor"} < set(schemas["WikiPageSchema"]["properties"])
    assert [*references(schemas["ImportSchema"])] == [f"{start}Row"]
    assert "row_ids" in schemas["Import"]["properties"]


def test_names_of_schemas_do_not_depend_on_the_order_of_entities() -> None:
    names = ["Wiki", "WikiPage", "WikiView", "WikiSchema", "WikiViewPage", "WikiPageSchema"]
    first, second = (compile_data(batch(each)).service for each in (names, [*names[3:], *names[:3]]))
    assert first is not None
    assert second is not None
    found = [set(document.document(each)["components"]["schemas"]) for each in (first, second)]
    assert found[0] == found[1]
    assert {"WikiPage", "WikiPageSchema", "WikiPageSchemaSchema", "WikiView", "WikiViewSchema"} <= found[0]


def test_an_entity_without_conflicts_changes_no_names() -> None:
    alone = service_of("entities: {Post: {fields: {date: date}}}")
    beside = service_of("entities: {Post: {fields: {date: date}}, Date: {fields: {}}, List: {fields: {}}}")
    texts = [dict(rendered(each)) for each in (alone, beside)]
    for path in ("models/post.py", "schemas/post.py", "services/post.py", "routers/post.py"):
        assert texts[0][path] == texts[1][path]


@pytest.mark.parametrize("name", ["None", "True", "I", "O"])
def test_keywords_get_the_suffix_class(name: str) -> None:
    assert identifiers.class_name(name) == f"{name}Class"
    assert (
        f"class {name}Class(Base)"
        in dict(rendered(service_of(f"entities: {{{name}: {{fields: {{}}}}}}")))[
            f"models/{identifiers.module(name)}.py"
        ]
    )
