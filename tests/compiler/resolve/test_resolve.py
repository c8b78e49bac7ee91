"""From a spec to its model: names, references, keys, defaults, and what is found wrong where."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from specloom.model import Enum, Index, Link, Reference, UniqueKey, Visibility
from specloom.resolve import compile_spec
from tests.support.compiled_specs import entity_of, entity_with, problems_of, service_of

ROOT = Path(__file__).parents[3]


def test_the_blog() -> None:
    service = compile_spec(ROOT / "spec").service
    assert service is not None
    assert [each.name for each in service.entities] == ["Comment", "Post", "Tag", "User"]
    assert [each.name for each in service.enums] == ["PostStatus", "Role"]
    entity = service.entity("Post")
    assert (entity.table, entity.path, entity.parameter, entity.module) == (
        "posts",
        "posts",
        "post_id",
        "post",
    )
    assert entity.source == "blog.yaml"
    assert [each.name for each in entity.fields] == [
        *("id", "title", "slug", "body", "status", "rating", "published_at", "keywords", "metadata"),
        *("author_id", "parent_id", "created_at", "updated_at", "row_version"),
    ]
    assert entity.field("metadata_").column == "metadata"
    assert entity.field("author_id").reference == Reference(
        relation="author",
        attribute="author",
        target="User",
        on_delete="cascade",
        inverse="posts",
        cyclic=False,
        constraint="fk_posts_author_id",
    )
    assert entity.uniques == (
        UniqueKey("uq_posts_slug", ("slug",)),
        UniqueKey("uq_posts_author_id_title", ("author_id", "title")),
    )
    assert entity.indexes == (
        Index("ix_posts_author_id", ("author_id",)),
        Index("ix_posts_parent_id", ("parent_id",)),
        Index("ix_posts_status_published_at", ("status", "published_at")),
    )
    assert entity.links == (
        Link(
            relation="tags",
            name="tag_ids",
            attribute="tags",
            ids_attribute="tag_ids",
            target="Tag",
            table="post_tags",
            column="post_id",
            target_column="tag_id",
            constraint="fk_post_tags_post_id",
            target_constraint="fk_post_tags_tag_id",
            inverse=None,
            max_items=100,
        ),
    )
    password = service.entity("User").field("password")
    assert (password.visibility, password.filterable, password.sortable) == (
        Visibility.SENSITIVE,
        False,
        False,
    )
    hash(service)


def test_chinook_has_its_eleven_tables() -> None:
    service = compile_spec(ROOT / "examples/chinook/spec").service
    assert service is not None
    tables = {each.table for each in service.entities} | {
        link.table for each in service.entities for link in each.links
    }
    assert tables == set(
        "Album Artist Customer Employee Genre Invoice InvoiceLine MediaType Playlist PlaylistTrack Track".split()
    )
    assert {each.column for each in service.entity("Track").fields} == set(
        "TrackId Name AlbumId MediaTypeId GenreId Composer Milliseconds Bytes UnitPrice row_version".split()
    )
    assert service.entity("Track").field("bytes_").name == "bytes"
    assert service.entity("Employee").field("reports_to_id").column == "ReportsTo"
    (link,) = service.entity("Playlist").links
    assert (link.name, link.column, link.target_column) == ("track_ids", "PlaylistId", "TrackId")


def test_mixins_come_first_and_are_named_after_their_entity() -> None:
    entity = entity_of(
        "mixins:\n  Rated: {fields: {stars: {type: enum, values: [one, two]}}}\n"
        "entities:\n  Post: {mixins: [Rated], timestamps: false, versioned: false, fields: {title: string}}\n"
    )
    assert [each.name for each in entity.fields] == ["id", "stars", "title"]
    assert entity.field("stars").type.enum == "PostStars"
    assert entity.field("stars").check == "ck_posts_stars"


def test_a_mixin_may_be_called_like_an_entity() -> None:
    spec = "mixins:\n  Post: {fields: {a: text}}\nentities:\n  Post: {fields: {b: text}}\n"
    assert [each.name for each in entity_of(spec).fields][:2] == ["id", "b"]


def test_references_in_keys_may_be_called_by_their_relation() -> None:
    spec = entity_with(
        "author: User, title: string",
        "    unique: [[author, title]]\n    indexes: [author_id]\n    sort: -author\n",
    )
    entity = entity_of(f"{spec}  User: {{fields: {{}}}}\n")
    assert entity.uniques[0].fields == ("author_id", "title")
    assert [each.name for each in entity.indexes] == ["ix_posts_author_id"]
    assert entity.sort == (("author_id", True),)


def test_one_to_one_needs_no_index_beside_its_unique_key() -> None:
    entity = entity_of(
        f"{entity_with('author: {type: User, unique: true, inverse: post}')}  User: {{fields: {{}}}}\n"
    )
    assert entity.field("author_id").unique
    assert [each.name for each in entity.uniques] == ["uq_posts_author_id"]
    assert entity.indexes == ()


def test_foreign_keys_of_a_cycle_are_marked() -> None:
    service = service_of(
        "entities:\n  A: {fields: {b: 'B?', a: 'A?'}}\n  B: {fields: {c: C}}\n"
        "  C: {fields: {a: A, d: D}}\n  D: {fields: {}}\n"
    )
    marked = {
        f"{entity.name}.{field.name}"
        for entity in service.entities
        for field in entity.references
        if field.reference is not None and field.reference.cyclic
    }
    assert marked == {"A.b_id", "B.c_id", "C.a_id"}


def test_links_to_the_own_entity_have_two_columns() -> None:
    (link,) = entity_of(entity_with("posts: {type: 'Post[]', table: follow_ups}")).links
    assert (link.column, link.target_column, link.name) == ("post_id", "target_post_id", "post_ids")
    (link,) = entity_of(entity_with("related: {type: 'Post[]', singular: relative}")).links
    assert (link.column, link.target_column, link.name) == ("post_id", "relative_id", "relative_ids")


def test_long_names_are_shortened_alike_every_time() -> None:
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


def test_keys_of_the_same_name_are_told_apart() -> None:
    service = service_of(
        "entities:\n"
        "  A: {table: a, fields: {b_c: {type: string, unique: true}}}\n"
        "  B: {table: a_b, fields: {c: {type: string, unique: true}}}\n"
    )
    names = {each.name: each.uniques[0].name for each in service.entities}
    assert len(set(names.values())) == 2
    assert all(each.startswith("uq_a_b_c_") for each in names.values())


def test_values_of_enums_that_lead_to_one_member_are_named_by_the_spec() -> None:
    values = "values: [a-b, a_b, '+', '-', A B], members: {a-b: A_DASH_B, A B: A_SPACE_B}"
    service = service_of(f"enums:\n  Sign: {{{values}}}\n{entity_with('x: Sign')}")
    members = (("A_DASH_B", "a-b"), ("A_B", "a_b"), ("U002B", "+"), ("VALUE", "-"), ("A_SPACE_B", "A B"))
    assert service.enums == (Enum("Sign", members),)


def test_a_value_in_front_never_changes_what_a_member_means() -> None:
    def state(values: str) -> dict[str, str]:
        service = service_of(f"enums:\n  State: {values}\n{entity_with('x: State')}")
        return dict(service.enums[0].members)

    assert state("[in_repair, sold]")["IN_REPAIR"] == "in_repair"
    found = problems_of(f"enums:\n  State: [in-repair, in_repair, sold]\n{entity_with('x: State')}")
    assert [each.code for each in found] == ["N015"]
    assert "`members: {in-repair: IN_REPAIR_2}`" in str(found[0].help)
    named = state("{values: [in-repair, in_repair, sold], members: {in-repair: IN_REPAIR_2}}")
    assert named == {"IN_REPAIR_2": "in-repair", "IN_REPAIR": "in_repair", "SOLD": "sold"}


def test_each_of_several_clashes_is_proposed_another_name() -> None:
    """What the diagnostics propose together makes a spec that is valid."""
    enum = "enums:\n  State: {}\n" + entity_with("x: State").replace("{", "{{").replace("}", "}}")
    found = problems_of(enum.format("[in-repair, in_repair, in repair]"))
    assert "{in_repair: IN_REPAIR_2}" in str(found[0].help)
    assert "{'in repair': IN_REPAIR_3}" in str(found[1].help)
    names = "{in_repair: IN_REPAIR_2, in repair: IN_REPAIR_3}"
    service_of(enum.format(f"{{values: [in-repair, in_repair, in repair], members: {names}}}"))


def test_members_of_enums_that_a_field_declares_are_named_there() -> None:
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


def test_hidden_fields_can_be_neither_filtered_nor_sorted() -> None:
    entity = entity_of(
        entity_with(
            "a: {type: string, sensitive: true}, b: {type: string, internal: true, nullable: true},"
            "c: {type: string, filter: false, sort: false}, d: json, e: {type: integer, read_only: true, default: 0}"
        )
    )
    found = {name: (entity.field(name).filterable, entity.field(name).sortable) for name in "abcde"}
    assert found == {
        "a": (False, False),
        "b": (False, False),
        "c": (False, False),
        "d": (True, False),
        "e": (True, True),
    }


def test_control_parameters_are_legal_fields() -> None:
    names = ("limit", "cursor", "sort", "count", "q", "fields", "expand", "deleted")
    entity = entity_of(entity_with(", ".join(f"{name}: integer" for name in names)))
    assert [entity.field(name).name for name in names] == list(names)


def test_ten_mistakes_are_ten_diagnostics_each_in_its_place() -> None:
    text = (ROOT / "tests/cases/ten-mistakes/spec.yaml").read_text()
    assert [(each.code, each.place.line, each.place.column) for each in problems_of(text)] == [
        ("S002", 2, 18),
        ("S001", 6, 42),
        ("T001", 7, 14),
        ("T004", 11, 41),
        ("T006", 12, 54),
        ("T008", 13, 37),
        ("R002", 14, 22),
        ("R001", 15, 15),
        ("V002", 16, 7),
        ("R004", 17, 23),
    ]


def test_files_are_merged_in_any_order(tmp_path: Path) -> None:
    parts = {
        "b.yaml": "entities:\n  Post: {fields: {author: User, mood: Mood}}\n",
        "a.yaml": "enums: {Mood: [happy]}\n",
        "users/c.yml": "service: {title: Blog}\nentities:\n  User: {mixins: [Named], fields: {}}\n",
        "z.yaml": "# only a comment\n",
        "m.yaml": "mixins: {Named: {fields: {name: string}}}\n",
    }
    for name, text in parts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    service = compile_spec(tmp_path).service
    assert service is not None
    assert (service.title, [each.source for each in service.entities]) == ("Blog", ["b.yaml", "users/c.yml"])


def test_a_file_that_cannot_be_read_to_its_end_hides_no_shape_but_causes_no_false_reports(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.yaml").write_text("entities:\n  User: {fields: {name: 'x}}\n")
    (tmp_path / "b.yaml").write_text("entities:\n  Post: {fields: {author: User}, colour: red}\n")
    assert [each.code for each in compile_spec(tmp_path).diagnostics] == ["Y001", "S001"]


def test_nothing_depends_on_the_hash_seed() -> None:
    program = (
        "from pathlib import Path; from specloom.resolve import compile_spec;"
        "cases = sorted(Path('tests/cases').glob('*/spec.yaml'));"
        "print(compile_spec(Path('spec')), [compile_spec(each).diagnostics for each in cases])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1
    assert len(next(iter(outputs))) > 10_000


def many_entities(count: int) -> str:
    """Return a spec of so many entities of ten fields that refer to each other."""
    fields = (
        "title: {type: string, max_length: 200}, body: text, rating: {type: decimal, max_digits: 4, min: 0, max: 10},"
        "status: {type: enum, values: [draft, published], default: draft}, at: 'datetime?', size: integer,"
        "slug: {type: string, pattern: '^[a-z0-9-]+$', unique: true}, meta: {type: json, default: {}}"
    )
    return "entities:\n" + "".join(
        f"  Entity{number}:\n    fields: {{{fields}, before: 'Entity{max(number - 1, 0)}?', others: 'Entity0[]'}}\n"
        for number in range(count)
    )


def test_two_hundred_entities_take_well_under_a_second() -> None:
    text = many_entities(200)
    start = time.process_time()
    assert len(service_of(text).entities) == 200
    assert time.process_time() - start < 1.5


def test_a_plural_of_ones_own_names_table_path_and_operations() -> None:
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
def test_a_plural_that_the_app_has_already_is_not_taken(name: str, table: str, path: str) -> None:
    entity = entity_of(f"entities: {{{name}: {{fields: {{}}}}}}", name)
    assert (entity.table, entity.path) == (table, path)
