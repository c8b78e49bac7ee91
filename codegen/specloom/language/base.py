"""What all parts of the language share: the base of their models, and texts."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Part(BaseModel):
    """What all parts of the language share: no unknown keys, no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise PydanticCustomError("line_type", "one line")
    return value


Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
