# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 77c8715f64f9c9ddeac890cbd737dd08
"""What the API does with countries."""

from dataclasses import dataclass

from ..models.country import Country
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import country as schemas


@dataclass(slots=True)
class CountryRow:
    """The columns of Country that a response may hold, as the database gives them."""

    id: str
    name: str


class CountryService(
    Service[
        str,
        CountryRow,
        schemas.CountryCreate,
        schemas.CountryUpdate,
        schemas.CountryReplace,
        schemas.CountryQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes countries. Extend it by subclassing."""

    resource = Resource(
        model=Country,
        row=CountryRow,
        schema=schemas.Country,
        create=schemas.CountryCreate,
        update=schemas.CountryUpdate,
        constraints={
            "uq_countries_name": ("name",),
        },
        referrers=REFERRERS,
        relations=RELATIONS,
        timestamps=False,
    )
