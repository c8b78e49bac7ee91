"""References to link rows with a composite key."""

import pytest

from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.composite_apps import CODE_PATHS, Client, Run, install, new, runner

SPEC = """
entities:
  Patient:
    id: string
    fields:
      doctors: {type: "Doctor[]", through: Care}
      nurses:  {type: "Doctor[]", through: Watch}
  Doctor:
    id: string
  Care:
    id: [patient, doctor]
    fields:
      patient: {type: Patient, on_delete: cascade}
      doctor:  {type: Doctor, on_delete: cascade}
  Watch:
    id: [doctor, patient]
    fields:
      patient: {type: Patient, on_delete: restrict}
      doctor:  {type: Doctor, on_delete: restrict}
  Bill:
    id: string
    fields:
      care:  {type: Care, nullable: true, on_delete: set_null}
      watch: {type: Watch, nullable: true, on_delete: set_null}
      after: {type: Bill, nullable: true, on_delete: cascade}
  Report:
    id: string
    fields:
      care:  {type: Care, nullable: true, on_delete: restrict}
      watch: {type: Watch, nullable: true, on_delete: restrict}
"""
ENDS = {"doctors": ("care", "doctor_ids"), "nurses": ("watch", "nurse_ids")}


@pytest.fixture(scope="module")
def service() -> Service:
    """The spec."""
    return service_of(SPEC)


@pytest.fixture(scope="module")
def package(service: Service, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of the package that was generated."""
    return install(service, tmp_path_factory.mktemp("referred_links"), "referred_links_served")


@pytest.fixture
def run(package: str, database_url: str) -> Run:
    """Runs a scenario with a client."""
    return runner(package, database_url, CODE_PATHS["fast"])


async def _take_away(client: Client, way: str, relation: str) -> int:
    """Delete the link from the patient to the doctor `a` by one kind of request. Return the status."""
    member = ENDS[relation][1]
    if way == "delete":
        return (await client.delete(f"/patients/p/{relation}/a")).status_code
    if way == "patch":
        return (await client.patch("/patients/p", json={member: ["b"]})).status_code
    body = {"update": [{"id": "p", "changes": {member: ["b"]}}]}
    return (await client.post("/patients/batch", json=body)).status_code


@pytest.mark.parametrize("relation", ENDS)
@pytest.mark.parametrize("way", ["delete", "patch", "batch"])
def test_a_link_with_referring_rows_can_be_deleted(run: Run, way: str, relation: str) -> None:
    async def scenario(client: Client) -> None:
        link, member = ENDS[relation]
        for doctor in ("a", "b"):
            await new(client, "/doctors", id=doctor)
        await new(client, "/patients", id="p", **{member: ["a", "b"]})
        for doctor in ("a", "b"):
            await new(client, "/bills", id=doctor, **{f"{link}_patient_id": "p", f"{link}_doctor_id": doctor})
        before = [(await client.get(f"/bills/{each}")).headers["etag"] for each in ("a", "b")]
        assert await _take_away(client, way, relation) in (200, 204)
        assert (await client.get("/patients/p")).json()[member] == ["b"]
        bills = [await client.get(f"/bills/{each}") for each in ("a", "b")]
        assert [each.json()[f"{link}_doctor_id"] for each in bills] == [None, "b"]
        assert bills[0].headers["etag"] != before[0]
        assert bills[1].headers["etag"] == before[1]

    run(scenario)


@pytest.mark.parametrize("relation", ENDS)
@pytest.mark.parametrize("way", ["delete", "patch", "batch"])
def test_a_link_whose_deletion_is_restricted_stays(run: Run, way: str, relation: str) -> None:
    async def scenario(client: Client) -> None:
        link, member = ENDS[relation]
        for doctor in ("a", "b"):
            await new(client, "/doctors", id=doctor)
        await new(client, "/patients", id="p", **{member: ["a", "b"]})
        await new(client, "/bills", id="a", **{f"{link}_patient_id": "p", f"{link}_doctor_id": "a"})
        await new(client, "/reports", id="a", **{f"{link}_patient_id": "p", f"{link}_doctor_id": "a"})
        assert await _take_away(client, way, relation) == 409
        assert (await client.get("/patients/p")).json()[member] == ["a", "b"]
        assert (await client.get("/bills/a")).json()[f"{link}_doctor_id"] == "a"

    run(scenario)
