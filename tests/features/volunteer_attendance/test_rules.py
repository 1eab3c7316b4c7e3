"""How long a session is, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from shequ_api.features.volunteer_attendance.rules import SessionState, state_after, whole_minutes

BEGAN = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(59, 0), (60, 1), (119.999, 1), (3600, 60), (8 * 3600 + 59, 480)]
)
def test_begun_minutes_do_not_count(seconds: float, minutes: int) -> None:
    assert whole_minutes(BEGAN, BEGAN + timedelta(seconds=seconds)) == minutes


@pytest.mark.parametrize(
    ("minutes", "score", "auto", "state"),
    [
        (9, 100, 60, SessionState.SHORT),
        (10, 100, None, SessionState.WAITING),
        (10, 79, 80, SessionState.WAITING),
        (10, 80, 80, SessionState.CONFIRMED),
        (480, 80, 80, SessionState.CONFIRMED),
        (481, 100, 80, SessionState.WAITING),
    ],
)
def test_whose_word_it_needs(
    minutes: int, score: int, auto: int | None, state: SessionState
) -> None:
    assert state_after(minutes, score, least=10, most=480, auto_score=auto) == state
