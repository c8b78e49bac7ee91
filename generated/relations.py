# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 4ff3204484e43edc890973575abdaf98
"""What each entity can be expanded by."""

from .runtime.relations import Linked, Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "comment": Named(
            "Comment",
            Reference("post", "post", "post_id"),
            Reference("author", "user", "author_id"),
            Reference("parent", "comment", "parent_id"),
        ),
        "post": Named(
            "Post",
            Reference("author", "user", "author_id"),
            Reference("parent", "post", "parent_id"),
            Linked("tags", "tag", "tag_ids"),
            Referring("comments", "comment", "post_id"),
            links=("tag",),
        ),
        "tag": Named(
            "Tag",
        ),
        "user": Named(
            "User",
            Referring("comments", "comment", "author_id"),
            Referring("posts", "post", "author_id"),
        ),
    },
)
"""By the name of the entity's module."""
