# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: b463895cfd7ba7ca94e7e8c8f20e1be7
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "codes": (
        Referrer(
            table="prices",
            column="code_id",
            on_delete="restrict",
            key=("class", "colour", "day", "code_id"),
        ),
    ),
    "order_lines": (
        Referrer(
            table="order_lines",
            column=("parent_order_id", "parent_line"),
            on_delete="set_null",
            key=("order_id", "LineNumber"),
            updated_at="updated_at",
        ),
        Referrer(
            table="parcels",
            column=("line_order_id", "line_line"),
            on_delete="restrict",
            key=("line_order_id", "line_line", "number"),
            updated_at="updated_at",
        ),
        Referrer(
            table="shipments",
            column=("line_order_id", "line_line"),
            on_delete="cascade",
            updated_at="updated_at",
        ),
    ),
    "orders": (
        Referrer(
            table="order_lines",
            column="order_id",
            on_delete="cascade",
            key=("order_id", "LineNumber"),
            updated_at="updated_at",
        ),
    ),
    "parcels": (
        Referrer(
            table="parcels",
            column=("beside_line_order_id", "beside_line_line", "beside_number"),
            on_delete="cascade",
            key=("line_order_id", "line_line", "number"),
            updated_at="updated_at",
            nullable=True,
        ),
    ),
    "prices": (
        Referrer(
            table="shipments",
            column=("price_class", "price_colour", "price_day", "price_code_id"),
            on_delete="restrict",
            updated_at="updated_at",
        ),
    ),
}
