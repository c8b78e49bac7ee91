"""The scenarios of schemathesis handle rows with composite keys."""

from typing import Any

from specloom.emit.openapi.document import document
from tests.proofs.fuzz_links import Reference, parts_of, references_of
from tests.proofs.fuzz_rows import Rows
from tests.support.compiled_specs import service_of

SPEC = """
entities:
  Order: {}
  OrderLine:
    id: [order, line]
    fields: {order: Order, line: integer, next: "OrderLine?"}
  Shipment:
    fields: {line: OrderLine, order: "Order?"}
"""
LINE = ("line_order_id", "line_line")


def test_keys_and_references_are_read_from_the_document() -> None:
    described = document(service_of(SPEC))
    assert parts_of(described) == {"/order-lines": ("order_id", "line")}
    following = ("next_order_id", "next_line")
    assert set(references_of(described)) == {
        Reference("/order-lines", "order_id", "/orders", required=True, nullable=False),
        Reference(
            "/order-lines", following[0], "/order-lines", required=False, nullable=True, parts=following
        ),
        Reference("/shipments", "order_id", "/orders", required=False, nullable=True),
        Reference("/shipments", LINE[0], "/order-lines", required=True, nullable=False, parts=LINE),
    }


def rows_of_lines(*lines: int) -> Rows:
    """Return rows in which there are lines of an order."""
    line = Reference("/shipments", LINE[0], "/order-lines", required=True, nullable=False, parts=LINE)
    order = Reference("/order-lines", "order_id", "/orders", required=True, nullable=False)
    rows = Rows({"/shipments": [line], "/order-lines": [order]}, parts={"/order-lines": ("order_id", "line")})
    for each in lines:
        rows.add("/order-lines", {"order_id": "a", "line": each})
    return rows


def test_a_reference_in_a_body_has_all_parts_of_a_key() -> None:
    rows = rows_of_lines(1, 2)
    body: dict[str, Any] = {"line_order_id": "a", "line_line": 1, "note": "x"}
    assert rows.referring("/shipments", body) == body
    assert rows.referring("/shipments", {**body, "line_line": 7}) == {**body, "line_line": 2}
    assert rows.referring("/shipments", {"line_line": 7}) == {"line_order_id": "a", "line_line": 2}
    assert rows.referring("/shipments", {"note": "x"}) == {"note": "x"}
    nowhere = {"line_order_id": None, "line_line": None}
    assert rows_of_lines().referring("/shipments", {"line_order_id": "a", "line_line": 1}) == nowhere


def test_a_path_has_all_parts_of_a_key() -> None:
    rows = rows_of_lines(1, 2)
    assert rows.whole("/order-lines", {"order_id": "a", "line": 1}) == {"order_id": "a", "line": 1}
    assert rows.whole("/order-lines", {"order_id": "b", "line": 1}) == {"order_id": "a", "line": 1}
    assert rows.whole("/order-lines", {"line": 9, "order_id": "a"}) in (
        {"order_id": "a", "line": 1},
        {"order_id": "a", "line": 2},
    )
    rows.remove(("/order-lines", "a/1"))
    assert rows.whole("/order-lines", {"order_id": "a", "line": 1}) == {"order_id": "a", "line": 1}
    assert rows.of("/order-lines") == [("a", 2)]


def test_a_deletion_removes_referring_rows_and_batches_name_rows_by_parts() -> None:
    rows = rows_of_lines(1, 2, 3, 4)
    rows.add("/shipments", {"id": 7, "line_order_id": "a", "line_line": 1})
    rows.take("/order-lines", {}, {"deleted": [{"order_id": "a", "line": 1}]})
    assert rows.of("/shipments") == [] and ("/shipments", "7") in rows.lost
    body = {"delete": [{"order_id": "a", "line": 1}], "update": [{"order_id": "a", "line": 3, "changes": {}}]}
    assert rows.batch("/order-lines", body) == {
        "delete": [{"order_id": "a", "line": 4}],
        "update": [{"order_id": "a", "line": 3, "changes": {}}],
    }
    rows.remove(("/orders", "a"))
    assert rows.of("/order-lines") == []
