"""What was frozen, with all that was entered since, is what would be if nothing were frozen."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.performance_adjustments.rules import Change, changed, exchanged
from shequ_api.features.performance_inputs.models import PerformanceAdjustment
from shequ_api.features.performance_inputs.service.gathering import gather
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.service.scoring import scored
from shequ_api.features.performance_schemes.formula import Effect, Kind
from shequ_api.features.performance_schemes.measures import MeasureSource, last_day
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.kit.clock import china_midnight, utc_now
from shequ_api.kit.ids import new_id
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_adjustments.frozen import (
    entries,
    freeze,
    items,
    look,
    month_of,
    review_of,
    reviewed,
    upheld,
)
from tests.features.performance_reviews.month import THIS, Months, in_month, rate
from tests.features.performance_reviews.test_sources import checked_in

DAYS = 12


async def unfrozen(months: Months) -> int | None:
    """The month's score by all that is known today, worked out from the sources alone."""
    month, review = await month_of(months), await review_of(months)
    scheme = await months.session.get_one(PerformanceScheme, month.scheme_id)
    upheld_so = select(PerformanceAdjustment).where(PerformanceAdjustment.cause == "dispute")
    attempt = await months.session.begin_nested()
    for each in await months.session.scalars(upheld_so):
        months.session.add(
            PerformanceCorrection(
                id=new_id(),
                review_id=each.of_review_id,
                district_id=each.district_id,
                effect=each.effect,
                subject_id=each.subject_id,
                reason="",
                made_by_id=each.decided_by_id,
                made_at=each.decided_at,
            )
        )
    await months.session.flush()
    last = last_day(month.month)
    await gather(months.session, month, last, utc_now())
    found = await scored(months.session, month, scheme.indicators, last)
    await attempt.rollback()
    return found[review.id][0]


async def something(months: Months, chance: Random, seen: dict[str, Any], rows: list[UUID]) -> None:
    """Evidence comes late, is taken back or given again; a dispute is upheld."""
    what, subject_id = chance.choice(["task", "check_in", "dispute"]), chance.choice(rows)
    if what == "dispute":
        effect = chance.choice(["achieved", "excluded"])
        answered = await upheld(months, seen, str(subject_id), effect)
        assert answered.status_code in {200, 403, 409}, answered.text
        return
    table: Any = PatrolTask if what == "task" else CheckIn
    named = "state" if what == "task" else "review_state"
    states = ["completed"] if what == "task" else ["accepted", "rejected", "waiting"]
    changing = update(table).where(table.id == subject_id).values({named: chance.choice(states)})
    await months.session.execute(changing)
    await months.session.commit()


@pytest.mark.parametrize("seed", range(4))
async def test_frozen_and_entered_is_what_would_be_unfrozen(months: Months, seed: int) -> None:
    chance = Random(seed)
    await months.scheme(
        rate(weight=50, target=90),
        rate("patrol_tasks_missed", weight=20, target=10),
        rate("check_ins_believed", weight=30, target=95, parameters={"score": 70}),
    )
    states = [chance.choice(["completed", "missed", "failed"]) for _ in range(DAYS)]
    rows = [task.id for task in await months.tasks_of(BUILDING, states)]
    noon = china_midnight(in_month(5)) + timedelta(hours=12)
    for n in range(6):
        made = await checked_in(
            months, noon + timedelta(minutes=n), chance.choice([60, 80]), ReviewState.NONE
        )
        rows.append(made.id)
    await months.session.commit()
    seen, kept = await freeze(months), await items(months)
    for _ in range(6):
        for _ in range(3):
            await something(months, chance, seen, rows)
        await look(months)
        assert await items(months) == kept, "a frozen row changed"
        assert await reviewed(months) == seen
        standing = await unfrozen(months)
        found = await entries(months)
        entered = sum(each["points_hundredths"] for each in found)
        assert (seen["score_hundredths"] or 0) + entered == (standing or 0)
        if found:
            assert (await reviewed(months, THIS))["adjusted_hundredths"] == entered
    assert len(found) > 1, "something should have happened"


@pytest.mark.parametrize("seed", range(20))
def test_rows_exchanged_are_the_rows_there_would_be(seed: int) -> None:
    chance = Random(seed)

    def row() -> Kind:
        state = chance.choice(["completed", "missed", "failed"])
        return Kind(MeasureSource.PATROL_TASK, state, None, False, False, None, 1)

    rows = [row() for _ in range(30)]
    changes = {
        n: [
            Change(effect=chance.choice(list(Effect)))
            if chance.random() < 0.5
            else Change(state=chance.choice(["completed", "missed"]))
            for _ in range(chance.randrange(1, 4))
        ]
        for n in chance.sample(range(30), 8)
    }
    pairs = [(rows[n], changed(rows[n], each)) for n, each in changes.items()]
    now = [changed(each, changes.get(n, [])) for n, each in enumerate(rows)]
    found = [kind for kind in exchanged(rows, pairs) for _ in range(kind.rows)]
    assert sorted(map(repr, (kind_of(each) for each in found))) == sorted(map(repr, now))


def kind_of(kind: Kind) -> Kind:
    return Kind(kind.source, kind.state, kind.value, kind.absent, kind.covering, kind.effect, 1)
