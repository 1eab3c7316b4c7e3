"""The formula alone: what one comes to by hand."""

from datetime import date
from typing import Any

import pytest

from shequ_api.features.performance_schemes.formula import (
    Days,
    Effect,
    Indicator,
    Kind,
    half_up,
    line_of,
    score_of,
    tally,
    verdict_of,
)
from shequ_api.features.performance_schemes.measures import MeasureOutcome, MeasureSource, judge

MONTH = date(2026, 10, 1)
WHOLE = Days(20, 2000)


def indicator(measure: str = "patrol_tasks_done", **more: Any) -> Indicator:
    usual = {"weight": 100, "target": 90, "cap": 100, "when_empty": "share", "parameters": {}}
    return Indicator.of({"measure": measure, **usual, **more})


def kind(
    state: str, rows: int, source: MeasureSource = MeasureSource.PATROL_TASK, **more: Any
) -> Kind:
    absent, covering = more.get("absent", False), more.get("covering", False)
    return Kind(source, state, more.get("value"), absent, covering, more.get("effect"), rows)


def line(one: Indicator, *kinds: Kind, days: Days = WHOLE) -> Any:
    return line_of(one, tally(one, kinds, days, MONTH), days)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(1, 2, 1), (1, 3, 0), (2, 3, 1), (5, 2, 3), (0, 7, 0)]
)
def test_halves_go_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


def test_each_step_goes_on_from_what_the_step_before_shows() -> None:
    found = line(indicator(weight=40, target=95), kind("completed", 2), kind("missed", 1))
    assert found.steps == [
        "2 ÷ 3 = 66.67%",
        "66.67% ÷ 目标 95% = 70.18%",
        "70.18% × 权重 40 = 28.07 分",
    ]


def test_more_than_the_target_counts_up_to_the_cap() -> None:
    done = kind("approved", 60, MeasureSource.INSPECTION)
    capped = line(indicator("inspections_approved", target=40, cap=120, weight=50), done)
    assert capped.points_hundredths == 6000
    assert capped.steps[-2:] == ["最高计 120%，取 120.00%", "120.00% × 权重 50 = 60.00 分"]


def test_a_count_is_aimed_at_by_the_days_that_were_served() -> None:
    one = indicator("inspections_approved", target=30)
    half = line(one, kind("approved", 15, MeasureSource.INSPECTION), days=Days(20, 1000))
    assert half.points_hundredths == 10000
    assert half.steps[0] == "目标 30 × 在岗 10.00 个工作日 ÷ 全月 20 个 = 15.00"
    assert line(one, days=Days(20, 0)).points_hundredths is None
    assert line(one, days=Days(0, 0)).points_hundredths is None


def test_nothing_to_count_is_shared_or_full_and_never_zero() -> None:
    shared = indicator(weight=60)
    full = indicator("patrol_tasks_missed", weight=40, when_empty="full")
    lines = [(one, line(one, kind("cancelled", 9))) for one in (shared, full)]
    assert score_of(lines) == (
        10000,
        ["40.00 = 40.00 分", "40.00 ÷ 参与计分的权重 40 × 100 = 100.00 分"],
    )
    assert score_of([(shared, line(shared))])[0] is None


@pytest.mark.parametrize(("missed", "points"), [(0, 10000), (1, 10000), (2, 5000), (10, 1000)])
def test_at_most_is_better_the_less(missed: int, points: int) -> None:
    one = indicator("patrol_tasks_missed", target=10)
    found = line(one, kind("completed", 10 - missed), kind("missed", missed))
    assert found.points_hundredths == points


def test_at_most_nothing_is_all_or_nothing() -> None:
    one = indicator("patrol_tasks_missed", target=0)
    assert line(one, kind("completed", 9)).points_hundredths == 10000
    assert line(one, kind("completed", 9), kind("missed", 1)).points_hundredths == 0


def test_the_word_of_people_comes_before_days_off_and_before_the_row() -> None:
    one = indicator()
    away = kind("missed", 1, absent=True)
    assert verdict_of(away, one, WHOLE, MONTH).reason == "absent"
    judged = kind("missed", 1, absent=True, effect=Effect.ACHIEVED)
    assert verdict_of(judged, one, WHOLE, MONTH).outcome == MeasureOutcome.ACHIEVED


@pytest.mark.parametrize(
    ("state", "days", "outcome"),
    [
        ("settled", 4, MeasureOutcome.ACHIEVED),
        ("settled", 5, MeasureOutcome.MISSED),
        ("open", 4, MeasureOutcome.EXCLUDED),
        ("open", 5, MeasureOutcome.MISSED),
        ("handed_on", 4, MeasureOutcome.EXCLUDED),
        ("handed_on", 5, MeasureOutcome.MISSED),
    ],
)
def test_a_ticket_in_time(state: str, days: int, outcome: MeasureOutcome) -> None:
    assert judge(MeasureSource.TICKET, state, days, {"days": 5}, MONTH).outcome == outcome
