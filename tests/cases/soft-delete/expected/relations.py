# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3b46caefc6fb02ef1bfadf5c541d9d8d
"""The relations of each entity that can be expanded."""

from .runtime.resources.relations import EntityRelations, Linked, ManyToMany, Reference, Relations

RELATIONS = Relations(
    __package__,
    {
        "author": EntityRelations(
            "Author",
            key=("author_id",),
        ),
        "book": EntityRelations(
            "Book",
            Reference("author", "author", "author_id"),
            Linked("topics", "topic", "topic_ids"),
            Linked("shelves", "shelf", "shelf_ids"),
            key=("book_id",),
            links=("topic", "shelf", "place"),
            many_to_many=(
                ManyToMany("topics", "topic_ids", "topic"),
                ManyToMany("shelves", "shelf_ids", "shelf", through="place"),
            ),
        ),
        "place": EntityRelations(
            "Place",
            Reference("book", "book", "book_id"),
            Reference("shelf", "shelf", "shelf_id"),
            key=("place_id",),
        ),
        "shelf": EntityRelations(
            "Shelf",
            Reference("finest", "book", "finest_id"),
            key=("shelf_id",),
        ),
        "topic": EntityRelations(
            "Topic",
            key=("topic_id",),
        ),
    },
)
"""The relations by the module name of the entity."""
