# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: ea1183b2e21751d413cce84bd3558233
"""The operations on searches."""

import datetime as dt
from dataclasses import dataclass

from ..models.search import Search
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import search as schemas


@dataclass(slots=True)
class SearchRow:
    """The columns of Search that a response may contain."""

    id: str
    text_: str
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class SearchService(
    Service[
        str,
        SearchRow,
        schemas.SearchCreate,
        schemas.SearchUpdate,
        schemas.SearchReplace,
        schemas.SearchQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes searches. Extend it by subclassing."""

    resource = Resource(
        model=Search,
        row=SearchRow,
        schema=schemas.Search,
        create=schemas.SearchCreate,
        update=schemas.SearchUpdate,
        referrers=REFERRERS,
        relations=RELATIONS,
    )
