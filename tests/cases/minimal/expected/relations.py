# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 02a07b8bb672ddf44649784f7654f0a7
"""The relations of each entity that can be expanded."""

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
"""The relations by the module name of the entity."""
