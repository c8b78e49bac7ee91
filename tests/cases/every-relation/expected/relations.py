# Generated from *.yaml. Do not edit: change the spec, then `make generate`.
# digest: b447394c26f8251eb453e3fd5b53ce8f
"""What each entity can be expanded by."""

from .runtime.relations import Linked, LinkedFrom, Named, Reference, Referring, Relations

RELATIONS = Relations(
    __package__,
    {
        "badge": Named(
            "Badge",
            Reference("owner", "person", "owner_id"),
        ),
        "country": Named(
            "Country",
            Referring("people", "person", "home_id"),
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
            links=("person", "team"),
        ),
        "team": Named(
            "Team",
            Reference("lead", "person", "lead_id"),
            LinkedFrom("members", "person", "team_ids"),
        ),
    },
)
"""By the name of the entity's module."""
