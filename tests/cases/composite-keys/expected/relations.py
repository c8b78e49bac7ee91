# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 588355194ac518110757cf5a79614570
"""What each entity can be expanded by."""

from .runtime.resources.relations import Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "code": Named(
            "Code",
            key=("code_id",),
        ),
        "event": Named(
            "Event",
            key=("place", "kind"),
        ),
        "order": Named(
            "Order",
            Referring("lines", "order_line", "order_id"),
            key=("order_id",),
        ),
        "order_line": Named(
            "OrderLine",
            Reference("order", "order", "order_id"),
            Reference("parent", "order_line", ("parent_order_id", "parent_line")),
            Referring("children", "order_line", ("parent_order_id", "parent_line"), many=False),
            Referring("shipments", "shipment", ("line_order_id", "line_line")),
            key=("order_id", "line"),
        ),
        "parcel": Named(
            "Parcel",
            Reference("line", "order_line", ("line_order_id", "line_line")),
            Reference(
                "beside", "parcel", ("beside_line_order_id", "beside_line_line", "beside_number")
            ),
            key=("line_order_id", "line_line", "number"),
        ),
        "price": Named(
            "Price",
            Reference("code", "code", "code_id"),
            key=("class", "colour", "day", "code_id"),
        ),
        "shipment": Named(
            "Shipment",
            Reference("line", "order_line", ("line_order_id", "line_line")),
            key=("shipment_id",),
        ),
    },
)
"""By the name of the entity's module."""
