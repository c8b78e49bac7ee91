"""Deleted rows are restored, and listed for callers who may see them, over HTTP on both databases."""

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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, folder: Path) -> Iterator[Make]:
    """Makes an application on one of the databases."""
    with contextlib.ExitStack() as stack:
        url = f"sqlite:///{folder / 'soft.db'}"
        if request.param != "sqlite":
            url = stack.enter_context(new_postgres_database(request.getfixturevalue("postgres_server")))
        yield soft_delete_apps.maker(url)


@pytest.fixture
def shop(make: Make) -> Iterator[Shop]:
    """A client of the generated services that may restore rows."""
    with TestClient(make()) as client:
        yield Shop(client)


@pytest.fixture
def seen(make: Make) -> Iterator[Shop]:
    """A client of services that show deleted rows."""

    def showing(name: str) -> Any:
        async def may_see_deleted(_: Any) -> bool:
            return True

        return type(name, (service_of(name),), {"may_see_deleted": may_see_deleted})

    services = {name.lower(): showing(name) for name in ("Customer", "Order", "Label", "Tray")}
    with TestClient(make(**services)) as client:
        yield Shop(client)


@pytest.fixture
def unseen(make: Make) -> Iterator[Shop]:
    """A client of the generated services, which show no deleted rows."""
    with TestClient(make(restores=False)) as client:
        yield Shop(client)


def test_a_restored_row_has_its_values_and_a_new_version(shop: Shop) -> None:
    path = f"/customers/{shop.customer(secret='s')}"
    before = shop.get(path)
    shop.delete_row(path)
    response = shop.restored(path)
    volatile = {"updated_at"}
    assert {k: v for k, v in response.json().items() if k not in volatile} == {
        k: v for k, v in before.json().items() if k not in volatile
    }
    now = shop.get(path)
    assert (now.json(), now.headers["etag"]) == (response.json(), response.headers["etag"])
    assert shop.ids("/customers", q="north") == [response.json()["id"]]


def test_restoring_a_live_row_changes_nothing(shop: Shop) -> None:
    path = f"/customers/{shop.customer()}"
    before = shop.get(path)
    response = shop.restored(path)
    assert (response.json(), response.headers["etag"]) == (before.json(), before.headers["etag"])
    shop.restored(path, **{"If-Match": before.headers["etag"]})
    problem(shop.post(f"{path}/restore", headers={"If-Match": '"1"'}), 412)


def test_a_missing_row_cannot_be_restored(shop: Shop) -> None:
    problem(shop.post(f"/customers/{soft_delete_apps.NOBODY}/restore"), 404)
    problem(shop.post("/orders/2147483647/restore"), 404)
    problem(shop.post("/orders/x/restore"), 422)
    problem(shop.post("/lines/1/restore"), 404)
    response = shop.get(f"/customers/{shop.customer()}/restore")
    assert response.status_code == 405 and response.headers["allow"] == "POST"


def test_a_restoration_checks_the_version(shop: Shop) -> None:
    path = f"/customers/{shop.customer()}"
    version = int(shop.tag(path).strip('"'))
    shop.delete_row(path)
    problem(shop.post(f"{path}/restore", headers={"If-Match": f'"{version}"'}), 412)
    shop.restored(path, **{"If-Match": f'"{version + 1}"'})
    problem(shop.post(f"{path}/restore", headers={"If-Match": "nonsense"}), 422)


def test_a_restoration_needs_a_required_version(shop: Shop) -> None:
    path = f"/invoices/{shop.new('/invoices', total='1.00', customer_id=shop.customer())}"
    problem(shop.post(f"{path}/restore"), 428)
    shop.delete_row(path, **{"If-Match": "*"})
    problem(shop.post(f"{path}/restore"), 428)
    problem(shop.post(f"/invoices/{soft_delete_apps.NOBODY}/restore"), 404)
    shop.restored(path, **{"If-Match": "*"})


def test_a_duplicate_value_prevents_a_restoration(shop: Shop) -> None:
    path = f"/customers/{shop.customer(email='a@example.com', region='r', code='c', secret='s')}"
    shop.delete_row(path)
    other = {"email": "b@example.com", "region": "r", "code": "d"}
    for taken, names in (
        ({"email": "a@example.com"}, ["email"]),
        ({"code": "c"}, ["region", "code"]),
        ({"secret": "s"}, []),
    ):
        id = shop.new("/customers", **(other | taken))
        response = shop.post(f"{path}/restore")
        assert problem(response, 409) == [("/path", "unique")] * len(names)
        assert [each["message"].split("`")[1] for each in response.json()["errors"]] == names
        problem(shop.get(path), 404)
        shop.delete_row(f"/customers/{id}")
    shop.restored(path)


def test_a_hidden_row_cannot_be_restored(unseen: Shop) -> None:
    """The response for a deleted row is that for a missing one. A live row does not change."""
    invoice = unseen.new("/invoices", total="1.00", customer_id=unseen.customer())
    for path, missing in (
        (f"/customers/{unseen.customer()}", f"/customers/{soft_delete_apps.NOBODY}"),
        (f"/labels/{unseen.label('one')}", "/labels/two"),
        (f"/orders/{unseen.order(unseen.customer())}", "/orders/2147483647"),
        (f"/invoices/{invoice}", f"/invoices/{soft_delete_apps.NOBODY}"),
    ):
        tags = ["*", '"0"', unseen.tag(path)]
        unseen.restored(path, **{"If-Match": "*"})
        unseen.delete_row(path, **{"If-Match": "*"})
        for headers in ({}, *({"If-Match": tag} for tag in tags)):
            responses = [unseen.post(f"{each}/restore", headers=headers) for each in (path, missing)]
            assert [each.status_code for each in responses] == [404, 404]
            assert (
                responses[0].content == responses[1].content and responses[0].headers == responses[1].headers
            )
        problem(unseen.get(path), 404)


def test_a_caller_without_permission_gets_a_problem(unseen: Shop) -> None:
    shop = unseen
    problem(shop.get("/customers", params={"deleted": "true"}), 403)
    problem(shop.get("/customers", params={"deleted": "true", "fields": "id", "expand": "orders"}), 403)
    problem(shop.get("/customers", params={"deleted": "true", "cursor": "abc"}), 403)
    assert problem(shop.get("/customers", params={"deleted": "perhaps"}), 422) == [
        ("/query/deleted", "bool_type")
    ]
    response = shop.get("/lines", params={"deleted": "true"})
    assert problem(response, 422) == [("/query/deleted", "extra_forbidden")]
    customer = shop.customer()
    order = shop.order(customer)
    assert problem(shop.get(f"/orders/{order}/labels", params={"deleted": "true"}), 422)
    assert problem(shop.get(f"/orders/{order}", params={"deleted": "true"}), 422)
    path = f"/labels/{shop.label('x')}"
    assert problem(shop.get(path, params={"deleted": "true"}), 422)
    assert "deleted" in shop.get("/customers", params={"deletd": "true"}).json()["errors"][0]["message"]


def test_deleted_rows_have_a_list_of_their_own(seen: Shop) -> None:
    kept, *gone = (seen.customer(code=code) for code in "abcd")
    for id in gone:
        seen.delete_row(f"/customers/{id}")
    assert seen.ids("/customers", deleted="true") == gone
    assert seen.ids("/customers", deleted="false") == seen.ids("/customers") == [kept]
    assert seen.ids("/customers", deleted="true", sort="-code") == gone[::-1]
    assert seen.ids("/customers", deleted="true", code__gte="c") == gone[1:]
    assert seen.ids("/customers", deleted="true", q="c") == [gone[1]]
    assert seen.client.head("/customers", params={"deleted": "true"}).status_code == 200
    page = seen.get("/customers", params={"deleted": "true", "fields": "code"}).json()
    assert page["items"] == [{"code": code} for code in "bcd"]
    found: list[str] = []
    params: dict[str, Any] = {"deleted": "true", "limit": 1, "sort": "-code"}
    while True:
        page = seen.get("/customers", params=params).json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
        problem(seen.get("/customers", params=params | {"deleted": "false"}), 404)
    assert found == gone[::-1]
    live = seen.get("/customers", params={"sort": "-code", "limit": 1}).json()["next_cursor"]
    assert live is None
    seen.restored(f"/customers/{gone[0]}")
    live = seen.get("/customers", params={"sort": "-code", "limit": 1}).json()["next_cursor"]
    problem(
        seen.get("/customers", params={"sort": "-code", "limit": 1, "deleted": "true", "cursor": live}), 404
    )


def test_a_deleted_row_is_expanded_by_live_rows(seen: Shop) -> None:
    customer = seen.customer()
    seen.label("a")
    seen.label("b")
    order = seen.order(customer, label_ids=["a", "b"])
    seen.delete_row(f"/orders/{order}")
    seen.delete_row("/labels/a")
    params = {"deleted": "true", "expand": "customer,labels"}
    (item,) = seen.get("/orders", params=params).json()["items"]
    assert item["label_ids"] == ["b"] and [each["id"] for each in item["labels"]] == ["b"]
    assert item["customer"]["id"] == customer
    seen.delete_row(f"/customers/{customer}")
    (item,) = seen.get("/orders", params=params).json()["items"]
    assert item["customer"] is None and item["customer_id"] == customer
    assert seen.ids("/orders", deleted="true", label_id="b") == [order]
    assert seen.ids("/orders", deleted="true", label_id="a") == []


def test_a_field_called_deleted_has_another_filter_name(seen: Shop) -> None:
    one = seen.new("/trays", name="one", deleted=True)
    seen.delete_row(f"/trays/{one}")
    assert seen.ids("/trays", deleted="true", deleted__eq="true") == [one]
    assert seen.ids("/trays", deleted="true", deleted__eq="false") == []
    assert seen.ids("/trays", deleted__eq="true") == []
