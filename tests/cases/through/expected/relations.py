# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0c042d1ba382204b9b5d602b4729dfda
"""What each entity can be expanded by."""

from .runtime.relations import Linked, LinkedFrom, Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "friendship": Named(
            "Friendship",
            Reference("person", "person", "person_id"),
            Reference("friend", "person", "friend_id"),
        ),
        "letter": Named(
            "Letter",
            Reference("friendship", "friendship", "friendship_id"),
        ),
        "person": Named(
            "Person",
            Linked("friends", "person", "friend_ids"),
            LinkedFrom("friend_of", "person", "friend_ids"),
            links=("person", "friendship"),
        ),
        "place": Named(
            "Place",
            Reference("shelf", "shelf", "shelf_id"),
            Reference("person", "person", "person_id"),
        ),
        "post": Named(
            "Post",
            Linked("tags", "tag", "tag_ids"),
            Referring("post_tags", "post_tag", "post_id"),
            links=("tag", "post_tag"),
        ),
        "post_tag": Named(
            "PostTag",
            Reference("post", "post", "post_id"),
            Reference("tag", "tag", "tag_id"),
        ),
        "shelf": Named(
            "Shelf",
            Linked("people", "person", "person_ids"),
            links=("person", "place"),
        ),
        "tag": Named(
            "Tag",
            LinkedFrom("posts", "post", "tag_ids"),
        ),
    },
)
"""By the name of the entity's module."""
