# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: 0ff0396a7f155dff8ed22db1b8baf874
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.referrers import Referrer, Referrers

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
