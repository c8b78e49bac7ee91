"""Soft deletion that cascades to rows with a composite key, which are deleted permanently."""

import pytest

from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import CODE_PATHS, Client, Run, install, new, problem, runner
from tests.support.showing_deleted import show_deleted

SPEC = """
entities:
  Order:
    soft_delete: true
    fields: {}
  OrderLine:
    id: [order, line]
    fields:
      order: {type: Order, on_delete: cascade}
      line:  integer
      next:  {type: Order, nullable: true, on_delete: set_null}
  Parcel:
    fields:
      line: {type: OrderLine, on_delete: cascade}
  Shipment:
    fields:
      line: {type: OrderLine, nullable: true, on_delete: set_null}
  Return:
    soft_delete: true
    fields:
      line: {type: OrderLine, on_delete: restrict}
"""
MANY = 1_100
"""Lines of an order that are more than one statement is given."""


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    name = install(service, tmp_path_factory.mktemp("soft_composite"), "soft_composite_served")
    show_deleted(name)
    return name


@pytest.fixture(params=CODE_PATHS)
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Run:
    """Runs a scenario with a client, and with services that replace generated ones."""
    return runner(package, database_url, CODE_PATHS[request.param])


def test_lines_are_deleted_with_their_order_and_apply_on_delete(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = (await new(client, "/orders")).json()["id"]
        other = (await new(client, "/orders")).json()["id"]
        for id in (order, other):
            await new(client, "/order-lines", order_id=id, line=1)
        to = {"line_order_id": order, "line_line": 1}
        parcel = (await new(client, "/parcels", **to)).json()["id"]
        shipment = await new(client, "/shipments", **to)
        kept = await new(client, "/shipments", line_order_id=other, line_line=1)

        assert (await client.delete(f"/orders/{order}")).status_code == 204
        assert (await client.get(f"/orders/{order}")).status_code == 404
        assert (await client.get(f"/order-lines/{order}/1")).status_code == 404
        assert (await client.get(f"/parcels/{parcel}")).status_code == 404
        released = await client.get(f"/shipments/{shipment.json()['id']}")
        assert (released.json()["line_order_id"], released.json()["line_line"]) == (None, None)
        assert released.headers["etag"] != shipment.headers["etag"]
        untouched = await client.get(f"/shipments/{kept.json()['id']}")
        assert untouched.headers["etag"] == kept.headers["etag"]

        assert (await client.post(f"/orders/{order}/restore")).status_code == 200
        assert (await client.get("/order-lines")).json()["items"] == [{**(await line_of(client, other))}]
        refused = await client.post("/order-lines", json={"order_id": other, "line": 1})
        assert refused.status_code == 409

    run(scenario)


async def line_of(client: Client, order: str) -> dict[str, object]:
    """Return the line of an order."""
    found: dict[str, object] = (await client.get(f"/order-lines/{order}/1")).json()
    return found


def test_a_deleted_row_still_restricts_a_permanent_deletion(run: Run) -> None:
    """The line would be deleted permanently, but the deleted row still refers to it."""

    async def scenario(client: Client) -> None:
        order = (await new(client, "/orders")).json()["id"]
        await new(client, "/order-lines", order_id=order, line=1)
        back = (await new(client, "/returns", line_order_id=order, line_line=1)).json()["id"]
        assert (await client.delete(f"/orders/{order}")).status_code == 409
        assert (await client.delete(f"/returns/{back}")).status_code == 204
        assert (await client.delete(f"/orders/{order}")).status_code == 409
        assert (await client.get(f"/order-lines/{order}/1")).status_code == 200

    run(scenario)


def test_a_new_line_cannot_refer_to_a_deleted_order(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = (await new(client, "/orders")).json()["id"]
        assert (await client.delete(f"/orders/{order}")).status_code == 204
        refused = await client.post("/order-lines", json={"order_id": order, "line": 1})
        assert refused.status_code == 409
        assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/order_id"]
        batch = {"create": [{"order_id": order, "line": 1}]}
        assert (await client.post("/order-lines/batch", json=batch)).status_code == 409

    run(scenario)


def test_a_changed_line_cannot_refer_to_a_deleted_order(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order, gone = [(await new(client, "/orders")).json()["id"] for _ in range(2)]
        await new(client, "/order-lines", order_id=order, line=1)
        assert (await client.delete(f"/orders/{gone}")).status_code == 204
        for send in (client.patch, client.put):
            refused = await send(f"/order-lines/{order}/1", json={"next_id": gone})
            assert [pointer for pointer, _ in problem(refused, 409)] == ["/body/next_id"]
            problem(await send(f"/order-lines/{order}/2", json={"next_id": gone}), 404)

    run(scenario)


def test_many_lines_are_deleted_with_their_order(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = (await new(client, "/orders")).json()["id"]
        for start in range(0, MANY, 100):
            lines = [{"order_id": order, "line": line} for line in range(start, start + 100)]
            made = await client.post("/order-lines/batch", json={"create": lines})
            assert made.status_code == 200
        assert (await client.delete(f"/orders/{order}")).status_code == 204
        assert (await client.get("/order-lines?count=true")).json()["total"] == 0

    run(scenario)
