# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: c8e2db1a83a97b64235b1b974e63e59a
"""What each entity can be expanded by."""

from .runtime.resources.relations import EntityRelations, Relations

RELATIONS = Relations(
    __package__,
    {
        "thing": EntityRelations(
            "Thing",
            key=("thing_id",),
        ),
    },
)
"""By the name of the entity's module."""
