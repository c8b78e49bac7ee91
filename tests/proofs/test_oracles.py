"""A hidden row and a missing row get the same responses. The tests are made from the operations of specs.

`docs/security.md` lists the exceptions, with reasons.
"""

import asyncio
from pathlib import Path

import pytest

from specloom.emit.openapi.document import document
from specloom.model import Entity, Service
from specloom.resolve import compile_spec
from specloom.runtime.http.document import METHODS
from tests.proofs.canaries.row_keys import python_key
from tests.proofs.oracles.application import context_of
from tests.proofs.oracles.calls import about, as_stored, path_of
from tests.proofs.oracles.comparison import Comparisons
from tests.support.composite_apps import install
from tests.support.databases import engine_for
from tests.support.serving import ROOT

SPECS = {"blog": ROOT / "spec", "records": ROOT / "tests/proofs/oracles/spec"}
MOST_SHOWN = 12
"""Faults that are printed."""
FEWEST_SENT_BACK = 6


Records = tuple[Service, str]
"""The spec of `tests/proofs/oracles`, and the name of the package that was generated of it."""


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The spec of `tests/proofs/oracles`, and the name of its package."""
    service = compile_spec(SPECS["records"]).service
    assert service is not None
    return service, install(service, tmp_path_factory.mktemp("oracles_of_records"), "oracles_of_records")


@pytest.fixture(scope="module", params=SPECS)
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, str]:
    """A spec, and the name of the package that was generated of it."""
    service = compile_spec(SPECS[request.param]).service
    assert service is not None
    folder: Path = tmp_path_factory.mktemp("oracles")
    return service, install(service, folder, f"oracles_{request.param}")


def test_an_unchanged_reference_to_a_hidden_row_is_accepted(
    package: tuple[Service, str], database_url: str
) -> None:
    """Also to a row that the caller cannot see: what does not change is no new reference."""
    service, name = package

    async def run() -> int:
        done = 0
        async with engine_for(database_url) as engine, context_of(service, name, engine) as context:
            for entity in service.entities:
                row, path = context.other(entity), path_of(entity, context.other(entity).key)
                headers = {"If-Match": "*"} if entity.match_required else {}
                for reference, fields in entity.to_one:
                    target = service.entity(reference.target)
                    key = tuple(row.body.get(each.name) for each in fields)
                    if fields[0].hidden or not fields[0].in_update or None in key:
                        continue
                    context.hidden[target.name].add(python_key(target, key if target.parts else key[0]))
                    unseen = {each.name for each in entity.fields if each.hidden}  # which could be guessed
                    body = {n: v for n, v in as_stored(context, entity).items() if n not in unseen}
                    item = {"update": [about(entity, row.key, changes=body)]}
                    for method, at, sent in (
                        ("PATCH", path, body),
                        ("PUT", path, body),
                        ("POST", f"/{entity.path}/batch", item),
                    ):
                        async with context.trial():
                            response = await context.send(method, at, headers=headers, json=sent)
                            assert response.status == 200, f"{method} {at}: {response}"
                            done += 1
                    context.hidden[target.name].clear()
        return done

    assert asyncio.run(run()) >= FEWEST_SENT_BACK


def test_a_hidden_row_gets_the_responses_of_a_missing_one(
    package: tuple[Service, str], database_url: str
) -> None:
    service, name = package

    async def run() -> Comparisons:
        async with engine_for(database_url) as engine, context_of(service, name, engine) as context:
            comparisons = Comparisons(context)
            await comparisons.run()
            return comparisons

    found = asyncio.run(run())
    operations = [
        operation["operationId"]
        for item in document(service)["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    ]
    for each in operations:
        print(f"{each:32} {found.by_name[each]:5} named {found.by_state[each]:5} nameless")
    print(f"{found.context.requests} requests; not closed: {dict(found.unclosed)}")
    assert not found.faults, f"{len(found.faults)} oracles:\n" + "\n".join(found.faults[:MOST_SHOWN])
    assert [each for each in operations if not found.by_name[each] + found.by_state[each]] == []


def test_a_hidden_row_gets_the_same_responses_if_no_other_entity_hides_rows(
    tmp_path: Path, records: Records
) -> None:
    """The other services are the generated ones, which use other code paths."""
    service, name = records

    async def run(entity: Entity) -> None:
        url = f"sqlite:///{tmp_path / entity.name}.db"
        async with engine_for(url) as engine, context_of(service, name, engine, [entity.name]) as context:
            comparisons = Comparisons(context)
            await comparisons.run([entity])
            assert not comparisons.faults, "\n".join(comparisons.faults[:MOST_SHOWN])
            assert comparisons.by_name.total() > 0 and comparisons.by_state.total() > 0

    for entity in service.entities:
        asyncio.run(run(entity))


def test_what_cannot_be_hidden_is_as_documented(records: Records, database_url: str) -> None:
    """Unique values, ids of the client's, and rows that a hidden one keeps from being deleted."""
    service, name = records

    async def run() -> None:
        async with engine_for(database_url) as engine, context_of(service, name, engine) as context:
            person, label, task = (service.entity(each) for each in ("Person", "Label", "Task"))
            note, other = service.entity("Note"), context.other(service.entity("Note"))
            context.hide(service.entities)
            for entity, taken in (
                (person, {"id": context.subject(person).key}),
                (person, {"email": context.subject(person).body["email"]}),
                (label, {"name": context.subject(label).body["name"]}),
                (task, {each.name: context.subject(task).body[each.name] for each in task.key}),
            ):
                async with context.trial():
                    body = context.spare[entity.name]
                    assert (await context.send("POST", f"/{entity.path}", json=body)).status == 201
                async with context.trial():
                    response = await context.send("POST", f"/{entity.path}", json=body | taken)
                    assert response.status == 409, f"{entity.name} {taken}: {response}"
            async with context.trial():
                made = await context.send("POST", "/labels", json=context.spare["Label"])
                changes = {"label_id": made.json()["id"]}
                headers = {"If-Match": "*"}
                path, at = path_of(note, other.key), path_of(label, made.json()["id"])
                assert (await context.send("PATCH", path, headers=headers, json=changes)).status == 200
                context.hidden["Note"].add(python_key(note, other.key))
                assert (await context.send("DELETE", at)).status == 409

    asyncio.run(run())
