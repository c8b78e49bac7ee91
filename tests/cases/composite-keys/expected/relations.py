# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2265019c29d7a5788d009d965e9b0fdb
"""The relations of each entity that can be expanded."""

from .runtime.resources.relations import EntityRelations, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "code": EntityRelations(
            "Code",
            key=("code_id",),
        ),
        "event": EntityRelations(
            "Event",
            key=("place", "kind"),
        ),
        "order": EntityRelations(
            "Order",
            Referring("lines", "order_line", "order_id"),
            key=("order_id",),
        ),
        "order_line": EntityRelations(
            "OrderLine",
            Reference("order", "order", "order_id"),
            Reference("parent", "order_line", ("parent_order_id", "parent_line")),
            Referring("children", "order_line", ("parent_order_id", "parent_line"), many=False),
            Referring("shipments", "shipment", ("line_order_id", "line_line")),
            key=("order_id", "line"),
        ),
        "parcel": EntityRelations(
            "Parcel",
            Reference("line", "order_line", ("line_order_id", "line_line")),
            Reference(
                "beside", "parcel", ("beside_line_order_id", "beside_line_line", "beside_number")
            ),
            key=("line_order_id", "line_line", "number"),
        ),
        "price": EntityRelations(
            "Price",
            Reference("code", "code", "code_id"),
            key=("class", "colour", "day", "code_id"),
        ),
        "shipment": EntityRelations(
            "Shipment",
            Reference("line", "order_line", ("line_order_id", "line_line")),
            key=("shipment_id",),
        ),
    },
)
"""The relations by the module name of the entity."""
