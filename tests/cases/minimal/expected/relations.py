# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8fd6cdfaa9fbb27d779c8637ced06292
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "thing": Named(
            "Thing",
        ),
    },
)
"""By the name of the entity's module."""
