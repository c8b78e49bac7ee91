"""The application of a spec with hand-written services and guards for every entity, which allow everything.

So the proof runs these code paths: requests for links run the guards of the entities whose rows they show or write, and
the service of an entity makes and deletes each link that is one of its rows.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

from fastapi import Depends, Header
from sqlalchemy.ext.asyncio import AsyncSession

from generated.services import Services
from tests.proofs.fuzz_app import make_app
from tests.support.showing_deleted import WhoMaySee


async def allowed(x_trace: Annotated[str | None, Header()] = None) -> None:
    """Let everybody pass."""


def _hand_written(module: str) -> Callable[..., Any]:
    """Return a service of an entity that overrides how rows are made and deleted, and changes nothing."""
    found = vars(import_module(f"generated.services.{module}"))
    base: Any = next(each for name, each in found.items() if name.endswith("Service") and name != "Service")

    class HandWritten(base):  # type: ignore[misc] # made at run time
        async def create(self, db: AsyncSession, data: Any) -> Any:
            return await super().create(db, data)

        async def delete(self, db: AsyncSession, id: Any, if_match: str | None = None) -> None:
            await super().delete(db, id, if_match)

    return HandWritten


MODULES = tuple(Services.__dataclass_fields__)
app = WhoMaySee(
    make_app(
        services=Services(**{module: _hand_written(module) for module in MODULES}),
        entity_dependencies={module: [Depends(allowed)] for module in MODULES},
    )
)
