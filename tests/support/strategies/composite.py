"""Composite keys, and relations to entities that have them."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.support.strategies.fields import Drawn
from tests.support.strategies.names import field_names

Data = dict[str, Any]

_SCALARS: tuple[Data, ...] = (
    {"type": "uuid"},
    {"type": "integer"},
    {"type": "integer", "min": 0, "max": 2_000},
    {"type": "bigint"},
    {"type": "date"},
    {"type": "slug", "max_length": 40},
    {"type": "string", "max_length": 30},
    {"type": "string", "pattern": "^[A-Z]{2}[0-9.]*$", "max_length": 20},
    {"type": "string", "pattern": "^~?[a-z_-]+$"},
)


def compose_keys(
    draw: DrawFn, entities: dict[str, Data], members: dict[str, list[Drawn]], mixins: dict[str, list[Drawn]]
) -> None:
    """Let some entities be known by two or three fields of their own, perhaps references; never all entities."""
    everything = [each for found in (*members.values(), *mixins.values()) for each in found]
    busy = {each.target for each in everything} | {each.spec.get("through") for each in everything}
    for index, (name, entity) in enumerate(entities.items()):
        own = [*members[name], *(each for mixin in entity.get("mixins", ()) for each in mixins[mixin])]
        if index == 0 or name in busy or any(each.link for each in own) or not draw(st.booleans()):
            continue
        simple = [
            each for each in [*entities][:index] if not isinstance(entities[each].get("id"), list | dict)
        ]
        taken = {claim for each in own for claim in each.claims} | {"created_at", "updated_at"}
        parts = draw(st.lists(_parts(simple), min_size=2, max_size=3, unique_by=lambda each: each.name))
        claims = [claim for each in parts for claim in each.claims]
        if len(set(claims)) < len(claims) or not taken.isdisjoint(claims):
            continue
        place = draw(st.integers(0, len(members[name])))
        members[name][place:place] = draw(st.permutations(parts))
        names = [draw(st.sampled_from(each.claims)) for each in parts]
        entity["id"] = draw(st.sampled_from([names, {"fields": names}]))
        entity.pop("soft_delete", None)  # not together yet
        _refer(draw, name, [each.claims[-1] for each in parts], entities, members, mixins)


def _refer(
    draw: DrawFn,
    target: str,
    key: list[str],
    entities: dict[str, Data],
    members: dict[str, list[Drawn]],
    mixins: dict[str, list[Drawn]],
) -> None:
    """Let some entities refer to one whose key is composite: later ones perhaps must, itself and earlier ones may."""
    order = [*entities]
    for owner in draw(st.lists(st.sampled_from(order), max_size=2, unique=True)):
        name = draw(field_names())
        claims = (name, *(f"{name}_{part}" for part in key))
        own = [
            *members[owner],
            *(each for mixin in entities[owner].get("mixins", ()) for each in mixins[mixin]),
        ]
        taken = {claim for each in own for claim in each.claims} | {"created_at", "updated_at"}
        if not taken.isdisjoint(claims) or any(len(claim) > 63 or "__" in claim for claim in claims):
            continue
        required = order.index(owner) > order.index(target) and draw(st.booleans())
        spec: Data = {"type": target} if required else {"type": target, "nullable": True}
        actions = ["", "restrict", "cascade", *([] if required else ["set_null"])]
        spec |= {"on_delete": action} if (action := draw(st.sampled_from(actions))) else {}
        visibilities = [
            None,
            None,
            None,
            "immutable",
            "sensitive",
            *([] if required else ["internal", "read_only"]),
        ]
        visibility = draw(st.sampled_from(visibilities))
        spec |= {visibility: True} if visibility is not None else {}
        for option, value in (("unique", True), ("index", False), ("filter", False)):
            if draw(st.sampled_from([False, False, False, True])):
                spec[option] = value
        hidden = visibility in ("sensitive", "internal")
        members[owner].append(Drawn(name, spec, claims, hidden, target=target, several=True))


@st.composite
def _parts(draw: DrawFn, targets: list[str]) -> Drawn:
    name = draw(field_names().filter(lambda name: name not in ("changes", "if_match")))
    if bool(targets) and draw(st.booleans()):
        target = draw(st.sampled_from(targets))
        spec: Data = {"type": target}
        if draw(st.booleans()):
            spec["on_delete"] = draw(st.sampled_from(["cascade", "restrict"]))
        claims: tuple[str, ...] = (name, f"{name}_id")
        drawn = Drawn(name, spec, claims, False, 255, True, target=target)
    else:
        drawn = Drawn(name, dict(draw(st.sampled_from(_SCALARS))), (name,), False, 120, True)
    for option in ("immutable", "index"):
        if draw(st.sampled_from([False, False, True])):
            drawn.spec[option] = True
    if draw(st.sampled_from([False, False, False, True])):
        drawn.spec["filter"] = False
    return drawn
