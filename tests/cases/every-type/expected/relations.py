# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: d053cf45a11e98f551854f07817cc914
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "everything": Named(
            "Everything",
        ),
    },
)
"""By the name of the entity's module."""
