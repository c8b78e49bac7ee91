"""The key `service` of the language: the description of the service in its OpenAPI document."""

import re
from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from specloom.language.base import Line, Part, Text
from specloom.patterns import string_patterns

_PATH = r"/|(?:/[0-9A-Za-z._~-]+)+"


def _fitting(pattern: str, kind: str) -> Callable[[str], str]:
    """Return a validator that rejects texts that do not match a pattern. `kind` is the error type for `shapes`."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if compiled.fullmatch(value) is None:
            raise PydanticCustomError(kind, "another text")
        return value

    return check


Url = Annotated[Line, AfterValidator(_fitting(string_patterns.URL, "url_type"))]
Email = Annotated[Line, AfterValidator(_fitting(string_patterns.EMAIL, "email_type"))]
ServerUrl = Annotated[
    Line, AfterValidator(_fitting(f"{_PATH}|(?!.*/$)(?:{string_patterns.URL.strip('^$')})", "server_type"))
]


class ServerSpec(Part):
    """A server of the service."""

    url: ServerUrl = Field(
        description="Its address, such as https://api.example.com/v1, or a path on the host of the document."
    )
    description: Line = Field(default="", description="The purpose of the server.")


class ContactSpec(Part):
    """A person or team that answers questions about the service."""

    name: Line = Field(default="", description="The name of a person or team.")
    url: Url | None = Field(default=None, description="A page about the contact.")
    email: Email | None = Field(default=None, description="An email address.")


class LicenseSpec(Part):
    """A license, with its SPDX identifier or its URL."""

    name: Line = Field(description="The name of the license.")
    identifier: Line | None = Field(default=None, description="Its SPDX identifier, such as Apache-2.0.")
    url: Url | None = Field(default=None, description="The URL of the license, if it has no SPDX identifier.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.identifier is not None and self.url is not None:
            raise PydanticCustomError("license_type", "one of both")
        return self


class ServiceSpec(Part):
    """The service as a whole."""

    title: Line = Field(default="API", description="The title of the API's documentation.")
    version: Line = Field(default="1.0.0", description='The version of the API. Quote a number: "1.0".')
    description: Text = Field(default="", description="The purpose of the service.")
    servers: list[ServerSpec] = Field(default=[], description="The servers of the service.")
    contact: ContactSpec | None = Field(default=None, description="Whom to contact about the service.")
    license: LicenseSpec | None = Field(
        default=None, description="The license under which the API is provided."
    )
    security: dict[str, Text] = Field(
        default={},
        description="The description of each security scheme of the guards, by name: HTTPBearer.",
    )
    expand_depth: Literal[1, 2, 3, 4] = Field(
        default=2, description="How many relations one path of `?expand=` may follow."
    )
