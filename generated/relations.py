# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 5b986c510a1e4261d9be563202aa4445
"""What each entity can be expanded by."""

from .runtime.resources.relations import (
    EntityRelations,
    Linked,
    ManyToMany,
    Reference,
    Referring,
    Relations,
)

RELATIONS = Relations(
    __package__,
    {
        "comment": EntityRelations(
            "Comment",
            Reference("post", "post", "post_id"),
            Reference("author", "user", "author_id"),
            Reference("parent", "comment", "parent_id"),
            key=("comment_id",),
        ),
        "post": EntityRelations(
            "Post",
            Reference("author", "user", "author_id"),
            Reference("parent", "post", "parent_id"),
            Linked("tags", "tag", "tag_ids"),
            Referring("comments", "comment", "post_id"),
            key=("post_id",),
            links=("tag",),
            many_to_many=(ManyToMany("tags", "tag_ids", "tag"),),
        ),
        "tag": EntityRelations(
            "Tag",
            key=("tag_id",),
        ),
        "user": EntityRelations(
            "User",
            Referring("comments", "comment", "author_id"),
            Referring("posts", "post", "author_id"),
            key=("user_id",),
        ),
    },
)
"""By the name of the entity's module."""
