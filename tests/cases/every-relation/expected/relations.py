# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: 887513f4da5ef4d0f77a76e1a418eb37
"""The relations of each entity that can be expanded."""

from .runtime.resources.relations import (
    EntityRelations,
    Linked,
    LinkedFrom,
    ManyToMany,
    Reference,
    Referring,
    Relations,
)

RELATIONS = Relations(
    __package__,
    {
        "badge": EntityRelations(
            "Badge",
            Reference("owner", "person", "owner_id"),
            key=("badge_id",),
        ),
        "country": EntityRelations(
            "Country",
            Referring("people", "person", "home_id"),
            key=("country_id",),
        ),
        "person": EntityRelations(
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
        "team": EntityRelations(
            "Team",
            Reference("lead", "person", "lead_id"),
            LinkedFrom("members", "person", "team_ids"),
            key=("team_id",),
        ),
    },
)
"""The relations by the module name of the entity."""
