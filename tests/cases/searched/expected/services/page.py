# Generated from spec.yaml. Do not edit: change the spec, then `make generate`.
# digest: fe4abaa12481d74c052c30a1e969df52
"""The operations on pages."""

import datetime as dt
from dataclasses import dataclass

from ..models.page import Page
from ..references import REFERRERS
from ..relations import RELATIONS
from ..runtime.resources.resource import Resource
from ..runtime.services.service import Service
from ..schemas import page as schemas


@dataclass(slots=True)
class PageRow:
    """The columns of Page that a response may contain."""

    id: int
    title: str
    body: str | None
    contact: str | None
    address: str | None
    slug: str
    q: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    row_version: int


class PageService(
    Service[
        int,
        PageRow,
        schemas.PageCreate,
        schemas.PageUpdate,
        schemas.PageReplace,
        schemas.PageQuery,
    ]
):
    """Lists, creates, reads, updates, replaces and deletes pages. Extend it by subclassing."""

    resource = Resource(
        model=Page,
        row=PageRow,
        schema=schemas.Page,
        create=schemas.PageCreate,
        update=schemas.PageUpdate,
        referrers=REFERRERS,
        relations=RELATIONS,
    )
