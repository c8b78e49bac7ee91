# Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
# digest: a5d9f137cf49efac9065f223b5ed4fde
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "posts": (
        Referrer(table="comments", column="post_id", on_delete="cascade", updated_at="updated_at"),
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
            table="comments", column="author_id", on_delete="set_null", updated_at="updated_at"
        ),
        Referrer(table="posts", column="author_id", on_delete="cascade", updated_at="updated_at"),
    ),
}
