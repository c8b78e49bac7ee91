# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 192f69dd5302b8ccc75dcdcc2165d54b
"""What each entity can be expanded by."""

from .runtime.resources.relations import Linked, ManyToMany, Named, Reference, Relations

RELATIONS = Relations(
    __package__,
    {
        "author": Named(
            "Author",
            key=("author_id",),
        ),
        "book": Named(
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
        "place": Named(
            "Place",
            Reference("book", "book", "book_id"),
            Reference("shelf", "shelf", "shelf_id"),
            key=("place_id",),
        ),
        "shelf": Named(
            "Shelf",
            Reference("finest", "book", "finest_id"),
            key=("shelf_id",),
        ),
        "topic": Named(
            "Topic",
            key=("topic_id",),
        ),
    },
)
"""By the name of the entity's module."""
