# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 9e79a7766d8ddd6518e29db7fa1f03a2
"""The relations of each entity that can be expanded."""

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
"""The relations by the module name of the entity."""
