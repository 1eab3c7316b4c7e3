"""Slices of time, and what is counted in them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shequ_api.features.points_alarms.rules import (
    SHIPPED,
    SLICES,
    AlarmKind,
    AlarmRule,
    counts_from,
    facts_in_words,
    slice_length,
    slice_now,
    slice_of,
)

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
RULES = st.builds(AlarmRule, st.integers(1, 100), st.integers(1, 43_200))


@given(RULES, st.integers(-(10**8), 10**8))
def test_a_slice_holds_its_instant(rule: AlarmRule, seconds: int) -> None:
    instant = NOON + timedelta(seconds=seconds)
    begin = slice_of(rule, instant)
    assert begin <= instant < begin + slice_length(rule)
    assert slice_of(rule, begin) == begin


@given(RULES, st.integers(0, 10**6))
def test_nothing_in_the_window_is_missed(rule: AlarmRule, seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)
    first = counts_from(rule, now, None)
    assert first <= now - rule.window < first + slice_length(rule)
    # A bounded number of slices, however long the window is.
    assert (now - first) / slice_length(rule) <= 2 * SLICES + 2


def test_after_a_decision_counting_begins_anew() -> None:
    rule = AlarmRule(3, 60)
    decided = NOON - timedelta(minutes=7)
    assert counts_from(rule, NOON, decided) == decided
    assert counts_from(rule, NOON, NOON - timedelta(days=1)) == slice_of(rule, NOON - rule.window)


@given(RULES, st.integers(0, 10**6), st.integers(0, 10**6))
def test_whatever_comes_after_a_decision_counts_and_what_came_before_does_not(
    rule: AlarmRule, before: int, after: int
) -> None:
    decided = NOON + timedelta(microseconds=1)
    now = decided + timedelta(seconds=after)
    former = slice_now(rule, decided - timedelta(seconds=before, microseconds=1), None)
    assert former < decided
    first = counts_from(rule, now, decided)
    assert former < first or first < decided
    assert slice_now(rule, now, decided) >= first
    assert slice_now(rule, now, decided) >= decided


@pytest.mark.parametrize(
    ("kind", "amount", "words"),
    [
        (AlarmKind.CARD_HOUR, 320, "60 分钟内 320 分，预警线 300 分"),
        (AlarmKind.CARD_DAY, 900, "1 天内 900 分，预警线 800 分"),
        (AlarmKind.SAME_APPROVER, 3, "30 天内 3 次，预警线 3 次"),
    ],
)
def test_facts_read_plainly(kind: AlarmKind, amount: int, words: str) -> None:
    assert facts_in_words(kind, amount, SHIPPED[kind]) == words
