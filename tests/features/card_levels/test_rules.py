"""On which step a card stands, and until when; what a changed ladder keeps."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from shequ_api.features.card_levels.rules import (
    Ladder,
    LadderPeriod,
    Step,
    in_force,
    last_day_of,
    reckoned,
    standing_on,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LOW = (Step("bronze", "铜卡", 0, "基础"), Step("silver", "银卡", 100, "优先"))
YEAR = LadderPeriod.TWELVE_MONTHS


def ladder(*steps: Step, at: datetime = BEGAN, own: bool = True, period: str = YEAR) -> Ladder:
    return Ladder(new_id(), own, LadderPeriod(period), steps, at)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 23), date(2027, 11, 22)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_day_counts_for_twelve_months(day: date, last: date) -> None:
    assert last_day_of(day) == last


def test_a_level_lasts_to_the_day_that_is_told() -> None:
    """Told and reckoned day by day agree, whatever was earned when."""
    random = Random(7)
    for _ in range(50):
        days = sorted({date(2026, 1, 1) + timedelta(random.randrange(300)) for _ in range(9)})
        earned = [(day, random.randrange(1, 60)) for day in days]
        one = ladder(*LOW)
        total, level = reckoned(one, earned, days[-1])
        assert level is not None
        assert (level.step.key == "silver") == (total >= 100)
        if level.until is None:
            continue
        for on, held in ((level.until, True), (level.until + timedelta(1), False)):
            _, later = reckoned(one, earned, on)
            assert later is not None and (later.step.key == "silver") is held


def test_for_life_nothing_is_over() -> None:
    one = ladder(*LOW, period=LadderPeriod.LIFETIME)
    assert reckoned(one, [(date(2001, 1, 1), 100)], date(2026, 5, 5))[1].until is None  # type: ignore[union-attr]


def test_a_district_goes_before_its_city_until_it_has_no_steps() -> None:
    city = ladder(*LOW, own=False)
    own = ladder(LOW[0], at=BEGAN + timedelta(1))
    none = ladder(at=BEGAN + timedelta(2))
    editions = [city, own, none]
    assert [in_force(editions, BEGAN + timedelta(day)) for day in (-1, 0, 1, 2)] == [
        None,
        city,
        own,
        city,
    ]


def test_a_harder_ladder_takes_no_level_away_at_once() -> None:
    earned = [(china_date(BEGAN) + timedelta(10), 120)]
    changed = BEGAN + timedelta(50)
    harder = ladder(Step("silver", "银卡", 500, "优先"), at=changed)
    editions = [ladder(*LOW), harder]
    now = changed + timedelta(100)
    kept = standing_on(editions, earned, now)
    assert kept.level is not None and kept.level.kept
    assert (kept.level.step.threshold_points, kept.level.until) == (
        100,
        last_day_of(earned[0][0]),
    )
    assert kept.next_step == harder.steps[0]
    over = standing_on(editions, earned, now + timedelta(365))
    assert over.level is None


def test_what_was_for_life_is_kept_a_year_after_the_change() -> None:
    earned = [(date(2020, 1, 1), 120)]
    changed = BEGAN + timedelta(50)
    editions = [ladder(*LOW, period=LadderPeriod.LIFETIME), ladder(LOW[0], at=changed)]
    kept = standing_on(editions, earned, changed + timedelta(300))
    assert kept.level is not None and kept.level.kept
    assert kept.level.until == last_day_of(china_date(changed))
    after = standing_on(editions, earned, changed + timedelta(400))
    assert after.level is not None and after.level.step.key == "bronze"


def test_a_softer_ladder_lifts_at_once() -> None:
    earned = [(china_date(BEGAN), 60)]
    softer = ladder(LOW[0], Step("gold", "金卡", 50, "全部"), at=BEGAN + timedelta(5))
    standing = standing_on([ladder(*LOW), softer], earned, BEGAN + timedelta(6))
    assert standing.level is not None and standing.level.step.key == "gold"
    assert standing.next_step is None and not standing.level.kept
