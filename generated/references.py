# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: c91b5388861487ec1fa49e05f125f963
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "comments": (
        Referrer(
            table="comments",
            column="parent_id",
            on_delete="cascade",
            updated_at="updated_at",
            soft=True,
            nullable=True,
        ),
    ),
    "posts": (
        Referrer(
            table="comments",
            column="post_id",
            on_delete="cascade",
            updated_at="updated_at",
            soft=True,
        ),
        Referrer(table="posts", column="parent_id", on_delete="set_null", updated_at="updated_at"),
    ),
    "tags": (
        Referrer(
            table="posts",
            column="tag_id",
            on_delete="link",
            updated_at="updated_at",
            link_table="post_tags",
            link_owner="post_id",
        ),
    ),
    "users": (
        Referrer(
            table="comments",
            column="author_id",
            on_delete="set_null",
            updated_at="updated_at",
            soft=True,
        ),
        Referrer(table="posts", column="author_id", on_delete="cascade", updated_at="updated_at"),
    ),
}
