# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 3b0be023f48869d8705dc3e5a76fc6fd
"""What refers to each table, and so what else changes when a row of it is deleted."""

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
