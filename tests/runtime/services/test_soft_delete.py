"""Soft deletion over HTTP, on both databases and every code path: no response contains a deleted row.

One file, because its tests share one generated package.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.support import soft_delete_apps
from tests.support.databases import new_postgres_database
from tests.support.soft_delete_apps import Make, Shop, problem, service_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("soft")
    soft_delete_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "postgresql through the session"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases, with one of the code paths."""
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder / 'soft.db'}"
        if request.param != "sqlite":
            url = stack.enter_context(new_postgres_database(request.getfixturevalue("postgres_server")))
        yield soft_delete_apps.maker(url, slow=request.param.endswith("session"))


@pytest.fixture
def shop(make: Make) -> Iterator[Shop]:
    """A client of the generated services."""
    with TestClient(make()) as client:
        yield Shop(client)


def test_a_deleted_row_is_404_for_every_method(shop: Shop) -> None:
    id = shop.customer()
    path = f"/customers/{id}"
    whole = {"email": "x@example.com", "region": "a", "code": "b"}
    shop.delete_row(path)
    for response in (
        shop.get(path),
        shop.get(path, params={"fields": "id"}),
        shop.get(path, params={"expand": "orders"}),
        shop.patch(path, json={"region": "south"}),
        shop.patch(path, json={}),
        shop.put(path, json=whole),
        shop.delete(path),
        shop.delete(path, headers={"If-Match": "*"}),
        shop.patch(path, json={"region": "south"}, headers={"If-Match": '"1"'}),
        shop.post("/customers/batch", json={"update": [{"id": id, "changes": {"region": "south"}}]}),
        shop.post("/customers/batch", json={"delete": [{"id": id}]}),
    ):
        problem(response, 404)
    assert shop.client.head(path).status_code == 404


def test_no_list_count_or_search_contains_deleted_rows(shop: Shop) -> None:
    kept, gone = shop.customer(code="kept"), shop.customer(code="gone")
    shop.delete_row(f"/customers/{gone}")
    assert shop.ids("/customers") == [kept]
    assert shop.ids("/customers", deleted="false") == [kept]
    assert shop.ids("/customers", q="north") == [kept]
    assert shop.ids("/customers", q="gone") == []
    assert shop.ids("/customers", code="gone") == []
    assert shop.ids("/customers", fields="id", sort="-code") == [kept]
    assert shop.ids("/customers", expand="orders") == [kept]


def test_pages_skip_deleted_rows(shop: Shop) -> None:
    made = [shop.customer() for _ in range(6)]
    for id in made[1::2]:
        shop.delete_row(f"/customers/{id}")
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 1}
    while True:
        page = shop.get("/customers", params=params).json()
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == made[::2]


def test_a_deletion_checks_and_raises_the_version(shop: Shop) -> None:
    path = f"/customers/{shop.customer()}"
    before = shop.get(path)
    problem(shop.delete(path, headers={"If-Match": '"1"'}), 412)
    shop.delete_row(path, **{"If-Match": before.headers["etag"]})
    problem(shop.delete(path, headers={"If-Match": before.headers["etag"]}), 404)
    after = shop.restored(path)
    version = int(before.headers["etag"].strip('"'))
    assert after.headers["etag"] == f'"{version + 2}"'
    assert after.json()["updated_at"] > before.json()["updated_at"]
    assert after.json()["created_at"] == before.json()["created_at"]


def test_a_deletion_without_a_required_version_is_rejected(shop: Shop) -> None:
    path = f"/invoices/{shop.new('/invoices', total='1.00', customer_id=shop.customer())}"
    problem(shop.delete(path), 428)
    shop.delete_row(path, **{"If-Match": shop.tag(path)})
    problem(shop.delete(path), 404)


def test_unique_values_of_deleted_rows_can_be_reused(shop: Shop) -> None:
    first = shop.customer(email="a@example.com", region="r", code="c", secret="s")
    taken = {"email": "a@example.com", "region": "r", "code": "c", "secret": "s"}
    other = {"email": "b@example.com", "region": "r", "code": "d", "secret": "t"}
    assert problem(shop.post("/customers", json={**other, "email": "a@example.com"}), 409) == [
        ("/body/email", "unique")
    ]
    assert problem(shop.post("/customers", json={**other, "code": "c"}), 409) == [
        ("/body/region", "unique"),
        ("/body/code", "unique"),
    ]
    assert problem(shop.post("/customers", json={**other, "secret": "s"}), 409) == []
    shop.delete_row(f"/customers/{first}")
    second = shop.new("/customers", **taken)
    shop.delete_row(f"/customers/{second}")
    third = shop.new("/customers", **taken)
    assert shop.ids("/customers") == [third]
    response = shop.post("/customers/batch", json={"create": [other, {**other, "email": "a@example.com"}]})
    assert {pointer.partition("/body/create/1")[0] for pointer, _ in problem(response, 409)} == {""}


def test_a_client_given_id_cannot_be_reused(shop: Shop) -> None:
    shop.label("one")
    shop.delete_row("/labels/one")
    assert problem(shop.post("/labels", json={"id": "one", "name": "again"}), 409) == [("/body/id", "unique")]
    shop.restored("/labels/one")
    assert shop.ids("/labels") == ["one"]


def test_links_to_deleted_rows_are_hidden(shop: Shop) -> None:
    customer = shop.customer()
    shop.label("a")
    shop.label("b")
    order = shop.order(customer, label_ids=["a", "b"])
    path, before = f"/orders/{order}", shop.tag(f"/orders/{order}")
    shop.delete_row("/labels/a")
    response = shop.get(path)
    assert response.json()["label_ids"] == ["b"]
    assert response.headers["etag"] != before
    assert shop.ids(f"{path}/labels") == ["b"]
    assert shop.ids("/orders", label_id="a") == []
    assert shop.ids("/orders", label_id__in="a,b") == [order]
    assert [each["id"] for each in shop.get(path, params={"expand": "labels"}).json()["labels"]] == ["b"]
    assert shop.get("/orders").json()["items"][0]["label_ids"] == ["b"]
    problem(shop.delete(f"{path}/labels/a"), 404)
    assert problem(shop.put(f"{path}/labels/a"), 409) == [("/path/label_id", "missing_target")]
    changed = shop.tag(path)
    assert shop.patch(path, json={"label_ids": ["b"]}).headers["etag"] == changed
    shop.restored("/labels/a")
    assert shop.get(path).json()["label_ids"] == ["a", "b"]
    assert shop.tag(path) != changed


def test_hidden_links_do_not_count_and_are_not_replaced(shop: Shop) -> None:
    customer = shop.customer()
    for name in "abcd":
        shop.label(name)
    order = shop.order(customer, label_ids=["a", "b", "c"])
    shop.delete_row("/labels/a")
    assert shop.put(f"/orders/{order}/labels/d").status_code == 204
    assert shop.patch(f"/orders/{order}", json={"label_ids": ["c"]}).json()["label_ids"] == ["c"]
    batch = {"update": [{"id": order, "changes": {"label_ids": ["b"]}}]}
    assert shop.post("/orders/batch", json=batch).json()["updated"][0]["label_ids"] == ["b"]
    shop.restored("/labels/a")
    assert shop.get(f"/orders/{order}").json()["label_ids"] == ["a", "b"]


def test_a_deleted_link_row_is_hidden_from_both_ends(shop: Shop) -> None:
    order = shop.order(shop.customer())
    kept, left = shop.new("/shelves", name="kept"), shop.new("/shelves", name="left")
    shop.new("/places", order_id=order, shelf_id=kept)
    place = shop.new("/places", order_id=order, shelf_id=left)
    path = f"/orders/{order}"

    def expanded(path: str, relation: str) -> list[Any]:
        return [each["id"] for each in shop.get(path, params={"expand": relation}).json()[relation]]

    assert expanded(path, "shelves") == sorted([kept, left])
    shop.delete_row(f"/places/{place}")
    assert expanded(path, "shelves") == [kept] == shop.get(path).json()["shelf_ids"]
    assert expanded(f"/shelves/{left}", "orders") == []
    assert expanded(f"/shelves/{kept}", "orders") == [order]
    assert shop.ids(f"{path}/shelves") == [kept]
    assert shop.ids("/orders", shelf_id=left) == []
    shop.restored(f"/places/{place}")
    assert expanded(path, "shelves") == sorted([kept, left])
    assert expanded(f"/shelves/{left}", "orders") == [order]


def test_references_to_and_from_a_deleted_row(shop: Shop) -> None:
    customer = shop.customer()
    order = shop.order(customer)
    shop.label("a")
    shop.label("b", related_ids=["a"])
    found = shop.get("/labels/a", params={"expand": "related_by"}).json()
    assert [each["id"] for each in found["related_by"]] == ["b"]
    shop.delete_row("/labels/b")
    assert shop.get("/labels/a", params={"expand": "related_by"}).json()["related_by"] == []
    shop.delete_row(f"/orders/{order}")
    assert shop.get(f"/customers/{customer}", params={"expand": "orders"}).json()["orders"] == []


def test_no_response_contains_the_deletion_time(shop: Shop) -> None:
    customer = shop.get(f"/customers/{shop.customer()}")
    assert "deleted_at" not in customer.json()
    for params in ({"deleted_at": "2026-01-01T00:00:00Z"}, {"sort": "deleted_at"}, {"fields": "deleted_at"}):
        absent = shop.get(
            "/customers",
            params={
                name.replace("_at", "_by"): value.replace("_at", "_by") for name, value in params.items()
            },
        )
        response = shop.get("/customers", params=params)
        assert response.status_code == 422
        assert response.text.replace("deleted_at", "deleted_by") == absent.text
    response = shop.post(
        "/customers", json={"email": "x@example.com", "region": "a", "code": "b", "deleted_at": None}
    )
    assert problem(response, 422) == [("/body/deleted_at", "extra_forbidden")]


def test_neither_versions_nor_timestamps_are_needed(shop: Shop) -> None:
    tray = shop.new("/trays", name="one")
    shop.delete_row(f"/trays/{tray}")
    problem(shop.get(f"/trays/{tray}"), 404)
    again = shop.new("/trays", name="one", deleted=True)
    assert shop.ids("/trays") == [again]
    assert shop.ids("/trays", deleted__eq="false") == []
    assert problem(shop.post(f"/trays/{tray}/restore"), 409) == [("/path", "unique")]
    shop.delete_row(f"/trays/{again}")
    assert shop.restored(f"/trays/{tray}").json()["name"] == "one"


def test_link_rows_use_soft_deletion(shop: Shop) -> None:
    shelf, order = shop.new("/shelves", name="s"), shop.order(shop.customer())
    path = f"/orders/{order}"
    assert shop.put(f"{path}/shelves/{shelf}").status_code == 204
    (first,) = shop.ids("/places")
    before = shop.tag(path)
    shop.delete_row(f"{path}/shelves/{shelf}")
    assert shop.tag(path) != before
    assert shop.get(path).json()["shelf_ids"] == [] and shop.ids("/places") == []
    assert shop.ids(f"{path}/shelves") == [] and shop.ids("/orders", shelf_id=shelf) == []
    problem(shop.delete(f"{path}/shelves/{shelf}"), 404)
    assert shop.patch(path, json={"shelf_ids": [shelf]}).json()["shelf_ids"] == [shelf]
    (second,) = shop.ids("/places")
    assert first != second
    problem(shop.post(f"/places/{first}/restore"), 409)
    assert shop.patch(path, json={"shelf_ids": []}).json()["shelf_ids"] == []
    before = shop.tag(path)
    shop.restored(f"/places/{first}")
    assert shop.get(path).json()["shelf_ids"] == [shelf] and shop.tag(path) != before
    shop.delete_row(f"/places/{first}")
    assert shop.get(path).json()["shelf_ids"] == []


def test_a_hidden_row_stays_hidden_when_deleted(make: Make) -> None:
    shown = {"north", "south"}

    class Customers(service_of("Customer")):  # type: ignore[misc] # its class is made at run time
        def visible(self) -> Any:
            return self.resource.all_columns["region"].in_(shown)

        async def may_see_deleted(self) -> bool:
            return True

    with TestClient(make(customer=Customers)) as client:
        shop = Shop(client)
        south, north = shop.customer(region="south"), shop.customer()
        shop.delete_row(f"/customers/{south}")
        shop.delete_row(f"/customers/{north}")
        shown.remove("south")
        problem(shop.post(f"/customers/{south}/restore"), 404)
        assert shop.ids("/customers", deleted="true") == [north]
        shop.restored(f"/customers/{north}")


def test_overrides_of_the_service_are_called(make: Make) -> None:
    called: list[str] = []

    class Customers(service_of("Customer")):  # type: ignore[misc] # its class is made at run time
        async def delete(self, db: Any, id: Any, if_match: str | None = None) -> None:
            called.append("delete")
            await super().delete(db, id, if_match)

        async def restore(self, db: Any, id: Any, if_match: str | None = None) -> Any:
            called.append("restore")
            return await super().restore(db, id, if_match)

    with TestClient(make(customer=Customers)) as client:
        shop = Shop(client)
        id = shop.customer()
        shop.delete_row(f"/customers/{id}")
        shop.restored(f"/customers/{id}")
        assert shop.post("/customers/batch", json={"delete": [{"id": id}]}).status_code == 200
        assert shop.ids("/customers") == []
    assert called == ["delete", "restore", "delete"]
