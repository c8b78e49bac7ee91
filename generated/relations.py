# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 378b93efd0b41bd4be5ab9e568cd1196
"""The relations of each entity that can be expanded."""

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
"""The relations by the module name of the entity."""
