# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 626fd30ecf0bf08c82cf40c5bd49e761
"""What each entity can be expanded by."""

from .runtime.resources.relations import (
    Linked,
    LinkedFrom,
    ManyToMany,
    Named,
    Reference,
    Referring,
    Relations,
)

RELATIONS = Relations(
    __package__,
    {
        "friendship": Named(
            "Friendship",
            Reference("person", "person", "person_id"),
            Reference("friend", "person", "friend_id"),
            key=("friendship_id",),
        ),
        "letter": Named(
            "Letter",
            Reference("friendship", "friendship", "friendship_id"),
            key=("letter_id",),
        ),
        "person": Named(
            "Person",
            Linked("friends", "person", "friend_ids"),
            LinkedFrom("friend_of", "person", "friend_ids"),
            key=("person_id",),
            links=("person", "friendship"),
            many_to_many=(ManyToMany("friends", "friend_ids", "person", through="friendship"),),
        ),
        "place": Named(
            "Place",
            Reference("shelf", "shelf", "shelf_id"),
            Reference("person", "person", "person_id"),
            key=("person_id", "shelf_id"),
        ),
        "post": Named(
            "Post",
            Linked("tags", "tag", "tag_ids"),
            Referring("post_tags", "post_tag", "post_id"),
            key=("post_id",),
            links=("tag", "post_tag"),
            many_to_many=(ManyToMany("tags", "tag_ids", "tag", through="post_tag"),),
        ),
        "post_tag": Named(
            "PostTag",
            Reference("post", "post", "post_id"),
            Reference("tag", "tag", "tag_id"),
            key=("post_tag_id",),
        ),
        "shelf": Named(
            "Shelf",
            Linked("people", "person", "person_ids"),
            key=("shelf_id",),
            links=("person", "place"),
            many_to_many=(
                ManyToMany(
                    "people", "person_ids", "person", through="place", ends=("target", "owner")
                ),
            ),
        ),
        "tag": Named(
            "Tag",
            LinkedFrom("posts", "post", "tag_ids"),
            key=("tag_id",),
        ),
    },
)
"""By the name of the entity's module."""
