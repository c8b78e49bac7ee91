# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 914887821bedbb0eafaddf7073a5e69c
"""What each entity can be expanded by."""

from .runtime.resources.relations import Named, Relations

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
