"""Pure decisions about rectification batches."""

from datetime import date, timedelta

from shequ_api.features.rectifications.rules import visiting_days
from shequ_api.kit.ids import new_id


def test_visits_fill_the_workdays_and_a_door_is_knocked_at_once() -> None:
    monday = date(2026, 11, 23)
    doors = [new_id() for _ in range(40)]
    days = visiting_days(doors, monday, monday + timedelta(days=6), {})
    assert days == sorted(days)
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    assert {days.count(day) for day in days} == {8}
    twice = [doors[0], doors[0], doors[1]]
    first, second, _ = visiting_days(twice, monday, monday + timedelta(days=1), {})
    assert first == second
    weekend = visiting_days(doors[:2], date(2026, 11, 21), date(2026, 11, 22), {})
    assert weekend == [date(2026, 11, 21), date(2026, 11, 22)], "where no other day is given"
