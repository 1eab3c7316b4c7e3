"""Opening hours as people type them: intervals of each weekday, of a weekend day that is worked in
exchange, and of a holiday."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.calendar.hours import Hours, HoursUnfit
from shequ_api.kit.schema import Input, by_example

Minute = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
DAY = [{"begins": "08:30", "ends": "12:00"}, {"begins": "13:30", "ends": "17:30"}]
WEEK: dict[str, Any] = {"week": [DAY] * 5 + [[], []], "exchanged": DAY, "holiday": []}


class OpeningDraft(Input):
    """From when to when, in China; at its end it is no longer open."""

    model_config = by_example(DAY[0])

    begins: Minute
    ends: Minute


Openings = Annotated[list[OpeningDraft], Field(max_length=6)]


class WeekHours(Input):
    """When something is open: on each weekday from Monday on, on a weekend day that is worked in
    exchange, and on a holiday."""

    model_config = by_example(WEEK)

    week: Annotated[list[Openings], Field(min_length=7, max_length=7)]
    exchanged: Openings
    holiday: Openings

    @property
    def hours(self) -> Hours:
        """Raises `HoursUnfit`."""
        return hours_of(self.model_dump(mode="json"))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            _ = self.hours
        except HoursUnfit:
            raise PydanticCustomError(
                "hours_unfit", "时段须在一天之内、先后有序且互不重叠"
            ) from None
        return self


def hours_of(told: Mapping[str, Any]) -> Hours:
    """Hours from their JSON (`WeekHours`). Raises `HoursUnfit`."""
    days = [
        tuple((_minute(each["begins"]), _minute(each["ends"])) for each in openings)
        for openings in (*told["week"], told["exchanged"], told["holiday"])
    ]
    return Hours(tuple(days[:-2]), days[-2], days[-1])


def _minute(told: str) -> int:
    hour, minute = told.split(":")
    return int(hour) * 60 + int(minute)
