# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: ea1329c607d0c658ec45d856674d6577
"""What each entity can be expanded by."""

from .runtime.resources.relations import (
    Linked,
    LinkedFrom,
    ManyToMany,
    Named,
    Reference,
    Referring,
    Relations,
)

RELATIONS = Relations(
    __package__,
    {
        "badge": Named(
            "Badge",
            Reference("owner", "person", "owner_id"),
            key=("badge_id",),
        ),
        "country": Named(
            "Country",
            Referring("people", "person", "home_id"),
            key=("country_id",),
        ),
        "person": Named(
            "Person",
            Reference("home", "country", "home_id"),
            Reference("boss", "person", "boss_id"),
            Reference("team", "team", "team_id"),
            Linked("friends", "person", "friend_ids"),
            Linked("teams", "team", "team_ids"),
            Referring("staff", "person", "boss_id"),
            LinkedFrom("friend_of", "person", "friend_ids"),
            Referring("leads", "team", "lead_id", many=False),
            key=("person_id",),
            links=("person", "team"),
            many_to_many=(
                ManyToMany("friends", "friend_ids", "person"),
                ManyToMany("teams", "team_ids", "team"),
            ),
        ),
        "team": Named(
            "Team",
            Reference("lead", "person", "lead_id"),
            LinkedFrom("members", "person", "team_ids"),
            key=("team_id",),
        ),
    },
)
"""By the name of the entity's module."""
