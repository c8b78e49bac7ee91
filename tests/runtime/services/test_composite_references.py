"""References to entities with a composite key, over HTTP on both databases and every code path.

One file, because its tests share one generated package.
"""

from importlib import import_module
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import ColumnElement

from specloom.emit.openapi.document import document
from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import CODE_PATHS, Client, Run, install, new, problem, runner

SPEC = """
entities:
  Order:
    fields: {}
  OrderLine:
    id: [order, line]
    fields:
      order:  {type: Order, on_delete: cascade, inverse: lines}
      line:   integer
      parent: {type: OrderLine, nullable: true, on_delete: set_null, inverse: children}
  Shipment:
    fields:
      line:   {type: OrderLine, on_delete: cascade, inverse: shipments}
      spare:  {type: OrderLine, nullable: true, on_delete: set_null, unique: true, inverse: spared}
      first:  {type: OrderLine, nullable: true, immutable: true}
      secret: {type: OrderLine, nullable: true, sensitive: true, unique: true}
  Parcel:
    id: [line, number]
    fields:
      line:   {type: OrderLine, on_delete: cascade, inverse: parcels}
      number: {type: integer, min: 1, max: 99}
  Label:
    fields:
      parcel: {type: Parcel, nullable: true, on_delete: set_null}
"""
NOBODY = str(uuid4())


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    return install(service, tmp_path_factory.mktemp("composite_references"), "composite_references_served")


@pytest.fixture(params=CODE_PATHS)
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Run:
    """Runs a scenario with a client, and with services that replace generated ones."""
    return runner(package, database_url, CODE_PATHS[request.param])


async def new_order(client: Client, *lines: int) -> str:
    """Create an order with lines of these numbers, and return its id."""
    order: str = (await new(client, "/orders")).json()["id"]
    for line in lines:
        await new(client, "/order-lines", order_id=order, line=line)
    return order


def to(relation: str, order: str | None, line: int | None) -> dict[str, Any]:
    """Return the members of a body that refer to a line."""
    return {f"{relation}_order_id": order, f"{relation}_line": line}


def named(relation: str, code: str) -> list[tuple[str, str]]:
    """Return the pointers and codes of a problem with a reference."""
    return [(f"/body/{name}", code) for name in to(relation, None, None)]


def test_a_reference_has_a_member_for_each_part(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2)
        made = await new(client, "/shipments", **to("line", order, 2), **to("spare", order, 1))
        path = made.headers["location"]
        shown = {**to("line", order, 2), **to("spare", order, 1), **to("first", None, None)}
        assert {name: made.json()[name] for name in shown} == shown
        assert not {"line_id", "secret_line", "secret_order_id"} & made.json().keys()
        changed = await client.patch(path, json={"line_line": 1})
        assert changed.json()["line_line"] == 1 and changed.headers["etag"] != made.headers["etag"]
        cleared = await client.patch(path, json=to("spare", None, None))
        assert cleared.json()["spare_line"] is None and cleared.json()["spare_order_id"] is None
        whole = {**to("line", order, 2), **to("spare", order, 2)}
        assert (await client.put(path, json=whole)).json()["spare_line"] == 2
        assert problem(await client.patch(path, json=to("first", order, 1)), 422) == named(
            "first", "extra_forbidden"
        )
        assert problem(await client.post("/shipments", json={"line_order_id": order}), 422) == [
            ("/body/line_line", "missing")
        ]

    run(scenario)


def test_a_missing_target_is_a_conflict_that_names_every_part(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1)
        path = (await new(client, "/shipments", **to("line", order, 1))).headers["location"]
        for body in (to("line", order, 2), to("line", NOBODY, 1)):
            assert problem(await client.post("/shipments", json=body), 409) == named("line", "missing_target")
            assert problem(await client.patch(path, json=body), 409) == named("line", "missing_target")
        assert problem(await client.patch(path, json={"line_line": 2}), 409) == named(
            "line", "missing_target"
        )
        batch = {"create": [to("line", order, 1), to("line", order, 3)]}
        found = problem(await client.post("/shipments/batch", json=batch), 409)
        assert found == [(f"/body/create/1/{name}", "missing_target") for name in to("line", None, None)]
        hidden = {**to("line", order, 1), **to("secret", order, 7)}
        assert problem(await client.post("/shipments", json=hidden), 409) == []

    run(scenario)


def test_a_nullable_reference_is_complete_or_null(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1)
        path = (await new(client, "/shipments", **to("line", order, 1))).headers["location"]
        for half in ({"spare_line": 1}, {"spare_order_id": order}):
            body = {**to("line", order, 1), **half}
            assert problem(await client.post("/shipments", json=body), 409) == named("spare", "check")
            assert problem(await client.patch(path, json=half), 409) == named("spare", "check")
            items = {"create": [body]}
            found = problem(await client.post("/shipments/batch", json=items), 409)
            assert found == [(f"/body/create/0/{name}", "check") for name in to("spare", None, None)]
        assert (await client.patch(path, json=to("spare", order, 1))).status_code == 200
        assert problem(await client.patch(path, json={"spare_line": None}), 409) == named("spare", "check")
        hidden = {**to("line", order, 1), "secret_line": 1}
        assert problem(await client.post("/shipments", json=hidden), 409) == []

    run(scenario)


def test_a_unique_reference_expands_to_one_row(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2)
        line = to("line", order, 1)
        first = (await new(client, "/shipments", **line, **to("spare", order, 1))).json()
        taken = await client.post("/shipments", json={**line, **to("spare", order, 1)})
        assert problem(taken, 409) == named("spare", "unique")
        await new(client, "/shipments", **line, **to("spare", order, 2))
        await new(client, "/shipments", **line)
        await new(client, "/shipments", **line, **to("secret", order, 2))
        assert problem(await client.post("/shipments", json={**line, **to("secret", order, 2)}), 409) == []
        shown = (await client.get(f"/order-lines/{order}/1?expand=spared&fields=line")).json()
        assert shown == {"line": 1, "spared": first}

    run(scenario)


def test_filters_and_expand(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order, other = await new_order(client, 1, 2), await new_order(client, 2)
        await client.patch(f"/order-lines/{order}/2", json=to("parent", order, 1))
        one = (await new(client, "/shipments", **to("line", order, 2), **to("spare", other, 2))).json()
        two = (await new(client, "/shipments", **to("line", other, 2))).json()

        async def ids(query: str) -> list[Any]:
            return [each["id"] for each in (await client.get(f"/shipments?{query}")).json()["items"]]

        assert await ids(f"line_order_id={order}&line_line=2") == [one["id"]]
        assert await ids("line_line__gt=1&sort=-spare_line,id") == [one["id"], two["id"]]
        assert await ids("spare_line__isnull=true") == [two["id"]]
        lines = {
            (line["order_id"], line["line"]): line
            for line in (await client.get("/order-lines")).json()["items"]
        }
        shown = (await client.get("/shipments?expand=line.parent,spare,first")).json()["items"]
        parent = lines[order, 1]
        assert [each["line"] for each in shown] == [
            {**lines[order, 2], "parent": parent},
            {**lines[other, 2], "parent": None},
        ]
        assert [each["spare"] for each in shown] == [lines[other, 2], None]
        assert [each["first"] for each in shown] == [None, None]
        shown = (
            await client.get("/order-lines?expand=children,shipments&fields=line&sort=order_id,line")
        ).json()
        found = [(each["children"], each["shipments"]) for each in shown["items"]]
        assert found == [([lines[order, 2]], []), ([], [one]), ([], [two])]
        narrow = (await client.get(f"/shipments/{one['id']}?fields=id&expand=line")).json()
        assert narrow == {"id": one["id"], "line": lines[order, 2]}
        both = (await client.get("/orders?expand=lines.shipments&sort=id")).json()["items"]
        assert [[len(line["shipments"]) for line in each["lines"]] for each in both] == [[0, 1], [1]]

    run(scenario)


def test_a_deletion_sets_null_or_is_restricted(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2, 3)
        await client.patch(f"/order-lines/{order}/2", json=to("parent", order, 1))
        shipment = await new(
            client, "/shipments", **to("line", order, 2), **to("spare", order, 1), **to("first", order, 3)
        )
        path = shipment.headers["location"]
        problem(await client.delete(f"/order-lines/{order}/3"), 409)
        before = await client.get(f"/order-lines/{order}/2")
        assert (await client.delete(f"/order-lines/{order}/1")).status_code == 204
        after, released = await client.get(f"/order-lines/{order}/2"), await client.get(path)
        assert after.json()["parent_line"] is None and after.json()["parent_order_id"] is None
        assert after.headers["etag"] != before.headers["etag"]
        assert released.json()["spare_line"] is None and released.json()["line_line"] == 2
        assert released.headers["etag"] != shipment.headers["etag"]
        batch = {"delete": [{"order_id": order, "line": 2}]}
        assert (await client.post("/order-lines/batch", json=batch)).status_code == 200
        problem(await client.get(path), 404)
        assert (await client.delete(f"/order-lines/{order}/3")).status_code == 204

    run(scenario)


def test_cascades_through_keys_within_keys(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2)
        path = f"/parcels/{order}/2/7"
        parcel = await new(client, "/parcels", **to("line", order, 2), number=7)
        assert parcel.headers["location"] == path
        again = await client.post("/parcels", json={**to("line", order, 2), "number": 7})
        assert problem(again, 409) == [*named("line", "unique"), ("/body/number", "unique")]
        key = {"parcel_line_order_id": order, "parcel_line_line": 2, "parcel_number": 7}
        # The limits of new keys do not apply to existing ones.
        beyond = await client.post("/labels", json={**key, "parcel_number": 100})
        assert problem(beyond, 409) == [(f"/body/{name}", "missing_target") for name in key]
        problem(await client.get(f"/parcels/{order}/2/100"), 404)
        label = await new(client, "/labels", **key)
        at = label.headers["location"]
        shown = (await client.get(f"{at}?expand=parcel.line&fields=id")).json()
        assert shown["parcel"]["number"] == 7 and shown["parcel"]["line"]["line"] == 2
        assert (await client.get(f"/order-lines/{order}/2?expand=parcels")).json()["parcels"] == [
            parcel.json()
        ]
        assert (await client.delete(f"/orders/{order}")).status_code == 204
        problem(await client.get(path), 404)
        after = await client.get(at)
        assert {name: after.json()[name] for name in key} == dict.fromkeys(key)
        assert after.headers["etag"] != label.headers["etag"]

    run(scenario)


def test_a_hidden_target_is_missing(run: Run, package: str) -> None:
    model = import_module(f"{package}.models.order_line").OrderLine

    def visible(_: object) -> ColumnElement[bool]:
        found: ColumnElement[bool] = model.line < 10
        return found

    generated = import_module(f"{package}.services.order_line").OrderLineService
    lines = type("Lines", (generated,), {"visible": visible})

    async def create(client: Client, **body: Any) -> httpx.Response:
        return await client.post("/shipments", json=body)

    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 10)
        missing = named("line", "missing_target")
        assert problem(await create(client, **to("line", order, 10)), 409) == missing
        items = {"create": [to("line", order, 1), to("line", order, 10)]}
        found = problem(await client.post("/shipments/batch", json=items), 409)
        assert [pointer for pointer, _ in found] == [
            f"/body/create/1/{name}" for name in to("line", None, None)
        ]
        made = await new(client, "/shipments", **to("line", order, 1))
        for part in ({"line_line": 10}, to("line", order, 10)):
            assert problem(await client.patch(made.headers["location"], json=part), 409) == missing
            item = {"id": made.json()["id"], "changes": part}
            problem(await client.post("/shipments/batch", json={"update": [item]}), 409)
        assert (await client.get(made.headers["location"])).content == made.content
        assert (
            await client.patch(made.headers["location"], json={"line_order_id": order})
        ).status_code == 200
        nowhere = f"/shipments/{NOBODY}"
        for part in ({"line_line": 10}, {"line_line": 11}, to("line", order, 10)):
            problem(await client.patch(nowhere, json=part), 404)
            late = {"If-Match": '"0"'}
            problem(await client.patch(made.headers["location"], json=part, headers=late), 412)

    run(scenario, order_line=lines)


def test_an_unchanged_reference_to_a_hidden_row_is_accepted(run: Run, package: str) -> None:
    """A hidden target is accepted if the reference does not change and responses contain it."""
    model = import_module(f"{package}.models.order_line").OrderLine
    generated = import_module(f"{package}.services.order_line").OrderLineService
    shown = {1, 2, 3}
    lines = type("Lines", (generated,), {"visible": lambda _: model.line.in_(shown)})

    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2, 3)
        made = await new(client, "/shipments", **to("line", order, 2), **to("secret", order, 3))
        path, id = made.headers["location"], made.json()["id"]
        shown.clear()
        shown.add(1)
        for body in (to("line", order, 2), {"line_line": 2}, {}):
            response = await client.patch(path, json=body)
            assert response.status_code == 200 and response.content == made.content
            item = {"id": id, "changes": body}
            assert (await client.post("/shipments/batch", json={"update": [item]})).status_code == 200
        whole = to("line", order, 2) | to("spare", None, None)
        assert (await client.put(path, json=whole)).content == made.content
        # A value that no response contains could be guessed.
        problem(await client.patch(path, json=to("secret", order, 3)), 409)
        problem(await client.patch(path, json=to("line", order, 3)), 409)
        problem(await client.put(path, json=whole | to("spare", order, 2)), 409)

    run(scenario, order_line=lines)


def test_the_document_links_every_part(service: Service) -> None:
    described = document(service)
    links = described["paths"]["/order-lines"]["post"]["responses"]["201"]["links"]
    body = links["create_shipment"]["requestBody"]
    parts = {"order_id": "$response.body#/order_id", "line": "$response.body#/line"}
    for relation in ("line", "spare", "first", "secret"):
        assert {part: body[f"{relation}_{part}"] for part in parts} == parts
    assert links["list_shipments.line"]["parameters"] == {
        f"query.line_{name}": pointer for name, pointer in parts.items()
    }
    assert not any("secret" in name for name in links)
    labels = described["paths"]["/parcels"]["post"]["responses"]["201"]["links"]["create_label"][
        "requestBody"
    ]
    assert labels["parcel_line_line"] == "$response.body#/line_line"
    assert "409" in described["paths"]["/order-lines/{order_id}/{line}"]["delete"]["responses"]
    assert (
        "409"
        not in described["paths"]["/parcels/{line_order_id}/{line_line}/{number}"]["delete"]["responses"]
    )
