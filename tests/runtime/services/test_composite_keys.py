"""Entities with a composite key, over HTTP on both databases and every code path.

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
from tests.support.composite_apps import CODE_PATHS, DRIVER, Client, Run, install, new, problem, runner
from tests.support.databases import new_postgres_database

SPEC = """
entities:
  Order:
    fields:
      number: {type: string, max_length: 20}
  Product:
    id: string
  OrderLine:
    id: [order, line]
    fields:
      amount:  {type: decimal, max_digits: 10, decimal_places: 2, default: "1"}
      order:   {type: Order, on_delete: cascade, inverse: lines}
      line:    integer
      note:    {type: text, nullable: true}
      secret:  {type: string, sensitive: true, nullable: true, unique: true}
      product: {type: Product, nullable: true, on_delete: set_null}
    search: note
  Price:
    id: [sku, colour, day, product]
    fields:
      value:   {type: bigint, unique: true}
      sku:     {type: string, max_length: 10}
      colour:  {type: enum, values: [red, Dark.green]}
      day:     date
      product: Product
    versioned: required
  Named:
    id: [data, query, if_none_match, service, db]
    fields:
      data: integer
      query: integer
      if_none_match: integer
      service: integer
      db: integer
      note: {type: text, nullable: true}
"""


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    return install(service, tmp_path_factory.mktemp("composite"), "composite_served")


@pytest.fixture(params=CODE_PATHS)
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Run:
    """Runs a scenario with a client, and with services that replace generated ones."""
    return runner(package, database_url, CODE_PATHS[request.param])


def test_a_create_and_a_batch_can_be_repeated(run: Run) -> None:
    """If callers cannot be identified, rows are read again by the keys in the response."""

    async def scenario(client: Client) -> None:
        order = await new_order(client)
        await new(client, "/products", id="p")
        price = {"sku": "a_b", "colour": "Dark.green", "day": "2026-01-31", "product_id": "p", "value": 2**60}
        line = {"order_id": order, "line": 1}
        changed = [{**line, "line": 2, "changes": {"note": "new"}}]
        await new(client, "/order-lines", **line | {"line": 2})
        for path, body in (
            ("/prices", price),
            ("/order-lines", line),
            ("/order-lines/batch", {"create": [{**line, "line": 3}], "update": changed, "delete": [line]}),
        ):
            key = {"idempotency-key": "key"}
            first, again = [await client.post(path, json=body, headers=key) for _ in range(2)]
            assert first.status_code in (200, 201), first.text
            assert again.headers.pop("idempotent-replayed") == "true"
            assert (again.status_code, again.content) == (first.status_code, first.content)
            assert again.headers == first.headers

    run(scenario)


async def new_order(client: Client, *lines: int, **body: Any) -> str:
    """Create an order with lines of these numbers, and return its id."""
    order: str = (await new(client, "/orders", number="1")).json()["id"]
    for line in lines:
        await new(client, "/order-lines", order_id=order, line=line, **body)
    return order


def test_a_row_is_read_changed_and_deleted_at_its_key(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client)
        made = await new(client, "/order-lines", order_id=order, line=-7, amount="2.5")
        path = f"/order-lines/{order}/-7"
        assert made.headers["location"] == path and "id" not in made.json()
        read = await client.get(path)
        assert read.content == made.content and read.headers["etag"] == made.headers["etag"]
        assert (await client.head(path)).headers["content-length"] == str(len(read.content))
        tag = {"If-None-Match": read.headers["etag"]}
        assert (await client.get(path, headers=tag)).status_code == 304
        changed = await client.patch(path, json={"amount": "3"}, headers={"If-Match": read.headers["etag"]})
        assert changed.status_code == 200
        assert changed.json()["amount"] == "3.00" and changed.json()["line"] == -7
        assert changed.headers["etag"] != read.headers["etag"]
        same = await client.patch(path, json={"amount": "3"})
        assert same.content == changed.content and same.headers["etag"] == changed.headers["etag"]
        problem(
            await client.patch(path, json={"amount": "4"}, headers={"If-Match": read.headers["etag"]}), 412
        )
        whole = {"amount": "5", "note": "x", "product_id": None}
        replaced = await client.put(path, json=whole)
        assert replaced.status_code == 200 and replaced.json()["note"] == "x"
        problem(await client.delete(path, headers={"If-Match": '"1"'}), 412)
        assert (await client.delete(path)).status_code == 204
        for response in (
            await client.get(path),
            await client.delete(path),
            await client.patch(path, json={}),
        ):
            assert problem(response, 404) == []

    run(scenario)


def test_no_request_changes_or_omits_a_part_of_the_key(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1)
        path = f"/order-lines/{order}/1"
        for name, value in (("line", 2), ("order_id", order)):
            assert problem(await client.patch(path, json={name: value}), 422) == [
                (f"/body/{name}", "extra_forbidden")
            ]
            whole = {"amount": "5", "note": None, "product_id": None, name: value}
            assert problem(await client.put(path, json=whole), 422) == [(f"/body/{name}", "extra_forbidden")]
            body = {"order_id": order, "line": 9}
            del body[name]
            assert problem(await client.post("/order-lines", json=body), 422) == [
                (f"/body/{name}", "missing")
            ]
            found = problem(await client.post("/order-lines", json={**body, name: None}), 422)
            assert [pointer for pointer, _ in found] == [f"/body/{name}"]

    run(scenario)


def test_a_duplicate_key_is_a_conflict_that_names_the_parts(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order, other = await new_order(client, 1), await new_order(client)
        taken = [("/body/order_id", "unique"), ("/body/line", "unique")]
        again = await client.post("/order-lines", json={"order_id": order, "line": 1})
        assert problem(again, 409) == taken
        keyed = await client.post(
            "/order-lines", json={"order_id": order, "line": 1}, headers={"Idempotency-Key": "a"}
        )
        assert problem(keyed, 409) == taken
        batch = await client.post(
            "/order-lines/batch",
            json={"create": [{"order_id": other, "line": 1}, {"order_id": order, "line": 1}]},
        )
        assert problem(batch, 409) == [(p.replace("/body", "/body/create/1"), code) for p, code in taken]
        await new(client, "/order-lines", order_id=other, line=1)
        unknown_order = await client.post("/order-lines", json={"order_id": str(uuid4()), "line": 1})
        assert problem(unknown_order, 409) == [("/body/order_id", "missing_target")]
        await new(client, "/order-lines", order_id=order, line=2, secret="s")
        hidden = await client.post("/order-lines", json={"order_id": order, "line": 3, "secret": "s"})
        assert problem(hidden, 409) == []

    run(scenario)


def test_an_idempotency_key_repeats_the_response(run: Run) -> None:
    async def scenario(client: Client) -> None:
        body, key = {"order_id": await new_order(client), "line": 4}, {"Idempotency-Key": "k"}
        first, again = [await client.post("/order-lines", json=body, headers=key) for _ in range(2)]
        assert first.status_code == again.status_code == 201 and first.content == again.content
        assert first.headers["location"] == again.headers["location"] == f"/order-lines/{body['order_id']}/4"
        assert (await client.get("/order-lines?count=true")).json()["total"] == 1

    run(scenario)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("{order}/2", 404),
        ("{order}/x", 422),
        ("{order}/01", 422),
        ("{order}/2147483648", 422),
        ("{order}/%00", 422),
        ("{order}/1%2F", 404),
        ("{order}/1/", 404),
        ("{order}/1/1", 404),
        ("{order}//1", 404),
        ("{order}", 404),
        ("{order}/", 404),
        ("1/{order}", 422),
        ("batch/1", 422),
        ("x%2Fy/1", 404),
    ],
)
def test_a_path_without_a_row(run: Run, path: str, status: int) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1)
        wrong = f"/order-lines/{path.format(order=order)}"
        for method in ("GET", "DELETE"):
            found = problem(await client.request(method, wrong), status)
            assert all(pointer in ("/path/order_id", "/path/line") for pointer, _ in found)
        assert problem(await client.patch(wrong, json={}), status) == found

    run(scenario)


def test_literal_segments_and_methods(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            response = await client.request(method, "/order-lines/batch")
            problem(response, 405)
            assert response.headers["allow"] == "POST"
        response = await client.post(f"/order-lines/{order}/1")
        problem(response, 405)
        assert response.headers["allow"] == "DELETE, GET, HEAD, PATCH, PUT"

    run(scenario)


def test_parts_of_every_kind(run: Run) -> None:
    async def scenario(client: Client) -> None:
        await new(client, "/products", id="P-1")
        key = {"sku": "batch", "colour": "Dark.green", "day": "2024-02-29", "product_id": "P-1"}
        made = await new(client, "/prices", **key, value=5)
        path = made.headers["location"]
        assert path == "/prices/batch/Dark.green/2024-02-29/P-1"
        assert (await client.get(path)).json() == made.json()
        problem(await client.patch(path, json={"value": 6}), 428)
        changed = await client.patch(path, json={"value": 6}, headers={"If-Match": made.headers["etag"]})
        assert changed.json()["value"] == 6
        for wrong in (
            "a.b/red/2024-02-29/P-1",
            "a/green/2024-02-29/P-1",
            "a/red/2024-02-30/P-1",
            "a/red/2024-02-29/!",
        ):
            problem(await client.get(f"/prices/{wrong}"), 422)
        for body in (
            {"sku": ""},
            {"sku": "a/b"},
            {"sku": "."},
            {"sku": "a b"},
            {"sku": "é"},
            {"colour": "green"},
        ):
            problem(await client.post("/prices", json={**key, **body, "value": 1}), 422)
        item = {**key, "if_match": "*"}
        done = await client.post("/prices/batch", json={"update": [{**item, "changes": {"value": 7}}]})
        assert done.json()["updated"][0]["value"] == 7
        assert problem(await client.post("/prices/batch", json={"delete": [key]}), 422) == [
            ("/body/delete/0/if_match", "missing")
        ]
        problem(await client.delete("/products/P-1"), 409)
        gone = await client.post("/prices/batch", json={"delete": [item]})
        assert gone.json() == {"created": [], "updated": [], "deleted": [key]}
        assert (await client.delete("/products/P-1")).status_code == 204

    run(scenario)


@pytest.mark.parametrize(
    "sort", [None, "line", "-line", "-order_id", "order_id,-line", "-amount", "note,line"]
)
def test_pages_contain_each_row_once_in_both_directions(run: Run, sort: str | None) -> None:
    async def scenario(client: Client) -> None:
        for _ in range(3):
            await new_order(client, 3, 1, 2)
        params: dict[str, Any] = {"limit": 2, **({"sort": sort} if sort else {})}
        whole = (await client.get("/order-lines", params={**params, "limit": 100})).json()["items"]
        if sort in (None, "-amount", "note,line"):  # all have the same values except the line
            keys = [(row["order_id"], row["line"]) for row in whole]
            assert keys == sorted(keys, key=lambda key: key if sort != "note,line" else (key[1], key[0]))
        seen: list[Any] = []
        page = (await client.get("/order-lines", params=params)).json()
        while page["next_cursor"] is not None:
            seen += page["items"]
            page = (await client.get("/order-lines", params={**params, "cursor": page["next_cursor"]})).json()
        seen += page["items"]
        assert seen == whole and len(whole) == 9
        back = page["items"]
        while page["previous_cursor"] is not None:
            page = (
                await client.get("/order-lines", params={**params, "cursor": page["previous_cursor"]})
            ).json()
            back = page["items"] + back
        assert back == whole

    run(scenario)


def test_a_cursor_is_valid_for_one_order(run: Run) -> None:
    async def scenario(client: Client) -> None:
        await new_order(client, 1, 2)
        cursor = (await client.get("/order-lines?limit=1&sort=line")).json()["next_cursor"]
        assert (await client.get(f"/order-lines?limit=1&sort=line&cursor={cursor}")).status_code == 200
        for query in ("sort=-line", "sort=line&line=1", ""):
            problem(await client.get(f"/order-lines?limit=1&{query}&cursor={cursor}"), 404)

    run(scenario)


def test_filters_search_and_views(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order, other = await new_order(client, 1, 2, 3), await new_order(client, 2, note="Blue moon")

        async def lines(query: str) -> list[Any]:
            page = (await client.get(f"/order-lines?sort=line&{query}")).json()
            return [item["line"] for item in page["items"]]

        assert await lines(f"order_id={order}&line__gt=1") == [2, 3]
        assert await lines(f"order_id__in={order},{other}&line__lte=2") == [1, 2, 2]
        assert await lines("q=moon") == [2] and await lines("q=sun") == []
        path = f"/order-lines/{other}/2"
        assert (await client.patch(path, json={"note": "sun"})).status_code == 200
        assert await lines("q=moon") == [] and await lines("q=sun") == [2]
        assert (await client.get(f"{path}?fields=line,note")).json() == {"line": 2, "note": "sun"}
        page = (await client.get(f"/order-lines?fields=note&order_id={order}")).json()
        assert page["items"] == [{"note": None}] * 3
        expanded = (await client.get(f"{path}?fields=line&expand=order.lines")).json()
        assert list(expanded) == ["line", "order"] and expanded["order"]["id"] == other
        assert expanded["order"]["lines"] == [(await client.get(path)).json()]
        found = (await client.get("/orders?expand=lines")).json()["items"]
        assert [[line["line"] for line in each["lines"]] for each in found] == [[1, 2, 3], [2]]
        assert (await client.delete(path)).status_code == 204 and await lines("q=sun") == []

    run(scenario)


def test_parts_may_be_called_like_the_arguments_of_routes(run: Run) -> None:
    async def scenario(client: Client) -> None:
        parts = {"data": 1, "query": 2, "if_none_match": 3, "service": 4, "db": 5}
        made = await new(client, "/nameds", **parts)
        path = "/nameds/1/2/3/4/5"
        assert (await client.get(path)).json() == made.json()
        assert (await client.get(path, headers={"If-None-Match": made.headers["etag"]})).status_code == 304
        assert (await client.patch(path, json={"note": "a"})).json()["note"] == "a"
        assert (await client.put(path, json={"note": "b"})).json()["note"] == "b"
        assert (await client.get(path, params={"fields": "note"})).json() == {"note": "b"}
        assert problem(await client.get("/nameds/x/2/3/4/5"), 422)[0][0] == "/path/data"
        assert (await client.delete(path)).status_code == 204

    run(scenario)


def test_a_batch_identifies_rows_by_all_parts(run: Run) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 1, 2, 3)
        key = [{"order_id": order, "line": line} for line in range(5)]

        async def batch(**items: Any) -> httpx.Response:
            return await client.post("/order-lines/batch", json=items)

        done = await batch(
            create=[{**key[2], "note": "new"}, {"order_id": order, "line": 9}, key[0]],
            update=[{**key[3], "changes": {"note": "x"}}, {**key[1], "changes": {"note": "y"}}],
            delete=[key[2]],
        )
        assert done.status_code == 200, done.text
        assert [(row["line"], row["note"]) for row in done.json()["created"]] == [
            (2, "new"),
            (9, None),
            (0, None),
        ]
        assert [(row["line"], row["note"]) for row in done.json()["updated"]] == [(3, "x"), (1, "y")]
        assert done.json()["deleted"] == [key[2]]
        assert problem(await batch(delete=[key[1], key[4]]), 404) == [("/body/delete/1", "not_found")]
        twice = problem(await batch(update=[{**key[1], "changes": {}}], delete=[key[1]]), 409)
        assert twice == [
            (f"/body/{item}/0/{part}", "repeated") for item in ("update", "delete") for part in key[1]
        ]
        late = problem(await batch(delete=[{**key[1], "if_match": '"1"'}]), 412)
        assert late == [("/body/delete/0", "precondition_failed")]
        found = problem(await batch(delete=[{"order_id": order}, {"id": order}]), 422)
        assert ("/body/delete/0/line", "missing") in found
        assert [row["line"] for row in (await client.get("/order-lines?sort=line")).json()["items"]] == [
            0,
            1,
            2,
            3,
            9,
        ]

    run(scenario)


def test_a_deletion_cascades_or_sets_null(run: Run) -> None:
    async def scenario(client: Client) -> None:
        await new(client, "/products", id="P")
        order = await new_order(client, 1, product_id="P")
        path = f"/order-lines/{order}/1"
        before = await client.get(path)
        assert (await client.delete("/products/P")).status_code == 204
        after = await client.get(path)
        assert after.json()["product_id"] is None and after.headers["etag"] != before.headers["etag"]
        assert (await client.delete(f"/orders/{order}")).status_code == 204
        problem(await client.get(path), 404)

    run(scenario)


def test_an_override_gets_keys_as_tuples_and_hides_rows(run: Run, package: str) -> None:
    module = import_module(f"{package}.services.order_line")
    model = import_module(f"{package}.models.order_line").OrderLine
    asked: list[Any] = []

    class Lines(module.OrderLineService):  # type: ignore[misc,name-defined] # it is made by the test
        def visible(self) -> ColumnElement[bool]:
            found: ColumnElement[bool] = model.line > 0
            return found

        async def update(self, db: Any, id: Any, data: Any, if_match: str | None = None) -> Any:
            asked.append(id)
            return await super().update(db, id, data, if_match)

    async def scenario(client: Client) -> None:
        order = await new_order(client, 0, 1)
        problem(await client.get(f"/order-lines/{order}/0"), 404)
        problem(await client.delete(f"/order-lines/{order}/0"), 404)
        assert (await client.get("/order-lines?count=true")).json()["total"] == 1
        assert (await client.patch(f"/order-lines/{order}/1", json={"note": "x"})).status_code == 200
        item = {"order_id": order, "line": 1, "changes": {"note": "y"}}
        done = await client.post("/order-lines/batch", json={"update": [item]})
        assert done.json()["updated"][0]["note"] == "y"
        assert [(str(one), two) for one, two in asked] == [(order, 1)] * 2

    run(scenario, order_line=Lines)


def test_reads_use_a_driver_connection(package: str, postgres_server: str) -> None:
    async def scenario(client: Client) -> None:
        order = await new_order(client, 2, 1, note="x")
        row = (await client.get(f"/order-lines/{order}/1")).json()
        assert row["line"] == 1 and row["note"] == "x"
        problem(await client.get(f"/order-lines/{order}/3"), 404)
        page = (await client.get("/order-lines?limit=1&q=x")).json()
        assert page["items"] == [row]
        page = (await client.get(f"/order-lines?limit=1&q=x&cursor={page['next_cursor']}")).json()
        assert [item["line"] for item in page["items"]] == [2] and page["next_cursor"] is None

    with new_postgres_database(postgres_server) as url:
        runner(package, url, DRIVER)(scenario)


def test_the_document_describes_every_part(service: Service) -> None:
    described = document(service)
    path = described["paths"]["/order-lines/{order_id}/{line}"]
    assert [each["name"] for each in path["parameters"]] == ["order_id", "line"]
    assert path["parameters"][1]["schema"]["type"] == "integer"
    assert not {"/order-lines/{order_line_id}", "/order-lines/{order_id}"} & described["paths"].keys()
    links = described["paths"]["/order-lines"]["post"]["responses"]["201"]["links"]
    parts = {f"path.{name}": f"$response.body#/{name}" for name in ("order_id", "line")}
    for operation in ("read", "update", "replace", "delete"):
        assert links[f"{operation}_order_line"]["parameters"] == parts
    schemas = described["components"]["schemas"]
    assert {"order_id", "line"} <= {*schemas["OrderLineCreate"]["required"]}
    assert not {"order_id", "line", "id"} & schemas["OrderLineUpdate"]["properties"].keys()
    assert not {"order_id", "line", "id"} & schemas["OrderLineReplace"]["properties"].keys()
    item = schemas["OrderLineBatch"]["properties"]["delete"]["items"]
    assert item["required"] == ["order_id", "line"] and "id" not in item["properties"]
