# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: 206915804bfd27c9e8e45cfcf42a3999
"""What the API does with searches."""

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
    """The columns of Search that a response may hold, as the database gives them."""

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
