# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0dd780243500a38d9f968fc1d2131aad
"""What each entity can be expanded by."""

from .runtime.relations import Named, Relations

RELATIONS = Relations(
    __package__,
    {
        "page": Named(
            "Page",
            key=("page_id",),
        ),
        "search": Named(
            "Search",
            key=("search_id",),
        ),
    },
)
"""By the name of the entity's module."""
