"""Integers that are strings in JSON (`as: string`), over HTTP on both databases, with sessions and directly."""

import json

import jsonschema_rs
import pytest

from specloom.emit.openapi.document import document
from specloom.model import Service
from tests.support.compiled_specs import compile_text, service_of
from tests.support.composite_apps import CODE_PATHS, DRIVER, Client, Run, install, new, problem, runner

SPEC = """
entities:
  Account:
    id: {type: bigint, as: string}
    soft_delete: true
    fields:
      name: string
  Entry:
    id: {type: bigint, as: string, column: number}
    sort: -amount
    fields:
      account: {type: Account, nullable: true, inverse: entries, on_delete: cascade}
      amount:  {type: bigint, as: string, default: 9007199254740993, min: -10, example: 12}
      most:    {type: "bigint?", as: string}
      history: {type: "bigint[]", item: {as: string, max: 9007199254740999}, default: [1, 2]}
      others:  Entry[]
      plain:   bigint?
  Share:
    id: [account, part]
    fields:
      account: {type: Account, on_delete: cascade}
      part:    {type: bigint, as: string}
      note:    string?
"""
BIG = 2**53 + 1


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    return install(service, tmp_path_factory.mktemp("integers_as_text"), "integers_as_text_served")


@pytest.fixture(params=[*CODE_PATHS, "driver"])
def run(request: pytest.FixtureRequest, package: str, database_url: str) -> Run:
    """Runs a scenario with a client."""
    if request.param == "driver" and not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no connection of a driver for reads")
    return runner(package, database_url, CODE_PATHS.get(request.param, DRIVER))


def test_integers_are_texts_everywhere_in_json(run: Run, service: Service) -> None:
    """In bodies and responses, ids, references, links, lists, pages, expanded rows and batches."""

    async def scenario(client: Client) -> None:
        account = (await new(client, "/accounts", name="a")).json()
        assert isinstance(account["id"], str)
        first = await new(client, "/entries", account_id=account["id"])
        entry = first.json()
        assert first.headers["location"] == f"/entries/{entry['id']}"
        assert entry["account_id"] == account["id"] and isinstance(entry["id"], str)
        assert (entry["amount"], entry["history"], entry["most"]) == (str(BIG), ["1", "2"], None)
        body = {"amount": str(2**63 - 1), "history": [str(BIG)], "most": str(-(2**63)), "plain": BIG}
        other = (await new(client, "/entries", **body, other_ids=[entry["id"]])).json()
        assert {name: other[name] for name in body} == body and other["other_ids"] == [entry["id"]]
        path = f"/entries/{other['id']}"
        assert (await client.get(path)).json() == other
        assert (await client.patch(path, json={"most": "0"})).json()["most"] == "0"
        replaced = {**body, "account_id": account["id"], "other_ids": [other["id"]]}
        other = (await client.put(path, json=replaced)).json()
        assert other["other_ids"] == [other["id"]]
        page = (await client.get("/entries", params={"limit": 1})).json()
        assert page["items"] == [other]
        after = {"limit": 1, "cursor": page["next_cursor"]}
        assert (await client.get("/entries", params=after)).json()["items"] == [entry]
        expanded = (await client.get(path, params={"expand": "account,others"})).json()
        assert expanded["account"] == account
        assert [each["id"] for each in expanded["others"]] == [other["id"]]
        assert expanded["others"][0]["other_ids"] == [other["id"]]
        part = (await client.get(path, params={"fields": "id,amount,other_ids"})).json()
        assert part == {"id": other["id"], "amount": str(2**63 - 1), "other_ids": [other["id"]]}
        shown = (await client.get(f"{path}/others")).json()["items"]
        assert shown == [other]
        for item in (entry, other, expanded["others"][0]):
            assert _schema(service, "Entry").is_valid(item), item

    run(scenario)


def test_batches_and_composite_keys_have_texts(run: Run) -> None:
    """The ids of deleted rows too."""

    async def scenario(client: Client) -> None:
        account = (await new(client, "/accounts", name="a")).json()["id"]
        entries = [(await new(client, "/entries")).json()["id"] for _ in range(2)]
        batch = {"update": [{"id": entries[0], "changes": {"amount": "7"}}], "delete": [{"id": entries[1]}]}
        done = (await client.post("/entries/batch", json=batch)).json()
        assert (done["updated"][0]["amount"], done["deleted"]) == ("7", [entries[1]])
        share = await new(client, "/shares", account_id=account, part=str(BIG))
        assert share.headers["location"] == f"/shares/{account}/{BIG}"
        changed = await client.patch(share.headers["location"], json={"note": "x"})
        assert changed.json()["part"] == str(BIG)
        gone = {"delete": [{"account_id": account, "part": str(BIG)}]}
        assert (await client.post("/shares/batch", json=gone)).json()["deleted"] == gone["delete"]
        assert (await client.delete(f"/accounts/{account}")).status_code == 204
        assert (await client.get("/accounts")).json()["items"] == []

    run(scenario)


def test_filters_take_the_digits(run: Run) -> None:
    """For ids, references, links, fields and items of lists. All compare numbers, not texts."""

    async def scenario(client: Client) -> None:
        account = (await new(client, "/accounts", name="a")).json()["id"]
        made = [
            (await new(client, "/entries", amount=str(each), history=[str(each)], account_id=account)).json()
            for each in (9, 10, BIG)
        ]
        small, ten, big = (each["id"] for each in made)
        await client.patch(f"/entries/{small}", json={"other_ids": [big]})
        for query, found in (
            ({"amount": str(BIG)}, [big]),
            ({"amount__gt": "9"}, [big, ten]),
            ({"amount__in": f"9,{BIG}"}, [big, small]),
            ({"id": ten}, [ten]),
            ({"id__in": f"{ten},{small}"}, [ten, small]),
            ({"account_id": account, "amount__lt": "10"}, [small]),
            ({"history__has": str(BIG)}, [big]),
            ({"other_id": big}, [small]),
            ({"sort": "amount", "amount__gte": "10"}, [ten, big]),
        ):
            items = (await client.get("/entries", params=query)).json()["items"]
            assert [each["id"] for each in items] == found, query

    run(scenario)


REFUSED = [
    *[(5, "string_type"), (BIG, "string_type"), (5.0, "string_type"), (True, "string_type")],
    *[("05", "string_pattern_mismatch"), ("+5", "string_pattern_mismatch")],
    *[("5.0", "string_pattern_mismatch"), (" 5", "string_pattern_mismatch")],
    *[("-0", "string_pattern_mismatch"), ("", "string_pattern_mismatch")],
    *[("-11", "greater_than_equal"), (str(2**63), "less_than_equal")],
]


def test_other_values_than_digits_are_rejected(run: Run, service: Service) -> None:
    """A number is rejected too: the client may have rounded it. The OpenAPI document says the same."""

    async def scenario(client: Client) -> None:
        for amount, code in REFUSED:
            response = await client.post("/entries", json={"amount": amount})
            assert problem(response, 422) == [("/body/amount", code)], amount
            assert not _schema(service, "EntryCreate").is_valid({"amount": amount})
        assert (await client.get("/entries")).json()["items"] == []
        for path in ("/entries/05", "/entries/1.0", "/entries/x"):
            assert problem(await client.get(path), 422) == [("/path/entry_id", "string_pattern_mismatch")]

    run(scenario)


def test_the_document_has_patterns_in_place_of_bounds(service: Service) -> None:
    """There is no `format: int64`. Defaults and examples are strings."""
    made = document(service)
    amount = made["components"]["schemas"]["EntryCreate"]["properties"]["amount"]
    assert (amount["type"], amount["default"]) == ("string", str(BIG))
    history = made["components"]["schemas"]["EntryCreate"]["properties"]["history"]
    assert history["default"] == ["1", "2"] and history["items"]["type"] == "string"
    for path in ("/accounts/{account_id}", "/shares/{account_id}/{part}"):
        for parameter in made["paths"][path]["parameters"]:
            assert parameter["schema"]["type"] == "string" and "format" not in parameter["schema"]
    text = json.dumps({**made, "components": {**made["components"], "parameters": {}}})
    assert text.count('"int64"') > 0  # `plain` does not have the option
    assert _schema(service, "EntryCreate").is_valid({"amount": "-10", "history": ["9007199254740999"]})
    assert not _schema(service, "EntryCreate").is_valid({"history": ["9007199254741000"]})


@pytest.mark.parametrize(
    ("declared", "message_part"),
    [
        ("n: {type: integer, as: string}", "`A.n`: `integer` takes no `as`"),
        ("n: {type: string, as: string}", "`A.n`: `string` takes no `as`"),
        ("n: {type: bigint, as: number}", "must be `string`"),
        (
            "n: {type: bigint, as: string, multiple_of: 2}",
            "`A.n`: a number with `as: string` takes no `multiple_of`",
        ),
        ('n: {type: "bigint[]", as: string}', "`A.n`: `bigint[]` takes no `as`"),
        ("n: {type: A, nullable: true, as: string}", "takes no `as`"),
    ],
)
def test_the_option_is_an_error_on_other_fields(declared: str, message_part: str) -> None:
    compiled = compile_text(f"entities: {{A: {{fields: {{{declared}}}}}}}")
    assert [each.message for each in compiled.diagnostics if message_part in each.message], (
        compiled.diagnostics
    )


@pytest.mark.parametrize("kind", ["integer", "uuid", "string"])
def test_the_option_is_an_error_on_other_ids(kind: str) -> None:
    compiled = compile_text(f"entities: {{A: {{id: {{type: {kind}, as: string}}, fields: {{}}}}}}")
    (found,) = compiled.diagnostics
    assert found.code == "T002" and f"an id of type `{kind}` takes no `as`" in found.message


def _schema(service: Service, name: str) -> jsonschema_rs.Validator:
    made = document(service)
    return jsonschema_rs.validator_for(
        {"$ref": f"#/components/schemas/{name}", "components": made["components"]}
    )
