from datetime import date

from pydantic import Field

from shequ_api.kit.schema import Output, by_example


class CalendarDayView(Output):
    """A day, and whether it is worked."""

    model_config = by_example({"day": "2026-10-10", "is_workday": True, "title": "调休上班"})

    day: date
    is_workday: bool
    title: str | None = Field(
        description="Why it is not what its weekday says: a holiday's name, or worked in exchange"
    )


class CalendarDaysView(Output):
    """The days of a span, each once, in order."""

    model_config = by_example(
        {"items": [{"day": "2026-10-10", "is_workday": True, "title": "调休上班"}]}
    )

    items: list[CalendarDayView]
