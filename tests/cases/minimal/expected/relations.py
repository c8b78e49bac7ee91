# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: bda519501f38cdb473a3b421ea89f9cc
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "thing": Named(
            "Thing",
            key=("thing_id",),
        ),
    },
)
"""By the name of the entity's module."""
