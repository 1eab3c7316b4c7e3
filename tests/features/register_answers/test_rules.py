"""What becomes of a statement, by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shequ_api.base.register.freshness import RegisterSource
from shequ_api.features.register_answers.rules import (
    FIRMNESS,
    ConflictReason,
    Standing,
    StatementOutcome,
    observed_at,
    weigh,
)

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def known(
    source: RegisterSource = RegisterSource.IMPORT,
    *,
    at: datetime = NOON,
    stale_on: str = "2027-01-01",
) -> Standing:
    return Standing(
        source=source,
        source_id=None,
        verified_at=at,
        stale_on=date.fromisoformat(stale_on),
        version="known",
    )


@pytest.mark.parametrize(
    ("standing", "said", "based_on", "outcome", "reason"),
    [
        (None, "said", (), StatementOutcome.NEW, None),
        (None, "said", ("other",), StatementOutcome.NEW, None),
        (known(RegisterSource.POLICE), "known", (), StatementOutcome.CONFIRMED, None),
        (known(), "said", (), StatementOutcome.REPLACED, None),
        (known(), "said", ("known",), StatementOutcome.REPLACED, None),
        (known(), "said", ("other",), StatementOutcome.CONFLICT, ConflictReason.CHANGED),
        (
            known(at=NOON + 2 * HOUR),
            "said",
            ("known",),
            StatementOutcome.CONFLICT,
            ConflictReason.NEWER,
        ),
        (
            known(RegisterSource.COUNTER),
            "said",
            ("known",),
            StatementOutcome.CONFLICT,
            ConflictReason.FIRMER,
        ),
        (
            known(RegisterSource.POLICE, stale_on="2026-11-20"),
            "said",
            (),
            StatementOutcome.REPLACED,
            None,
        ),
    ],
)
def test_what_becomes_of_it(
    standing: Standing | None,
    said: str,
    based_on: tuple[str, ...],
    outcome: StatementOutcome,
    reason: ConflictReason | None,
) -> None:
    assert weigh(standing, said, seen_at=NOON + HOUR, based_on=based_on) == (outcome, reason)


def test_every_source_is_weighed() -> None:
    assert FIRMNESS.keys() == set(RegisterSource)


@pytest.mark.parametrize(
    ("filled_at", "believed"),
    [
        (NOON - HOUR, True),
        (NOON, True),
        (NOON + HOUR, False),
        (NOON - timedelta(days=8), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_phones_clock_is_believed_where_it_can_be_right(
    filled_at: datetime, believed: bool
) -> None:
    assert observed_at(filled_at, NOON) == (filled_at if believed else NOON)
