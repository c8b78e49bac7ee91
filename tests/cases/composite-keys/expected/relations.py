# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 43bc14eceb8c1b9f8510b13c923aa085
"""What each entity can be expanded by."""

from .runtime.relations import Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "code": Named(
            "Code",
        ),
        "event": Named(
            "Event",
        ),
        "order": Named(
            "Order",
            Referring("lines", "order_line", "order_id"),
        ),
        "order_line": Named(
            "OrderLine",
            Reference("order", "order", "order_id"),
            Reference("parent", "order_line", ("parent_order_id", "parent_line")),
            Referring("children", "order_line", ("parent_order_id", "parent_line"), many=False),
            Referring("shipments", "shipment", ("line_order_id", "line_line")),
        ),
        "parcel": Named(
            "Parcel",
            Reference("line", "order_line", ("line_order_id", "line_line")),
            Reference(
                "beside", "parcel", ("beside_line_order_id", "beside_line_line", "beside_number")
            ),
        ),
        "price": Named(
            "Price",
            Reference("code", "code", "code_id"),
        ),
        "shipment": Named(
            "Shipment",
            Reference("line", "order_line", ("line_order_id", "line_line")),
        ),
    },
)
"""By the name of the entity's module."""
