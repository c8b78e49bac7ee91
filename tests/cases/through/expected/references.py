# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: ff8ad5a67fdf4ed248c2e86f25054e7b
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "Friends": (
        Referrer(
            table="letters", column="friendship_id", on_delete="set_null", updated_at="updated_at"
        ),
        Referrer(
            table="people",
            column="id",
            on_delete="link",
            updated_at="updated_at",
            link_table="Friends",
            link_owner="Who",
            link_target="friend_id",
        ),
    ),
    "people": (
        Referrer(table="Friends", column="Who", on_delete="cascade", versioned=False),
        Referrer(table="Friends", column="friend_id", on_delete="restrict", versioned=False),
    ),
    "post_tags": (
        Referrer(
            table="posts",
            column="id",
            on_delete="link",
            updated_at="updated_at",
            link_table="post_tags",
            link_owner="post_id",
            link_target="tag_id",
        ),
    ),
    "posts": (
        Referrer(table="post_tags", column="post_id", on_delete="cascade", updated_at="updated_at"),
    ),
    "tags": (
        Referrer(table="post_tags", column="tag_id", on_delete="cascade", updated_at="updated_at"),
    ),
}
