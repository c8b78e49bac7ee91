"""Python members of enums: derived from values, or named by the spec."""

from specloom.model import Enum
from tests.support.compiled_specs import entity_with, problems_of, service_of


def test_the_spec_names_members_that_would_be_equal() -> None:
    values = "values: [a-b, a_b, '+', '-', A B], members: {a-b: A_DASH_B, A B: A_SPACE_B}"
    service = service_of(f"enums:\n  Sign: {{{values}}}\n{entity_with('x: Sign')}")
    members = (("A_DASH_B", "a-b"), ("A_B", "a_b"), ("U002B", "+"), ("VALUE", "-"), ("A_SPACE_B", "A B"))
    assert service.enums == (Enum("Sign", members),)


def test_a_new_value_keeps_the_meaning_of_members() -> None:
    def state(values: str) -> dict[str, str]:
        service = service_of(f"enums:\n  State: {values}\n{entity_with('x: State')}")
        return dict(service.enums[0].members)

    assert state("[in_repair, sold]")["IN_REPAIR"] == "in_repair"
    found = problems_of(f"enums:\n  State: [in-repair, in_repair, sold]\n{entity_with('x: State')}")
    assert [each.code for each in found] == ["N015"]
    assert "`members: {in-repair: IN_REPAIR_2}`" in str(found[0].help)
    named = state("{values: [in-repair, in_repair, sold], members: {in-repair: IN_REPAIR_2}}")
    assert named == {"IN_REPAIR_2": "in-repair", "IN_REPAIR": "in_repair", "SOLD": "sold"}


def test_each_conflict_gets_another_suggestion() -> None:
    """The suggestions of all diagnostics together make the spec valid."""
    enum = "enums:\n  State: {}\n" + entity_with("x: State").replace("{", "{{").replace("}", "}}")
    found = problems_of(enum.format("[in-repair, in_repair, in repair]"))
    assert "{in_repair: IN_REPAIR_2}" in str(found[0].help)
    assert "{'in repair': IN_REPAIR_3}" in str(found[1].help)
    names = "{in_repair: IN_REPAIR_2, in repair: IN_REPAIR_3}"
    service_of(enum.format(f"{{values: [in-repair, in_repair, in repair], members: {names}}}"))


def test_members_of_inline_enums_are_named_in_the_field() -> None:
    service = service_of(
        entity_with(
            "x: {type: enum, values: [a-b, a_b], members: {a-b: C}},"
            "y: {type: 'enum[]', item: {values: [a-b, a_b], members: {a_b: C}}}"
        )
    )
    assert [each.members for each in service.enums] == [
        (("C", "a-b"), ("A_B", "a_b")),
        (("A_B", "a-b"), ("C", "a_b")),
    ]
