"""Names of tables, columns, keys and paths that are derived from a spec."""

import pytest

from tests.support.compiled_specs import entity_of, entity_with, service_of


def test_links_within_one_entity_have_two_columns() -> None:
    (link,) = entity_of(entity_with("posts: {type: 'Post[]', table: follow_ups}")).links
    assert (link.column, link.target_column, link.name) == ("post_id", "target_post_id", "post_ids")
    (link,) = entity_of(entity_with("related: {type: 'Post[]', singular: relative}")).links
    assert (link.column, link.target_column, link.name) == ("post_id", "relative_id", "relative_ids")


def test_long_names_are_shortened_deterministically() -> None:
    name = "A" + "b" * 63
    text = f"entities:\n  {name}: {{fields: {{{'c' * 63}: {{type: string, unique: true}}, {'d' * 63}: '{name}?'}}}}\n"
    entity = entity_of(text, name)
    names = [entity.table, *(each.column for each in entity.fields), *(each.name for each in entity.uniques)]
    names += [each.name for each in entity.indexes]
    names += [each.reference.constraint for each in entity.references if each.reference is not None]
    assert max(map(len, names)) == 63
    assert len(entity.table) == 60
    assert len(set(names)) == len(names)
    assert entity == entity_of(text, name)


def test_keys_with_the_same_name_get_different_names() -> None:
    service = service_of(
        "entities:\n"
        "  A: {table: a, fields: {b_c: {type: string, unique: true}}}\n"
        "  B: {table: a_b, fields: {c: {type: string, unique: true}}}\n"
    )
    names = {each.name: each.uniques[0].name for each in service.entities}
    assert len(set(names.values())) == 2
    assert all(each.startswith("uq_a_b_c_") for each in names.values())


def test_a_given_plural_names_table_path_and_operations() -> None:
    entity = entity_of("entities: {GreenLemma: {plural: green_lemmata, fields: {}}}", "GreenLemma")
    assert (entity.plural, entity.table, entity.path) == ("green_lemmata", "green_lemmata", "green-lemmata")
    entity = entity_of("entities: {Ox: {plural: oxes, table: Cattle, path: animals, fields: {}}}", "Ox")
    assert (entity.plural, entity.table, entity.path) == ("oxes", "Cattle", "animals")


@pytest.mark.parametrize(
    ("name", "table", "path"),
    [
        *(("Doc", "docs", "doc"), ("IdempotencyKey", "idempotency_key", "idempotency-keys")),
        ("Settings", "settings", "settings"),
    ],
)
def test_reserved_plurals_are_not_used(name: str, table: str, path: str) -> None:
    entity = entity_of(f"entities: {{{name}: {{fields: {{}}}}}}", name)
    assert (entity.table, entity.path) == (table, path)
