"""Fixtures of OpenAPI documents."""

import pytest

from specloom.emit.openapi.document import document
from specloom.model import Service
from tests.support.compiled_specs import service_of
from tests.support.openapi_documents import SPECS, Document


@pytest.fixture(params=SPECS)
def service(request: pytest.FixtureRequest) -> Service:
    """The model of each spec."""
    return service_of(SPECS[request.param].read_text())


@pytest.fixture
def made(service: Service) -> Document:
    """The OpenAPI document of each spec."""
    return document(service)
