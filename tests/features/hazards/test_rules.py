"""Pure decisions about hazards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shequ_api.features.hazards.flow import FLOW, HazardState
from shequ_api.features.hazards.rules import (
    MAX_TICKET_TEXT,
    Raised,
    distinct,
    due_at,
    is_after,
    is_same,
    ticket_text,
)

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def raised(level: str, text: str = "需要处理", field: str = "gas") -> Raised:
    return Raised(field, level, "燃气", text)


def test_a_ticket_says_the_worst_first_and_stays_short() -> None:
    text = ticket_text([raised("general", "甲"), raised("critical", "乙"), raised("general", "丙")])
    assert text.split("\n") == [
        "入户排查发现 3 处隐患：",
        "【重大隐患】燃气：乙",
        "【一般隐患】燃气：甲",
        "【一般隐患】燃气：丙",
    ]
    again = ticket_text([raised("general")], again=1)
    assert again.startswith("复查未通过 1 处，共 1 处")
    long = ticket_text([raised("major", "长" * 90) for _ in range(100)])
    assert len(long) == MAX_TICKET_TEXT
    assert long.endswith("…")


def test_the_same_by_its_words_unless_the_form_words_it_otherwise_by_now() -> None:
    old, new = raised("major", "软管老化"), raised("major", "软管超期，应更换")
    judged = {"gas": [("major", "软管超期，应更换"), ("general", "软管过长")]}
    assert is_same(old, old, {})
    assert is_same(old, new, judged), "the form says it in other words"
    assert not is_same(raised("general", "软管过长"), raised("general", "接头松动"), judged)
    assert not is_same(old, raised("general", "软管过长"), judged), "of another level"
    assert not is_same(old, raised("major", "软管老化", "pipe"), judged)
    assert distinct([old, new, old]) == [old, new]


def test_due_dates_are_workdays_and_at_once_is_at_once() -> None:
    assert due_at(0, FRIDAY, {}) == FRIDAY + timedelta(hours=24)
    tuesday_over = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert due_at(2, FRIDAY, {}) == tuesday_over
    worked = {date(2026, 11, 21): "workday", date(2026, 11, 23): "holiday"}
    assert due_at(2, FRIDAY, worked) == tuesday_over
    assert due_at(1, FRIDAY, worked) == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "after"), [(0, True), (-9, True), (-11, False)])
def test_a_phone_may_be_some_minutes_slow(minutes: int, after: bool) -> None:
    assert is_after(FRIDAY + timedelta(minutes=minutes), FRIDAY) == after


def test_nothing_closes_but_a_passing_reinspection() -> None:
    into_closed = [step for step in FLOW.steps if step.target == HazardState.CLOSED]
    assert [(step.name, step.sources) for step in into_closed] == [
        ("pass", frozenset({HazardState.RECTIFIED}))
    ]
