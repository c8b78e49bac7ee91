# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: fbe857ceb093b6e2cafcfa8e4791e837
"""The foreign keys to each table, which determine the effects of deleting a row."""

from .runtime.resources.referrers import Referrer, Referrers

REFERRERS: Referrers = {
    "countries": (
        Referrer(table="people", column="home_id", on_delete="set_null", updated_at="updated_at"),
    ),
    "people": (
        Referrer(table="Badges", column="OwnerId", on_delete="cascade", updated_at="updated_at"),
        Referrer(table="people", column="boss_id", on_delete="set_null", updated_at="updated_at"),
        Referrer(
            table="people",
            column="friend_id",
            on_delete="link",
            updated_at="updated_at",
            link_table="person_friends",
            link_owner="person_id",
        ),
        Referrer(table="teams", column="lead_id", on_delete="restrict", updated_at="updated_at"),
    ),
    "teams": (
        Referrer(
            table="people",
            column="team_id",
            on_delete="cascade",
            updated_at="updated_at",
            nullable=True,
        ),
        Referrer(
            table="people",
            column="team_id",
            on_delete="link",
            updated_at="updated_at",
            link_table="memberships",
            link_owner="person_id",
        ),
    ),
}
