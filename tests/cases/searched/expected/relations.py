# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 825478081f3c14c90aa1786856ed91ee
"""What each entity can be expanded by."""

from .runtime.resources.relations import EntityRelations, Relations

RELATIONS = Relations(
    __package__,
    {
        "page": EntityRelations(
            "Page",
            key=("page_id",),
        ),
        "search": EntityRelations(
            "Search",
            key=("search_id",),
        ),
    },
)
"""By the name of the entity's module."""
