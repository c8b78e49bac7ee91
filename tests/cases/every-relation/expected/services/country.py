# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: caecd7346b2922918bc6996fdc672013
"""The operations on countries."""

from dataclasses import dataclass

from ..models.country import Country
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import country as schemas


@dataclass(slots=True)
class CountryRow:
    """The columns of Country that a response may contain."""

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
