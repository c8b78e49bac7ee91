# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2f79121b618cc318e027fb22e0809fab
"""What each entity can be expanded by."""

from .runtime.relations import Linked, Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "comment": Named(
            "Comment",
            Reference("post", "post", "post_id"),
            Reference("author", "user", "author_id"),
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
