# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 2f73802c41396cbc8494294bc7b42531
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "authors": (
        Referrer(
            table="books",
            column="author_id",
            on_delete="cascade",
            updated_at="updated_at",
            soft=True,
        ),
        Referrer(
            table="books", column="editor_id", on_delete="set_null", versioned=False, soft=True
        ),
    ),
    "books": (
        Referrer(
            table="places",
            column="book_id",
            on_delete="cascade",
            updated_at="updated_at",
            soft=True,
        ),
        Referrer(
            table="shelves", column="finest_id", on_delete="restrict", updated_at="updated_at"
        ),
    ),
    "places": (
        Referrer(
            table="books",
            column="id",
            on_delete="link",
            updated_at="updated_at",
            link_table="places",
            link_owner="book_id",
            link_target="shelf_id",
        ),
    ),
    "shelves": (
        Referrer(
            table="places",
            column="shelf_id",
            on_delete="cascade",
            updated_at="updated_at",
            soft=True,
        ),
    ),
    "topics": (
        Referrer(
            table="books",
            column="topic_id",
            on_delete="link",
            updated_at="updated_at",
            link_table="book_topics",
            link_owner="book_id",
        ),
    ),
}
