# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5160b000b8fdfd98a452b39454047d82
"""The relations of each entity that can be expanded."""

from .runtime.resources.relations import (
    EntityRelations,
    Linked,
    LinkedFrom,
    ManyToMany,
    Reference,
    Referring,
    Relations,
)

RELATIONS = Relations(
    __package__,
    {
        "friendship": EntityRelations(
            "Friendship",
            Reference("person", "person", "person_id"),
            Reference("friend", "person", "friend_id"),
            key=("friendship_id",),
        ),
        "letter": EntityRelations(
            "Letter",
            Reference("friendship", "friendship", "friendship_id"),
            key=("letter_id",),
        ),
        "person": EntityRelations(
            "Person",
            Linked("friends", "person", "friend_ids"),
            LinkedFrom("friend_of", "person", "friend_ids"),
            key=("person_id",),
            links=("person", "friendship"),
            many_to_many=(ManyToMany("friends", "friend_ids", "person", through="friendship"),),
        ),
        "place": EntityRelations(
            "Place",
            Reference("shelf", "shelf", "shelf_id"),
            Reference("person", "person", "person_id"),
            key=("person_id", "shelf_id"),
        ),
        "post": EntityRelations(
            "Post",
            Linked("tags", "tag", "tag_ids"),
            Referring("post_tags", "post_tag", "post_id"),
            key=("post_id",),
            links=("tag", "post_tag"),
            many_to_many=(ManyToMany("tags", "tag_ids", "tag", through="post_tag"),),
        ),
        "post_tag": EntityRelations(
            "PostTag",
            Reference("post", "post", "post_id"),
            Reference("tag", "tag", "tag_id"),
            key=("post_tag_id",),
        ),
        "shelf": EntityRelations(
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
        "tag": EntityRelations(
            "Tag",
            LinkedFrom("posts", "post", "tag_ids"),
            key=("tag_id",),
        ),
    },
)
"""The relations by the module name of the entity."""
