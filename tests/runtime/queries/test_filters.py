"""Filters by operator: each operator of each type finds the same rows, on both databases and every code path.

One file, because its tests share one generated package.
"""

import asyncio
import importlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx2 as httpx
import pytest

from specloom.emit.filters import filters
from specloom.resolve import compile_spec
from tests.support.comparison_runs import client_of
from tests.support.serving import ROOT

PACKAGE = "filters_generated"
TEAMS = """
entities:
  Squad:
    id: integer
    fields:
      name: {type: string, max_length: 20}
  Player:
    id: integer
    fields:
      count:  {type: integer, nullable: true}
      main:   {type: Squad, internal: true, nullable: true}
      squad:  {type: Squad, nullable: true}
      squads: Squad[]
      mains:  Squad[]
      secret: {type: string, sensitive: true, max_length: 20, nullable: true}
"""
"""Relations whose filters would have the same name, one of them hidden, and a field called like a parameter."""


class Case(NamedTuple):
    """A field with three values in ascending order. A fourth row has null."""

    field: str
    values: tuple[Any, ...]
    parts: tuple[tuple[str, str, set[int]], ...] = ()
    """Operators on texts, their operands, and the matching rows."""


TEXT_PARTS = (
    ("contains", "_", {0}),
    ("contains", "%", set[int]()),
    ("contains", "a", {1}),
    ("contains", "A", {0}),
    ("contains", "", {0, 1, 2}),
    ("startswith", "é", {2}),
    ("startswith", "e", set[int]()),
    ("startswith", "A_b", {0}),
    ("startswith", "A_bcdefghijklmnopqrstuvwxyz" * 8, set[int]()),
    ("gt", "A_b" + "\U0001f600" * 40, {1, 2}),  # longer than the column
    ("lt", "Z" * 200, {0}),
)
ORDERED = (
    Case("string", ("A_b", "ba", "é\U0001f600"), TEXT_PARTS),
    Case("text", ("A_b", "ba", "é\U0001f600"), TEXT_PARTS),
    Case("code", ("AB0001", "AB0010", "CD0000"),
         (("startswith", "AB", {0, 1}), ("contains", "10", {1}), ("gte", "B", {2}))),
    Case("integer", (-(2**31), 0, 2**31 - 1)),
    Case("even", (-100, 0, 100), (("gt", "-200", {0, 1, 2}), ("lt", "1", {0, 1}))),
    Case("bigint", (-(2**63), 9, 2**63 - 1)),
    Case("digits", (str(-(2**63)), "9", str(2**63 - 1)), (("gt", "10", {2}),)),
    Case("float", (-1.5, 0.1, 1.7976931348623157e308), (("in", "0.1,1e999", {1}), ("gt", "-0.0", {1, 2}))),
    Case("price", ("-9.00", "0.10", "10.00"), (("eq", "0.1", {1}), ("in", "0.1,10", {1, 2}))),
    Case("exact", ("-10.0000000000", "9.0000000001", "1234567890123456789012345678.0000000000")),
    Case("date", ("0001-01-01", "2024-02-29", "9999-12-31")),
    Case("time", ("00:00:00", "09:00:00", "23:59:59.999999")),
    Case("datetime", ("0001-01-01T00:00:00Z", "2024-02-29T12:00:00Z", "9999-12-31T23:59:59.999999Z"),
         (("eq", "2024-02-29T14:00:00+02:00", {1}), ("in", "2024-02-29T11:30:00-00:30", {1}))),
    Case("recent", ("2000-01-01T00:00:00Z", "2024-02-29T12:00:00.000001Z", "2025-01-01T00:00:00Z"),
         (("gt", "1999-01-01T00:00:00Z", {0, 1, 2}),)),
    Case("duration", ("PT0.000001S", "PT1H", "P10D"), (("eq", "PT60M", {1}), ("lt", "PT24H", {0, 1}))),
    Case("uuid", ("00000000-0000-0000-0000-000000000001", "0fffffff-0000-0000-0000-000000000000",
                  "f0000000-0000-0000-0000-000000000000"),
         (("eq", "F0000000-0000-0000-0000-000000000000", {2}),)),
    Case("email", ("a@b.example", "b@b.example", "c@c.example"),
         (("contains", "@B.", {0, 1}), ("startswith", "C", {2}), ("in", "A@B.example,x", {0}))),
    Case("url", ("http://a.example/%20", "http://b.example/", "https://a.example/"),
         (("startswith", "http:", {0, 1}), ("contains", "%20", {0}))),
    Case("slug", ("a-1", "b-1", "b-2"), (("startswith", "b-", {1, 2}), ("contains", "-1", {0, 1}))),
    Case("ip", ("10.0.0.1", "192.0.2.1", "::1"), (("startswith", "192.", {1}), ("contains", ":", {2}))),
    Case("enum", ("Ultra-Violet", "blue", "green")),
)  # fmt: skip
"""Values of the types that have an order."""
ARRAYS: tuple[tuple[str, tuple[list[Any], ...], tuple[tuple[str, set[int]], ...]], ...] = (
    ("strings", (["x,", ",y"], ["a"], ['"', "A"]), (("a", {1}), ("A", {2}), ('"', {2}), (",", set()), (",y", {0}))),
    ("texts", (["x,", ",y"], ["a"], ['"', "A"]), (("a", {1}), ("A", {2}), ('"', {2}), (",", set()), (",y", {0}))),
    ("integers", ([1, -2], [12], []), (("1", {0}), ("-2", {0}), ("12", {1}), ("2", set()))),
    ("decimals", (["0.500"], ["12345678901234567.125"], []),
     (("0.5", {0}), ("12345678901234567.125", {1}), ("5", set()))),
    ("datetimes", (["2024-02-29T12:00:00Z"], ["0001-01-01T00:00:00Z"], []),
     (("2024-02-29T13:00:00+01:00", {0}), ("2024-02-29T13:00:00Z", set()))),
    ("floats", ([0.1, 1.0], [5e-324, 1.7976931348623157e308], [-0.0]),
     (("0.1", {0}), ("1", {0}), ("0.10000000000000002", set()), ("5e-324", {1}), ("1.7976931348623157e308", {1}),
      ("0", {2}), ("-0", {2}), ("0.11", set()))),
)  # fmt: skip
"""Arrays of each row, and items with the rows that contain them."""
CODE_PATHS = {
    "sqlite": {},
    "postgresql, FastAPI and the session": {"plain": True},
    "postgresql, fast path": {},
    "postgresql, driver connection": {"reads_from_driver": True},
}


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec with every type, and with names that clash."""
    folder = tmp_path_factory.mktemp("spec")
    everything = (ROOT / "tests" / "specs" / "everything" / "everything.yaml").read_text(encoding="utf-8")
    (folder / "everything.yaml").write_text(everything, encoding="utf-8")
    (folder / "teams.yaml").write_text(TEAMS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def api(spec: Path) -> Iterator[str]:
    """Name of the generated package."""
    out = spec.parent / PACKAGE
    command = [sys.executable, "-m", "specloom", "generate", "--spec", str(spec), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    sys.path.insert(0, str(spec.parent))
    yield PACKAGE
    sys.path.remove(str(spec.parent))


@pytest.fixture(params=CODE_PATHS)
def open_client(request: pytest.FixtureRequest, api: str, tmp_path: Path) -> Any:
    """Return a function that opens a client of the package, for each code path."""
    url = (
        f"sqlite:///{tmp_path / 'filters.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_database")
    )
    options: dict[str, Any] = CODE_PATHS[request.param]

    @asynccontextmanager
    async def opened(**more: Any) -> AsyncIterator[httpx.AsyncClient]:
        async with client_of(api, url, **{**options, **more}) as client:
            yield client

    return opened


def text(value: Any) -> str:
    """Return a value as text for a URL."""
    return value if isinstance(value, str) else json.dumps(value)


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Create a resource."""
    response = await client.post(path, json=body)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


class Rows:
    """The rows of a table, and the results of filters."""

    def __init__(self, client: httpx.AsyncClient, path: str, ids: list[Any]) -> None:
        self.client, self.path, self.ids = client, path, ids
        self.used: set[str] = set()
        self.boxes: list[Any] = []

    async def found(self, **params: Any) -> set[int]:
        """Return the numbers of the matching rows, and check their count."""
        self.used |= params.keys()
        response = await self.client.get(f"{self.path}?{urlencode({'count': 'true', **params})}")
        assert response.status_code == 200, (params, response.text)
        page = response.json()
        assert page["total"] == len(page["items"])
        return {self.ids.index(each["id"]) for each in page["items"]}


async def things(client: httpx.AsyncClient) -> Rows:
    """Create three things with the values of the table, and one with nulls."""
    ids = []
    boxes = [await made(client, "/boxes", {"name": f"box {n}", "row": n}) for n in range(3)]
    for name in ("la", "lb", "lc"):
        await made(client, "/labels", {"id": name, "caption": name})
    for number in range(3):
        body = {case.field: case.values[number] for case in ORDERED}
        body |= {field: lists[number] for field, lists, _ in ARRAYS}
        body |= {"boolean": number > 0, "json": {"a": number}, "shape": {"x": 1}, "bytes": "YQ=="}
        body |= {"box_id": boxes[number]["id"], "label_id": f"l{'abc'[number]}"}
        body |= {"box_ids": [each["id"] for each in boxes[:number]]}
        body["label_ids"] = [["la", "lb"], ["lb"], []][number]
        ids.append((await made(client, "/things", body))["id"])
    ids.append((await made(client, "/things", {}))["id"])
    rows = Rows(client, "/things", ids)
    rows.boxes = [each["id"] for each in boxes]
    return rows


async def check_order(rows: Rows, field: str, values: tuple[Any, ...]) -> None:
    """Check every operator of an order."""
    low, middle, high = map(text, values)
    assert await rows.found(**{field: middle}) == {1}
    for operator, expected in (
        *(("ne", {0, 2}), ("gt", {2}), ("gte", {1, 2}), ("lt", {0}), ("lte", {0, 1}), ("in", {1})),
    ):
        assert await rows.found(**{f"{field}__{operator}": middle}) == expected, (field, operator)
    assert await rows.found(**{f"{field}__gt": low, f"{field}__lt": high}) == {1}
    assert await rows.found(**{f"{field}__in": f"{high},{low},{high}"}) == {0, 2}


async def check_null(rows: Rows, field: str) -> None:
    """Check that three rows have a value and one has none."""
    assert await rows.found(**{f"{field}__isnull": "true"}) == {3}
    assert await rows.found(**{f"{field}__isnull": "false"}) == {0, 1, 2}


def test_every_operator_of_every_type(open_client: Any, spec: Path) -> None:
    """The results are those of the table, which contains every filter of the document."""

    async def run() -> set[str]:
        async with open_client() as client:
            rows = await things(client)
            boxes = rows.boxes
            for case in ORDERED:
                await check_order(rows, case.field, case.values)
                await check_null(rows, case.field)
                for operator, part, expected in case.parts:
                    name = case.field if operator == "eq" else f"{case.field}__{operator}"
                    assert await rows.found(**{name: part}) == expected, (name, part)
            for field, _, items in ARRAYS:
                await check_null(rows, field)
                for item, expected in items:
                    assert await rows.found(**{f"{field}__has": item}) == expected, (field, item)
            for field in ("boolean", "json", "shape", "bytes"):
                await check_null(rows, field)
            assert await rows.found(boolean="true") == await rows.found(boolean__ne="false") == {1, 2}
            assert await rows.found(boolean__in="true,false") == {0, 1, 2}
            await check_order(rows, "box_id", tuple(boxes))
            await check_null(rows, "box_id")
            await check_order(rows, "label_id", ("la", "lb", "lc"))
            assert await rows.found(label_id__startswith="l") == await rows.found(label_id__contains="l")
            await check_null(rows, "label_id")
            assert await rows.found(label_ids__has="lb") == {0, 1}
            assert await rows.found(label_ids__has="lc") == await rows.found(label_ids__has="none") == set()
            assert await rows.found(box_ids__has=boxes[0]) == {1, 2}
            assert await rows.found(label_ids__has="la", integer__lt="0", boolean="false") == {0}
            return rows.used

    used = asyncio.run(run())
    service = compile_spec(spec).service
    assert service is not None
    documented = {each.parameter for each in filters(service, service.entity("Thing"))}
    own = {name for name in documented if name.split("__")[0] in ("id", "created_at", "updated_at")}
    assert used == documented - own


def test_links_and_the_names_of_their_filters(open_client: Any) -> None:
    """A filter finds rows by a linked id. If a field has the name of the filter, even a hidden one, it has priority."""

    async def run() -> None:
        async with open_client() as client:
            squads = [(await made(client, "/squads", {"name": f"{n}"}))["id"] for n in range(3)]
            bodies: tuple[dict[str, Any], ...] = (
                {"squad_id": squads[2], "squad_ids": squads[:2], "main_ids": squads[:1], "count": 1},
                {"squad_id": None, "squad_ids": squads[1:], "main_ids": [], "count": 2},
                {},
            )
            ids = [(await made(client, "/players", each))["id"] for each in bodies]
            rows = Rows(client, "/players", ids)
            assert await rows.found(squad_ids__has=squads[1]) == {0, 1}
            assert await rows.found(squad_id=squads[2]) == await rows.found(squad_id__in=squads[2]) == {0}
            assert await rows.found(main_ids__has=squads[0]) == {0}
            assert await rows.found(count__eq=1) == await rows.found(count__lt=2, count__gt=0) == {0}
            assert await rows.found(count__isnull="true") == {2}
            for name in (
                "main_id",
                "main_id__in",
                "main",
                "secret",
                "secret__gt",
                "main_ids",
                "squad_ids__in",
            ):
                response = await client.get(f"/players?{name}=1")
                assert response.status_code == 422, name
                (error,) = response.json()["errors"]
                assert error["pointer"] == f"/query/{name}" and error["code"] == "extra_forbidden"
                assert "`main_id`" not in error["message"] and "secret" not in error["message"]

    asyncio.run(run())


def test_filters_ignore_links_to_hidden_rows(open_client: Any, api: str) -> None:
    """Otherwise a filter would reveal hidden links."""

    async def run() -> None:
        service = importlib.import_module(f"{api}.services.label").LabelService
        label = importlib.import_module(f"{api}.models.label").Label

        hidden: list[str] = []

        class Labels(service):  # type: ignore[misc, valid-type] # its class is made at run time
            def visible(self) -> Any:
                return label.id.not_in(hidden)

        async with open_client(services={"label": Labels}) as client:
            rows = await things(client)
            assert await rows.found(label_ids__has="lb") == {0, 1}
            hidden.append("lb")
            assert await rows.found(label_ids__has="lb") == set()
            assert await rows.found(label_ids__has="la") == {0}

    asyncio.run(run())


def test_a_cursor_is_valid_for_one_operator_and_value(open_client: Any) -> None:
    """A cursor is valid only with the same filter."""

    async def run() -> None:
        async with open_client() as client:
            rows = await things(client)
            seen: list[int] = []
            cursor: str | None = ""
            while cursor is not None:
                response = await client.get(f"/things?limit=1&sort=-integer&integer__gte=0{cursor}")
                page = response.json()
                seen += [rows.ids.index(each["id"]) for each in page["items"]]
                cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
            assert seen == [2, 1]
            first = (await client.get("/things?limit=1&sort=-integer&integer__gte=0")).json()["next_cursor"]
            for other in ("integer__gt=0", "integer__gte=1", "integer__in=0", "integer__isnull=false", ""):
                response = await client.get(f"/things?limit=1&sort=-integer&cursor={first}&{other}")
                assert response.status_code == 404, other

    asyncio.run(run())


SUGGESTED = (
    ("strng=a", "string"),
    ("strng__gt=a", "string__gt"),
    ("string__startwith=a", "string__startswith"),
    ("boolean__gt=true", "boolean"),
    ("Json__isnull=true", "json__isnull"),
    ("bytes=YQ==", "bytes__isnull"),
    ("nothing__like=a", None),
    ("secret=a", None),
    ("secret__gt=a", None),
    ("row_version__gte=1", None),
    ("%3Cscript%3E=1", None),
)


def test_an_unknown_name_gets_a_suggestion(open_client: Any) -> None:
    """Only filterable names are suggested."""

    async def run() -> None:
        async with open_client() as client:
            for query, near in SUGGESTED:
                response = await client.get(f"/things?{query}")
                assert response.status_code == 422
                (error,) = response.json()["errors"]
                said = f" Did you mean `{near}`?" if near else ""
                assert error["message"] == f"There is no such parameter.{said}"

    asyncio.run(run())
