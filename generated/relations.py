# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: de87602f5a04b36561a73d085b1eee3d
"""What each entity can be expanded by."""

from .runtime.resources.relations import Linked, ManyToMany, Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "comment": Named(
            "Comment",
            Reference("post", "post", "post_id"),
            Reference("author", "user", "author_id"),
            Reference("parent", "comment", "parent_id"),
            key=("comment_id",),
        ),
        "post": Named(
            "Post",
            Reference("author", "user", "author_id"),
            Reference("parent", "post", "parent_id"),
            Linked("tags", "tag", "tag_ids"),
            Referring("comments", "comment", "post_id"),
            key=("post_id",),
            links=("tag",),
            many_to_many=(ManyToMany("tags", "tag_ids", "tag"),),
        ),
        "tag": Named(
            "Tag",
            key=("tag_id",),
        ),
        "user": Named(
            "User",
            Referring("comments", "comment", "author_id"),
            Referring("posts", "post", "author_id"),
            key=("user_id",),
        ),
    },
)
"""By the name of the entity's module."""
