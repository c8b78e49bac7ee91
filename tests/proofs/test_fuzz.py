"""A small `make fuzz`: schemathesis on the committed application, on both databases."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.fuzz import barren
from tests.proofs.fuzz_bodies import BODIES, load
from tests.proofs.fuzz_links import Reference, Relation, references_of, relations_of
from tests.proofs.fuzz_rows import Rows
from tests.proofs.fuzz_table import Floor, rendered, table

ROOT = Path(__file__).parents[2]
FEW = ("--max-examples", "3", "--covered", "4", "--accepted", "1", "--share", "0.01")
"""So few requests say nothing about shares; `make fuzz` holds the real floor, and covers all operations."""
PHASES = {"sqlite": "examples,stateful", "postgresql": "coverage,fuzzing"}
"""The databases share what takes minutes; `make fuzz` sends everything to both."""


@pytest.mark.long
@pytest.mark.parametrize("database", PHASES)
def test_every_check_holds_and_every_operation_is_reached(database: str) -> None:
    phases = ["--phases", PHASES[database]]
    command = [sys.executable, "-m", "tests.proofs.fuzz", "--database", database, *phases, *FEW]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-3000:]
    runs = re.findall(r"(\d+) generated, (\d+) passed", ran.stdout)
    assert runs and all(generated == passed for generated, passed in runs)


def test_references_are_read_from_the_links() -> None:
    document = json.loads((ROOT / "generated/openapi.json").read_text())
    found = set(references_of(document))
    assert found == {
        Reference("/posts", "author_id", "/users", required=True, nullable=False),
        Reference("/posts", "parent_id", "/posts", required=False, nullable=True),
        Reference("/posts", "tag_ids", "/tags", required=False, nullable=False),
        Reference("/comments", "post_id", "/posts", required=True, nullable=False),
        Reference("/comments", "author_id", "/users", required=False, nullable=True),
        Reference("/comments", "parent_id", "/comments", required=False, nullable=True),
    }


def test_a_body_refers_to_existing_rows() -> None:
    loan = Reference("/loans", "book_id", "/books", required=True, nullable=False)
    guest = Reference("/loans", "guest_id", "/guests", required=False, nullable=True)
    notes = Reference("/loans", "note_ids", "/notes", required=False, nullable=False)
    rows = Rows({"/loans": [loan, guest, notes]}, {"/books": [1, 2], "/notes": [7]})
    body = {"book_id": 99, "guest_id": 99, "note_ids": [98, 99], "days": 99}
    assert rows.referring("/loans", body) == {"book_id": 2, "guest_id": None, "note_ids": [7], "days": 99}
    assert rows.referring("/loans", {"book_id": 1, "note_ids": []}) == {"book_id": 1, "note_ids": []}
    assert rows.complete("/loans")
    assert not Rows({"/loans": [loan]}).complete("/loans")
    assert rows.needs("/loans") == {"/books"}


def test_a_path_of_two_ids_names_existing_rows() -> None:
    document = json.loads((ROOT / "generated/openapi.json").read_text())
    (relation,) = relations_of(document)
    assert relation == Relation("/posts/{post_id}/tags", "/posts", "post_id", "/tags", "tag_id")
    rows = Rows({}, relations={"/posts": [relation]})
    rows.ids["/tags"] = [7, 8]
    rows.add("/posts", {"id": "a", "tag_ids": [7]})
    rows.add("/posts", {"id": "b", "tag_ids": []})

    def meeting(post: str, tag: int, *, linked: bool) -> tuple[str, int]:
        found = rows.meeting(relation, {"post_id": post, "tag_id": tag}, linked=linked)
        return found["post_id"], found["tag_id"]

    assert meeting("a", 8, linked=False) == ("a", 8)
    assert meeting("z", 9, linked=False) == ("b", 8)
    assert meeting("b", 8, linked=True) == ("a", 7)
    rows.link(relation, ("b", 8), linked=True)
    assert meeting("b", 7, linked=True) == ("b", 8)
    rows.link(relation, ("a", 7), linked=False)
    rows.remove(("/tags", "8"))
    assert rows.pairs(relation) == []


def test_an_operation_is_reached_if_all_ids_of_its_path_can_be_made() -> None:
    document = json.loads((ROOT / "generated/openapi.json").read_text())

    def linked(*barren: str) -> set[str]:
        return {
            each.method for each in table([], document, barren) if each.linked and "tags" in each.path[6:]
        }

    assert linked() == {"GET", "PUT", "DELETE"}
    assert linked("/tags") == {"GET"}
    assert linked("/posts") == set()


def test_a_request_for_a_deleted_row_names_an_existing_one() -> None:
    loan = Reference("/loans", "book_id", "/books", required=True, nullable=False)
    rows = Rows({"/loans": [loan]})
    rows.add("/books", {"id": 1})
    rows.add("/loans", {"id": 7, "book_id": 1})
    rows.remove(("/books", "1"))
    assert not rows.has_to_do("/loans")  # which may be gone, and schemathesis does not know it
    assert rows.has_to_do("/books")
    rows.add("/books", {"id": 2})
    asked = [rows.instead(("/books", "1")) for _ in range(4)]
    assert asked == [None, None, 2, 2]
    assert rows.instead(("/books", "2")) is None
    rows.remove(("/books", "2"))
    assert not rows.has_to_do("/books")
    rows.add("/loans", {"id": 8, "book_id": 3})
    assert rows.instead(("/loans", "7")) == 8


def test_a_row_that_was_deleted_by_itself_can_be_restored() -> None:
    loan = Reference("/loans", "book_id", "/books", required=True, nullable=False)
    rows = Rows({"/loans": [loan]})
    rows.add("/books", {"id": 1})
    rows.add("/loans", {"id": 7, "book_id": 1})
    assert rows.restorable("/books") is None
    rows.remove(("/books", "1"))
    assert (rows.restorable("/books"), rows.restorable("/loans"), rows.of("/books")) == (1, None, [])
    rows.restore("/books", {"id": 1})
    assert (rows.restorable("/books"), rows.of("/books"), rows.deleted["/books"]) == (None, [1], 0)
    assert rows.instead(("/books", "1")) is None and rows.missed == {}
    rows.restore("/books", {"id": 1})  # it was there
    assert rows.deleted["/books"] == 0


def test_link_rows_are_removed_when_the_owner_gets_other_links() -> None:
    ends = [
        Reference("/labels", "post_id", "/posts", required=True, nullable=False),
        Reference("/labels", "tag_id", "/tags", required=True, nullable=False),
    ]
    note = Reference("/notes", "post_id", "/posts", required=True, nullable=False)
    relation = Relation("/posts/{post_id}/tags", "/posts", "post_id", "/tags", "tag_id")
    rows = Rows({"/labels": ends, "/notes": [note]}, relations={"/posts": [relation]})
    made: list[tuple[str, dict[str, Any]]] = [
        *(("/posts", {"id": "a", "tag_ids": []}), ("/tags", {"id": 7}), ("/tags", {"id": 8})),
        *(("/labels", {"id": each - 6, "post_id": "a", "tag_id": each}) for each in (7, 8)),
        ("/notes", {"id": 9, "post_id": "a"}),
        ("/posts", {"id": "a", "tag_ids": [8]}),
    ]
    for resource, body in made:
        rows.add(resource, body)
    assert (rows.of("/labels"), rows.of("/notes"), rows.lost) == ([2], [9], {("/labels", "1")})
    rows.link(relation, ("a", 8), linked=False)
    assert (rows.of("/labels"), rows.of("/notes"), rows.of("/tags")) == ([], [9], [7, 8])


def test_a_list_that_answers_do_not_show_takes_its_links_away_too() -> None:
    ends = [
        Reference("/labels", name, "/tags", required=True, nullable=False) for name in ("from_id", "to_id")
    ]
    ids = Reference("/tags", "tag_ids", "/tags", required=False, nullable=False)
    rows = Rows({"/labels": ends, "/tags": [ids]})
    for id in (1, 2, 3):
        rows.add("/tags", {"id": id}, {})
    rows.add("/labels", {"id": 7}, {"from_id": 1, "to_id": 2})
    rows.add("/labels", {"id": 8}, {"from_id": 1, "to_id": 3})
    rows.add("/tags", {"id": 1}, {"tag_ids": [3]})
    assert (rows.of("/labels"), rows.lost) == ([8], {("/labels", "7")})
    rows.add("/tags", {"id": 1}, {})
    assert rows.of("/labels") == [8]


def test_a_batch_names_existing_rows() -> None:
    rows = Rows(
        {"/loans": [Reference("/loans", "book_id", "/books", required=True, nullable=False)]}, {"/books": [1]}
    )
    rows.take("/loans", {"create": [{}] * 4}, {"created": [{"id": 5}, {"id": 6}, {"id": 7}, {"id": 8}]})
    body: dict[str, Any] = {
        "create": [{"book_id": 9}],
        "update": [{"id": 6, "changes": {"book_id": 9}, "if_match": '"x"'}, {"id": 99, "changes": {}}],
        "delete": [{"id": 6}, {"id": 6}, {"id": 99}],
    }
    found = rows.batch("/loans", body)
    ids = [each["id"] for name in ("update", "delete") for each in found[name]]
    assert len(set(ids)) == len(ids) and set(ids) <= {5, 6, 7, 8} and len(found["delete"]) == 2
    assert found["create"] == [{"book_id": 1}] and found["update"][0]["if_match"] == "*"
    rows.take("/loans", {}, {"deleted": [5, 6]})
    assert rows.batch(
        "/loans", {"delete": [{"id": 7}], "update": [{"id": 9, "changes": {}, "if_match": "*"}]}
    ) == {
        "delete": [],
        "update": [{"id": 8, "changes": {}, "if_match": "*"}],
    }


def test_the_first_accepted_bodies_are_kept_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BODIES, str(tmp_path / "bodies.json"))
    bodies = load()
    for body in ({"name": "a"}, {"name": "a"}, ["b"], {"name": "b"}, {"name": "c"}):
        bodies.note("/tags", body)
    assert bodies.of("/tags") == load().of("/tags") == [{"name": "a"}, {"name": "b"}]
    assert load().of("/users") == []
    monkeypatch.delenv(BODIES)
    assert load().of("/tags") == []


def test_the_table_counts_valid_requests_of_the_stateful_phase(tmp_path: Path) -> None:
    document = json.loads((ROOT / "generated/openapi.json").read_text())
    cases = [("stateful", "positive", 201)] * 3 + [
        ("stateful", "positive", 409),
        ("fuzzing", "positive", 201),
    ]
    recorder: dict[str, dict[str, object]] = {"cases": {}, "interactions": {}}
    for number, (phase, mode, status) in enumerate([*cases, ("stateful", "negative", 422)]):
        meta = {"generation": {"mode": mode}, "phase": {"name": phase}}
        recorder["cases"][str(number)] = {"value": {"method": "POST", "path": "/tags", "meta": meta}}
        recorder["interactions"][str(number)] = {"response": {"status_code": status}}
    report = tmp_path / "report.ndjson"
    report.write_text(json.dumps({"ScenarioFinished": {"recorder": recorder}}) + "\n")
    lines = table([report], document)
    line = next(each for each in lines if (each.method, each.path) == ("POST", "/tags"))
    assert (line.requests, line.valid, line.accepted, line.share) == (6, 4, 3, 0.75)
    assert Floor(0.75, 3).holds(line)
    assert not Floor(0.75, 4).holds(line)
    assert not Floor(0.76, 3).holds(line)
    assert rendered(lines, Floor()).count("below the floor") == len([each for each in lines if each.linked])


def test_operations_on_rows_that_cannot_be_created_are_unreachable(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(
        "entities:\n"
        "  Room: {operations: [list], fields: {name: text}}\n"
        "  Chair: {fields: {room: Room}}\n"
        "  Leg: {fields: {chair: Chair}}\n"
        "  Desk: {fields: {room: {type: Room, nullable: true}}}\n"
    )
    assert barren(tmp_path) == {"/rooms", "/chairs", "/legs"}
    assert barren(ROOT / "spec") == set()
