"""Resolution of whole specs: fields, references, keys, and the places of diagnostics."""

import os
import subprocess
import sys
import time
from pathlib import Path

from specloom.model import Index, Link, Reference, UniqueKey, Visibility
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


def test_a_mixin_and_an_entity_may_have_the_same_name() -> None:
    spec = "mixins:\n  Post: {fields: {a: text}}\nentities:\n  Post: {fields: {b: text}}\n"
    assert [each.name for each in entity_of(spec).fields][:2] == ["id", "b"]


def test_keys_may_name_references_by_their_relation() -> None:
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


def test_an_unreadable_file_causes_no_false_reports(
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
    """Return a spec with so many entities of ten fields, which refer to each other."""
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
