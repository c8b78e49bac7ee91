"""The endpoints of many-to-many relations: `GET /posts/{post_id}/tags`, and `PUT` and `DELETE` of one link.

They are routes of the owner and have its guards. The service of the owner decides whether the caller sees the owner.
The service of the target decides which targets the caller sees.
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
from ..resources.links import Within
from ..services.service import Service
from ..services.transactions import transaction
from ..statements.fast_path import AnyService
from .endpoints import list_page


def related_to(service: type[AnyService], services: Any) -> Mapping[str, Any]:
    """Return the hand-written services of the entities that a service's rows refer to, as `provide` takes them."""
    resource = service.resource
    links = (name for link in resource.links for name in (link.relation, link.through) if name is not None)
    names = {*resource.references.values(), *links}
    return {name: made for name in sorted(names) if (made := getattr(services, name)) is not None}


async def list_linked(
    owner: AnyService, attribute: str, targets: AnyService, db: AsyncSession, id: Any, query: ListQuery
) -> Response:
    """Respond 200 with a page of the rows that a row is linked to. Raises Problem 404."""
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
    """Link a row to a target. Respond 204, also if it is linked already. Raises Problem 404, 409."""
    with _errors_in_path(request):
        async with transaction(db):
            await service.link(db, id, attribute, target)
    return Response(status_code=204)


async def remove_link(
    request: Request, service: AnyService, attribute: str, db: AsyncSession, id: Any, target: Any
) -> Response:
    """Remove a link. Respond 204. Raises Problem 404, 409."""
    with _errors_in_path(request):
        async with transaction(db):
            await service.unlink(db, id, attribute, target)
    return Response(status_code=204)


@contextmanager
def _errors_in_path(request: Request) -> Iterator[None]:
    """Let the pointers of problems name the last parameter of the path, which holds the target's id."""
    try:
        yield
    except Problem as problem:
        place = f"/path/{[*request.path_params][-1]}"
        problem.errors = [each._replace(pointer=place) for each in problem.errors]
        raise
