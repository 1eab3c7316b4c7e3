"""Strict shapes for what comes in, plain ones for what goes out, and the field types of both.

Input refuses unknown fields, coercions, NUL characters, lone surrogates and unbounded integers.
"""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from shequ_api.kit.clock import CHINA

BIGINT_MAX = 2**53 - 1
"""The largest integer that JavaScript holds exactly; below PostgreSQL's bigint."""


def _clean(text: str) -> str:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("text_unclean", "含有不能保存的字符")
    return text.strip()


CleanText = Annotated[str, AfterValidator(_clean)]
"""The base of every text that a client sends."""

Line = Annotated[CleanText, Field(min_length=1, max_length=100)]
"""A short text: a name, a title."""
Note = Annotated[CleanText, Field(min_length=1, max_length=2000)]
"""A paragraph written by a person."""
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A machine word: a category, a field's key."""
Count = Annotated[int, Field(ge=0, le=BIGINT_MAX)]
Amount = Annotated[int, Field(ge=1, le=1_000_000_000)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Metres = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]

Id = Annotated[UUID, Field(strict=False)]
"""A UUID as text. (Bodies are validated as Python values, where strict would want a UUID.)"""

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _plausible(instant: datetime) -> datetime:
    # Compared, not converted: a year 1 or 9999 overflows on its way to another time zone.
    if not EARLIEST <= instant < LATEST:
        raise PydanticCustomError("time_implausible", "时间须在 1970 年至 2099 年之间")
    return instant


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_plausible),
    Field(strict=False),
    PlainSerializer(
        lambda value: value.astimezone(CHINA).isoformat(timespec="milliseconds"),
        return_type=str,
        when_used="json",
    ),
]
"""An aware instant from 1970 to 2099; shown as RFC 3339 with +08:00."""


class Input(BaseModel):
    """Base of what a client sends."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Output(BaseModel):
    """Base of what we answer. Fields have no defaults: each is always present."""

    model_config = ConfigDict(from_attributes=True)


def by_example(*examples: dict[str, Any]) -> ConfigDict:
    """`model_config = by_example({...})`: what the document shows; each must fit its model."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})
