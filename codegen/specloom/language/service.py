"""The key `service` of the language: what the service says of itself in its OpenAPI document."""

import re
from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from specloom.language.base import Line, Part, Text
from specloom.patterns import string_patterns

_PATH = r"/|(?:/[0-9A-Za-z._~-]+)+"


def _fitting(pattern: str, kind: str) -> Callable[[str], str]:
    """Return what refuses texts that do not match a pattern; `kind` names the mistake for `shapes`."""
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
    """Where the service can be reached."""

    url: ServerUrl = Field(
        description="Its address, such as https://api.example.com/v1, or a path on the host of the document."
    )
    description: Line = Field(default="", description="What the server is for.")


class ContactSpec(Part):
    """Who answers questions about the service."""

    name: Line = Field(default="", description="The name of a person or team.")
    url: Url | None = Field(default=None, description="A page about the contact.")
    email: Email | None = Field(default=None, description="An email address.")


class LicenseSpec(Part):
    """The license of the API."""

    name: Line = Field(description="The name of the license.")
    identifier: Line | None = Field(default=None, description="Its SPDX identifier, such as Apache-2.0.")
    url: Url | None = Field(default=None, description="Where its text is, if it has no SPDX identifier.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.identifier is not None and self.url is not None:
            raise PydanticCustomError("license_type", "one of both")
        return self


class ServiceSpec(Part):
    """The service as a whole."""

    title: Line = Field(default="API", description="The title of the API's documentation.")
    version: Line = Field(default="1.0.0", description='The version of the API. Quote a number: "1.0".')
    description: Text = Field(default="", description="What the service is for.")
    servers: list[ServerSpec] = Field(default=[], description="Where the service can be reached.")
    contact: ContactSpec | None = Field(default=None, description="Whom to ask about the service.")
    license: LicenseSpec | None = Field(default=None, description="Under which license the API is.")
    security: dict[str, Text] = Field(
        default={},
        description="What each security scheme of the guards is for, by the name of the scheme: HTTPBearer.",
    )
    expand_depth: Literal[1, 2, 3, 4] = Field(
        default=2, description="How many relations `?expand=` may follow one after the other."
    )
