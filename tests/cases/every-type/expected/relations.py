# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: cd8cb7ce8d4fd4121d59c1bf88594b0e
"""What each entity can be expanded by."""

from .runtime.resources.relations import EntityRelations, Relations

RELATIONS = Relations(
    __package__,
    {
        "everything": EntityRelations(
            "Everything",
            key=("everything_id",),
        ),
    },
)
"""By the name of the entity's module."""
