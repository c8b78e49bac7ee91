"""What the endpoints of many-to-many relations do: `GET /posts/{post_id}/tags`, and `PUT` and `DELETE` of one link.

They are routes of the owner, guarded as its others are. Whose tags they are is the owner's service's to say, which of
them the caller sees the target's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from ..problems.problem import Problem
from ..queries.list_parameters import ListQuery
from ..resources.resource import Within
from ..services.service import Service
from ..services.transactions import transaction
from ..statements.fast_path import AnyService
from .endpoints import list_page


def related_to(service: type[AnyService], services: Any) -> Mapping[str, Any]:
    """Return what makes the services that the rows of one refer to, as `provide` takes it: the hand-written ones."""
    resource = service.resource
    links = (name for link in resource.links for name in (link.relation, link.through) if name is not None)
    names = {*resource.references.values(), *links}
    return {name: made for name in sorted(names) if (made := getattr(services, name)) is not None}


async def list_linked(
    owner: AnyService, attribute: str, targets: AnyService, db: AsyncSession, id: Any, query: ListQuery
) -> Response:
    """Answer 200 with a page of the rows that a row is linked to. Raises Problem 404."""
    if type(owner).read is Service.read:
        await owner.require(db, id)
    else:
        await owner.read(db, id)
    narrowed = copy(targets)
    link = owner.resource.link(attribute)
    narrowed.within = Within(link, id, owner.seen(link))
    return await list_page(narrowed, db, query)


async def add_link(
    request: Request, service: AnyService, attribute: str, db: AsyncSession, id: Any, target: Any
) -> Response:
    """Link a row to a target; answer 204, also if it was linked before. Raises Problem 404, 409."""
    with _pointing_at_the_path(request):
        async with transaction(db):
            await service.link(db, id, attribute, target)
    return Response(status_code=204)


async def remove_link(
    request: Request, service: AnyService, attribute: str, db: AsyncSession, id: Any, target: Any
) -> Response:
    """Take a link away; answer 204. Raises Problem 404, 409."""
    with _pointing_at_the_path(request):
        async with transaction(db):
            await service.unlink(db, id, attribute, target)
    return Response(status_code=204)


@contextmanager
def _pointing_at_the_path(request: Request) -> Iterator[None]:
    """Let problems about a member of a body point at the last parameter of the path, which stands for it."""
    try:
        yield
    except Problem as problem:
        place = f"/path/{[*request.path_params][-1]}"
        problem.errors = [each._replace(pointer=place) for each in problem.errors]
        raise
