# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: ba6b3be68508b0a68605c1da8140c541
"""What each entity can be expanded by."""

from .runtime.resources.relations import Named, Relations

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
