# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: cadaa993b74c6391c882549ffeb230c8
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrer, Referrers

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
        Referrer(
            table="places",
            column="person_id",
            on_delete="cascade",
            key=("person_id", "shelf_id"),
            updated_at="updated_at",
        ),
    ),
    "places": (
        Referrer(
            table="shelves",
            column=("person_id", "shelf_id"),
            on_delete="link",
            updated_at="updated_at",
            link_table="places",
            link_owner="shelf_id",
            link_target="person_id",
        ),
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
    "shelves": (
        Referrer(
            table="places",
            column="shelf_id",
            on_delete="cascade",
            key=("person_id", "shelf_id"),
            updated_at="updated_at",
        ),
    ),
    "tags": (
        Referrer(table="post_tags", column="tag_id", on_delete="cascade", updated_at="updated_at"),
    ),
}
