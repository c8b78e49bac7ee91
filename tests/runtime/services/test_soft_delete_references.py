"""References to rows with soft deletion: `on_delete`, and new references to deleted rows."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.support import soft_delete_apps
from tests.support.databases import engine_for, new_postgres_database
from tests.support.soft_delete_apps import Make, Shop, problem

MISSING = "missing_target"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package."""
    folder: Path = tmp_path_factory.mktemp("soft")
    soft_delete_apps.generated(folder)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "postgresql through the session"])
def url(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, bool]]:
    """The URL of a database, and True if all requests use the session."""
    with contextlib.ExitStack() as stack:
        found = f"sqlite:///{folder / 'soft.db'}"
        if request.param != "sqlite":
            found = stack.enter_context(new_postgres_database(request.getfixturevalue("postgres_server")))
        yield found, request.param.endswith("session")


@pytest.fixture
def make(url: tuple[str, bool]) -> Make:
    """Makes an application on one of the databases, with one of the code paths."""
    return soft_delete_apps.maker(url[0], slow=url[1])


@pytest.fixture
def shop(make: Make) -> Iterator[Shop]:
    """A client of the generated services."""
    with TestClient(make()) as client:
        yield Shop(client)


def stored(url: tuple[str, bool], statement: str) -> list[Any]:
    """Return the first column of the result of a statement."""

    async def read() -> list[Any]:
        async with engine_for(url[0]) as engine, engine.connect() as connection:
            return list((await connection.execute(text(statement))).scalars())

    return asyncio.run(read())


def test_a_live_row_restricts_and_a_deleted_one_does_not(shop: Shop) -> None:
    customer = shop.customer()
    invoice = f"/invoices/{shop.new('/invoices', total='1.00', customer_id=customer)}"
    assert problem(shop.delete(f"/customers/{customer}"), 409) == []
    assert shop.ids("/customers") == [customer]
    shop.delete_row(invoice, **{"If-Match": "*"})
    shop.delete_row(f"/customers/{customer}")
    (response,) = problem(shop.post(f"{invoice}/restore", headers={"If-Match": "*"}), 409)
    assert response == ("/path", MISSING)
    shop.restored(f"/customers/{customer}")
    shop.restored(invoice, **{"If-Match": "*"})
    problem(shop.delete(f"/customers/{customer}"), 409)


def test_a_row_without_soft_deletion_restricts(shop: Shop) -> None:
    invoice = shop.new("/invoices", total="1.00", customer_id=shop.customer())
    receipt = shop.new("/receipts", invoice_id=invoice)
    headers = {"If-Match": "*"}
    problem(shop.delete(f"/invoices/{invoice}", headers=headers), 409)
    assert problem(shop.post("/receipts", json={"invoice_id": invoice}), 409) == [
        ("/body/invoice_id", "unique")
    ]
    shop.delete_row(f"/receipts/{receipt}")
    shop.delete_row(f"/invoices/{invoice}", **headers)


def test_a_cascade_deletes_softly_or_permanently(shop: Shop, url: tuple[str, bool]) -> None:
    customer = shop.customer()
    order = shop.order(customer)
    part = shop.order(customer, parent_id=order)
    other = shop.order(shop.customer())
    line = shop.new("/lines", amount=1, order_id=part)
    kept_line = shop.new("/lines", amount=1, order_id=other)
    note = shop.new("/notes", text="n", line_id=line)
    own_note = shop.new("/notes", text="n", line_id=kept_line, order_id=order)
    shelf = shop.new("/shelves", name="s")
    place = shop.new("/places", order_id=order, shelf_id=shelf)
    shop.delete_row(f"/customers/{customer}")
    assert shop.ids("/orders") == [other]
    assert shop.ids("/lines") == [kept_line] and shop.ids("/notes") == shop.ids("/places") == []
    problem(shop.get(f"/notes/{note}"), 404)
    problem(shop.post(f"/notes/{note}/restore"), 404)
    assert len(stored(url, "SELECT id FROM notes")) == 1
    for path in (f"/orders/{order}", f"/orders/{part}", f"/notes/{own_note}", f"/places/{place}"):
        assert problem(shop.post(f"{path}/restore"), 409)[0] == ("/path", MISSING)
    shop.restored(f"/customers/{customer}")
    assert shop.ids("/orders") == [other]
    problem(shop.post(f"/orders/{part}/restore"), 409)
    shop.restored(f"/orders/{order}")
    shop.restored(f"/orders/{part}")
    shop.restored(f"/notes/{own_note}")
    shop.restored(f"/places/{place}")
    assert shop.get(f"/orders/{order}").json()["shelf_ids"] == [shelf]


def test_a_restricted_cascade_changes_nothing(shop: Shop) -> None:
    customer = shop.customer()
    invoice = shop.new("/invoices", total="1.00", customer_id=customer)
    order = shop.order(customer)
    line = shop.new("/lines", amount=1, order_id=order)
    review = shop.new("/reviews", stars=5, customer_id=customer)
    before = [shop.tag(path) for path in (f"/orders/{order}", f"/reviews/{review}", f"/customers/{customer}")]
    problem(shop.delete(f"/customers/{customer}"), 409)
    body = {"delete": [{"id": shop.customer()}, {"id": customer}]}
    assert problem(shop.post("/customers/batch", json=body), 409) == [("/body/delete/1", "conflict")]
    after = [shop.tag(path) for path in (f"/orders/{order}", f"/reviews/{review}", f"/customers/{customer}")]
    assert before == after and shop.ids("/lines") == [line] and shop.ids("/invoices") == [invoice]


def test_set_null_raises_the_version(shop: Shop, url: tuple[str, bool]) -> None:
    customer, censor = shop.customer(), shop.customer()
    review = f"/reviews/{shop.new('/reviews', stars=5, customer_id=customer, censor_id=censor)}"
    before = shop.get(review)
    shop.delete_row(f"/customers/{censor}")
    assert shop.get(review).headers["etag"] == before.headers["etag"]
    assert stored(url, "SELECT censor_id FROM reviews") == [None]
    shop.delete_row(f"/customers/{customer}")
    after = shop.get(review)
    assert after.json()["customer_id"] is None
    assert after.headers["etag"] != before.headers["etag"]
    assert after.json()["updated_at"] > before.json()["updated_at"]
    shop.restored(f"/customers/{customer}")
    assert shop.get(review).json()["customer_id"] is None


def test_set_null_applies_to_deleted_rows(shop: Shop) -> None:
    shop.label("parent")
    shop.label("child", parent_id="parent")
    shop.delete_row("/labels/child")
    shop.delete_row("/labels/parent")
    assert shop.restored("/labels/child").json()["parent_id"] is None


def test_a_permanent_deletion_cascades(shop: Shop, url: tuple[str, bool]) -> None:
    order = shop.order(shop.customer())
    line = shop.new("/lines", amount=1, order_id=order)
    note = shop.new("/notes", text="n", line_id=line)
    shop.delete_row(f"/notes/{note}")
    shop.delete_row(f"/lines/{line}")
    problem(shop.post(f"/notes/{note}/restore"), 404)
    assert stored(url, "SELECT id FROM notes") == []


def test_a_row_may_refer_to_itself(shop: Shop) -> None:
    order = shop.order(shop.customer())
    assert shop.patch(f"/orders/{order}", json={"parent_id": order}).status_code == 200
    shop.delete_row(f"/orders/{order}", **{"If-Match": shop.tag(f"/orders/{order}")})
    shop.restored(f"/orders/{order}")
    shop.label("self", parent_id="self", related_ids=["self"])
    shop.delete_row("/labels/self")
    assert shop.restored("/labels/self").json()["related_ids"] == ["self"]
    body = {
        "create": [{"id": "x", "name": "x", "parent_id": "y"}, {"id": "y", "name": "y", "parent_id": "x"}]
    }
    assert shop.post("/labels/batch", json=body).status_code == 200


def refused(
    shop: Shop, ids: tuple[str, str], method: str, path: str, body: Any = None
) -> list[list[tuple[str, str]]]:
    """Return the errors of a request for each of two ids, which replace `$` in it."""
    found = []
    for id in ids:
        content = None if body is None else json.dumps(body).replace("$", id)
        headers = {"content-type": "application/json"}
        response = shop.client.request(method, path.replace("$", id), content=content, headers=headers)
        found.append(problem(response, 409))
    return found


def test_a_reference_to_a_deleted_row_is_rejected(shop: Shop) -> None:
    gone = shop.customer()
    order = shop.order(shop.customer())
    review = shop.new("/reviews", stars=1)
    shop.delete_row(f"/customers/{gone}")
    ids = (gone, soft_delete_apps.NOBODY)
    whole = {"number": 98, "customer_id": "$", "parent_id": None, "label_ids": [], "shelf_ids": []}
    rated = {"customer_id": "$", "stars": 2}
    changed = {"id": review, "changes": {"customer_id": "$"}}
    for method, path, body, pointer in (
        ("POST", "/orders", {"number": 99, "customer_id": "$"}, "/body/customer_id"),
        ("PATCH", f"/orders/{order}", {"customer_id": "$"}, "/body/customer_id"),
        ("PUT", f"/orders/{order}", whole, "/body/customer_id"),
        ("PATCH", f"/reviews/{review}", rated, "/body/customer_id"),
        ("POST", "/reviews", rated, "/body/customer_id"),
        ("POST", "/reviews/batch", {"create": [{"stars": 1}, rated]}, "/body/create/1/customer_id"),
        ("POST", "/reviews/batch", {"update": [changed]}, "/body/update/0/changes/customer_id"),
    ):
        assert refused(shop, ids, method, path, body) == [[(pointer, MISSING)]] * 2
    assert refused(shop, ids, "PATCH", f"/reviews/{review}", {"censor_id": "$"}) == [[], []]
    assert shop.get(f"/reviews/{review}").json()["customer_id"] is None


def test_a_link_to_a_deleted_row_is_rejected(shop: Shop) -> None:
    customer = shop.customer()
    order = shop.order(customer)
    tray = shop.new("/trays", name="t")
    shop.label("gone")
    shop.delete_row("/labels/gone")
    ids = ("gone", "absent")
    linked = {"id": "new", "name": "n", "related_ids": ["$"]}
    for method, path, body, pointer in (
        ("POST", "/orders", {"number": 9, "customer_id": customer, "label_ids": ["$"]}, "/body/label_ids"),
        ("PATCH", f"/orders/{order}", {"label_ids": ["$"]}, "/body/label_ids"),
        ("PUT", f"/orders/{order}/labels/$", None, "/path/label_id"),
        ("PATCH", f"/trays/{tray}", {"label_id": "$"}, "/body/label_id"),
        ("POST", "/labels", linked, "/body/related_ids"),
        ("POST", "/labels/batch", {"create": [linked]}, "/body/create/0/related_ids"),
    ):
        assert refused(shop, ids, method, path, body) == [[(pointer, MISSING)]] * 2
    both = {"update": [{"id": order, "changes": {"label_ids": ["$"]}}]}
    one, other = refused(shop, ids, "POST", "/orders/batch", both)
    assert one == other != []


def test_a_link_row_cannot_refer_to_a_deleted_row(shop: Shop) -> None:
    shelf, order = shop.new("/shelves", name="s"), shop.order(shop.customer())
    shop.delete_row(f"/orders/{order}")
    body = {"order_id": order, "shelf_id": shelf}
    assert problem(shop.post("/places", json=body), 409) == [("/body/order_id", MISSING)]
    problem(shop.put(f"/orders/{order}/shelves/{shelf}"), 404)
    problem(shop.get(f"/orders/{order}/shelves"), 404)


def test_404_and_412_come_before_a_missing_target(shop: Shop) -> None:
    gone, order = shop.customer(), shop.order(shop.customer())
    shop.delete_row(f"/customers/{gone}")
    problem(shop.patch("/orders/2147483647", json={"customer_id": gone}), 404)
    problem(shop.patch(f"/orders/{order}", json={"customer_id": gone}, headers={"If-Match": '"1"'}), 412)


def test_a_batch_deletes_parents_and_children_together(shop: Shop) -> None:
    invoice = shop.new("/invoices", total="1.00", customer_id=shop.customer())
    copy = shop.new("/invoices", total="1.00", customer_id=shop.customer(), copy_of_id=invoice)
    items = [{"id": invoice, "if_match": "*"}, {"id": copy, "if_match": "*"}]
    problem(shop.post("/invoices/batch", json={"delete": items[:1]}), 409)
    assert shop.post("/invoices/batch", json={"delete": items}).json() == {
        "created": [],
        "updated": [],
        "deleted": [invoice, copy],
    }
    assert shop.ids("/invoices") == []
