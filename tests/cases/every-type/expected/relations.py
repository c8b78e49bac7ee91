# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 055f110558cb62b5e6badf8ec96f73d8
"""The relations of each entity that can be expanded."""

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
"""The relations by the module name of the entity."""
