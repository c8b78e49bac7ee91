# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3136d46eb2149e43e44b87c4df3d22d7
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "everything": Named(
            "Everything",
            key=("everything_id",),
        ),
    },
)
"""By the name of the entity's module."""
