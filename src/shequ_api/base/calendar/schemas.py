from datetime import date
from typing import Annotated

from pydantic import Field

from shequ_api.base.calendar.rules import DayKind
from shequ_api.kit.schema import Input, Line, Output, by_example


class CalendarDayView(Output):
    """A day, and whether it is worked."""

    model_config = by_example({"day": "2026-10-10", "is_workday": True, "title": "调休上班"})

    day: date
    is_workday: bool
    title: str | None = Field(
        description="Why it is not what its weekday says: a holiday's name, or worked in exchange"
    )


class CalendarDayDraft(Input):
    """What a day is, whatever its weekday and the library say."""

    model_config = by_example({"kind": "workday", "title": "春节调休上班"})

    kind: Annotated[DayKind, Field(strict=False)]
    title: Line


class CalendarDaysView(Output):
    """The days of a span, each once, in order."""

    model_config = by_example(
        {"items": [{"day": "2026-10-10", "is_workday": True, "title": "调休上班"}]}
    )

    items: list[CalendarDayView]
