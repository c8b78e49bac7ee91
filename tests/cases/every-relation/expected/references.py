# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 8cb1d92fc7260723db8b2b3102b1df66
"""What refers to each table, and so what else changes when a row of it is deleted."""

from .runtime.referrers import Referrer, Referrers

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
