# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 331a711bae157c8cd7373ff75b30b441
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "page": Named(
            "Page",
        ),
        "search": Named(
            "Search",
        ),
    },
)
"""By the name of the entity's module."""
