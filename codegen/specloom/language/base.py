"""Shared by all models of the language: their base class and types of texts."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Part(BaseModel):
    """Base class of the language's models. It rejects unknown keys and values of the wrong kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise PydanticCustomError("line_type", "one line")
    return value


Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
