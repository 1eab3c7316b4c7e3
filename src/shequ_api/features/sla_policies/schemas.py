"""Shapes of policies and office hours."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.calendar.openings import WEEK, WeekHours
from shequ_api.features.ticket_clocks.public import Counted
from shequ_api.kit.schema import Input, Instant, Output, by_example

MOST_MINUTES, MOST_WORKING = 525_600, 60_000
"""A year; and of office hours, about half of one."""
LEAST_OPEN = 5 * 60
"""Minutes of a week: with less, nothing would ever be due."""
POLICY: dict[str, Any] = {
    "targets": {
        "first_response": {"minutes": 240, "counted": "working"},
        "next_response": {"minutes": 480, "counted": "working"},
        "resolution": {"minutes": 2400, "counted": "working"},
    },
    "warn_percent": 80,
    "longest_pause_minutes": 10080,
}
HOURS = WEEK
PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000106"
OUTLOOK = {"open_tickets": 120, "overdue_before": 4, "overdue_after": 9, "most": 5000}


class AllowanceDraft(Input):
    """How long a target is."""

    model_config = by_example({"minutes": 240, "counted": "working"})

    minutes: int = Field(ge=1, le=MOST_MINUTES)
    counted: Annotated[Counted, Field(strict=False)] = Field(
        description="Office hours, or day and night"
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.counted == Counted.WORKING and self.minutes > MOST_WORKING:
            raise PydanticCustomError("too_long", "工作时间不能超过 60000 分钟")
        return self


class TargetsDraft(Input):
    """Each target; null: without an end."""

    model_config = by_example(POLICY["targets"])

    first_response: AllowanceDraft | None
    next_response: AllowanceDraft | None
    resolution: AllowanceDraft | None


class SlaPolicyContent(Input):
    """How long tickets may take."""

    model_config = by_example(POLICY)

    targets: TargetsDraft
    warn_percent: int = Field(
        ge=0, le=99, description="Of a target, when whoever works on it is warned; 0: never"
    )
    longest_pause_minutes: int = Field(
        ge=0, le=MOST_MINUTES, description="All pauses of a ticket together, day and night"
    )


class SlaPolicyChange(Input):
    """The next edition of a policy."""

    model_config = by_example({"policy": POLICY, "dry_run": True})

    policy: SlaPolicyContent | None = Field(description="Null: as those above have it")
    dry_run: bool = Field(default=False, description="Change nothing, say what would be overdue")


class OfficeHoursContent(WeekHours):
    """When offices are open: on each weekday from Monday on, on a weekend day that is worked in
    exchange, and on a holiday."""

    model_config = by_example(HOURS)

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if sum(end - begin for day in self.hours.week for begin, end in day) < LEAST_OPEN:
            raise PydanticCustomError("hours_too_short", "每周办公时间不能少于 5 小时")
        return self


class OfficeHoursChange(Input):
    """The next edition of office hours."""

    model_config = by_example({"hours": HOURS, "dry_run": True})

    hours: OfficeHoursContent | None = Field(description="Null: as those above have it")
    dry_run: bool = Field(default=False, description="Change nothing, say what would be overdue")


class OutlookView(Output):
    """What a change makes of the open tickets that it concerns."""

    model_config = by_example(OUTLOOK)

    open_tickets: int
    overdue_before: int
    overdue_after: int
    most: int = Field(description="Where so many are open, only the first to be due were judged")


class SlaPolicyView(Output):
    """What holds at a place for a category."""

    model_config = by_example(
        {
            "place_id": PLACE,
            "category": "all",
            "policy": POLICY,
            "source_id": PLACE,
            "source_category": "all",
            "version": 2,
        }
    )

    place_id: UUID
    category: str
    policy: SlaPolicyContent
    source_id: UUID | None = Field(
        description="The place whose policy it is; null: nobody has set any, it is the shipped one"
    )
    source_category: str | None = Field(description="The category whose policy it is")
    version: int = Field(description="Of this place's own editions; 0 without one")


class SlaPolicyChangeView(SlaPolicyView):
    """What holds after a change, and what it makes of open tickets."""

    model_config = by_example(
        {
            "place_id": PLACE,
            "category": "all",
            "policy": POLICY,
            "source_id": PLACE,
            "source_category": "all",
            "version": 3,
            "outlook": OUTLOOK,
        }
    )

    outlook: OutlookView


class SlaPolicyEditionView(Output):
    """A policy as it was from one change to the next; without content, those above held."""

    model_config = by_example(
        {
            "place_id": PLACE,
            "category": "all",
            "version": 2,
            "content": POLICY,
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    place_id: UUID
    category: str
    version: int
    content: SlaPolicyContent | None
    set_at: Instant


class OfficeHoursView(Output):
    """What holds at a place."""

    model_config = by_example({"place_id": PLACE, "hours": HOURS, "source_id": PLACE, "version": 2})

    place_id: UUID
    hours: OfficeHoursContent | None = Field(
        description="Null: workdays 8:30 to 12:00 and 13:30 to 17:30"
    )
    source_id: UUID | None = Field(description="The place whose hours they are")
    version: int = Field(description="Of this place's own editions; 0 without one")


class OfficeHoursChangeView(OfficeHoursView):
    """What holds after a change, and what it makes of open tickets."""

    model_config = by_example(
        {
            "place_id": PLACE,
            "hours": HOURS,
            "source_id": PLACE,
            "version": 3,
            "outlook": OUTLOOK,
        }
    )

    outlook: OutlookView


class OfficeHoursEditionView(Output):
    """Hours as they were from one change to the next; without content, those above held."""

    model_config = by_example(
        {
            "place_id": PLACE,
            "version": 2,
            "content": HOURS,
            "set_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    place_id: UUID
    version: int
    content: OfficeHoursContent | None
    set_at: Instant
