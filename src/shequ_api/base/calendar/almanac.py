"""What the `holidays` library knows of China's days off, and of those worked in exchange."""

from datetime import date
from typing import Any

from holidays import country_holidays

from shequ_api.base.calendar.rules import DayKind, DaySource

EXCHANGED = "调休上班"


def days_of(year: int) -> list[dict[str, Any]]:
    """The exceptions of a year, as columns of `CalendarDay`, in the order of days.

    Each notice of the State Council since 2000 exchanges weekend days. A year in which the library
    knows none has no notice yet; its days are those of the statute (《全国年节及纪念日放假办法》).
    """
    china = country_holidays("CN", years=year, language="zh_CN")
    worked = {day for day in china.weekend_workdays if day.year == year}
    source = DaySource.NOTICE if worked else DaySource.STATUTE
    found = {day: (DayKind.HOLIDAY, title) for day, title in china.items() if day.year == year}
    found |= dict.fromkeys(worked, (DayKind.WORKDAY, EXCHANGED))
    return [_row(day, *found[day], source) for day in sorted(found)]


def _row(day: date, kind: DayKind, title: str, source: DaySource) -> dict[str, Any]:
    return {"day": day, "kind": kind.value, "title": title, "source": source.value}
