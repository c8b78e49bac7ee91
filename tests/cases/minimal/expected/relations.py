# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4c343d1c92cfcab92756e2e549475202
"""What each entity can be expanded by."""

from .runtime.resources.relations import Named, Relations

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
