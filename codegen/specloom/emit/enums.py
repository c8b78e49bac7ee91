"""Renders `enums.py`: the enums, which models and schemas share."""

from specloom.emit.template import fill
from specloom.model import Service


def render(service: Service) -> dict[str, str]:
    """Return the module of the enums, if the service has enums."""
    return {"enums.py": fill("enums.py.jinja", enums=service.enums)} if service.enums else {}
