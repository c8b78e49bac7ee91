# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: d7aae07a81d2503d106dcc1b7da74b0d
"""What each entity can be expanded by."""

from .runtime.relations import Linked, Named, Reference, Relations

RELATIONS = Relations(
    __package__,
    {
        "author": Named(
            "Author",
        ),
        "book": Named(
            "Book",
            Reference("author", "author", "author_id"),
            Linked("topics", "topic", "topic_ids"),
            Linked("shelves", "shelf", "shelf_ids"),
            links=("topic", "shelf", "place"),
        ),
        "place": Named(
            "Place",
            Reference("book", "book", "book_id"),
            Reference("shelf", "shelf", "shelf_id"),
        ),
        "shelf": Named(
            "Shelf",
            Reference("finest", "book", "finest_id"),
        ),
        "topic": Named(
            "Topic",
        ),
    },
)
"""By the name of the entity's module."""
