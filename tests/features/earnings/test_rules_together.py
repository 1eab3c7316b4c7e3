"""Groups, units, windows, longer caps, shadows and budgets, on real cards."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.models import CalendarDay
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.earning_records.models import Earning, EarningFact
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.rules import Earner, Outcome, RuleFact
from shequ_api.features.earning_rules.service.ruling import NotAShadow, promote
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.features.points_budgets.models import PointsBudget
from shequ_api.kit.clock import CHINA, china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.earnings.facts import inspection, rating, rule, withdrawal
from tests.features.earnings.test_earning import balance, said
from tests.features.points.earned import DISTRICT, actor_of

WORKER = "micro_grid_worker"
A_LOT = [{"per": "day", "points": 1000}]


async def outcomes(session: AsyncSession, subject_id: UUID) -> dict[UUID, tuple[int, str]]:
    return {each.rule_id: (each.points, each.outcome) for each in await said(session, subject_id)}


async def test_of_a_group_the_best_pays_beside_the_rules_without_one(
    session: AsyncSession, cast: Cast
) -> None:
    small = rule(cast, stack="patrol", points=3)
    large = rule(cast, stack="patrol", points=9)
    first = rule(cast, stack="other", points=1, priority=2)
    second = rule(cast, stack="other", points=8)
    session.add_all([small, large, first, second])
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    assert await balance(session, cast, WORKER) == 10 + 9 + 1
    told = await outcomes(session, fact.subject_id)
    assert told[small.id] == told[second.id] == (0, Outcome.OUTRANKED)
    [lost] = [each for each in await said(session, fact.subject_id) if each.rule_id == small.id]
    assert lost.working["outranked_by"] == str(large.id)
    assert "同组规则只计一条" in lost.reason
    assert not await verify(session)


async def test_a_number_is_paid_by_units_and_both_may_earn_by_a_rating(
    session: AsyncSession, cast: Cast
) -> None:
    by_score: dict[str, Any] = {
        "fact": RuleFact.TICKET_RATED,
        "earner": Earner.SETTLER,
        "per_unit": "score",
        "points": 2,
        "caps": A_LOT,
    }
    session.add(rule(cast, **by_score, most_points=8, conditions={"score": {"at_least": 3}}))
    for score, sum_ in ((2, None), (3, 6), (5, 14)):
        await credit(session, rating(cast, score=score), utc_now())
        assert await balance(session, cast, WORKER) == sum_
    assert await balance(session, cast, "resident") == 3 * 2


async def test_weeks_and_months_and_all_time_have_caps(session: AsyncSession, cast: Cast) -> None:
    monday = datetime(2027, 3, 1, 4, tzinfo=UTC)  # the first of a month, and a Monday
    caps = [{"per": "week", "points": 20}, {"per": "month", "points": 45}]
    session.add(rule(cast, caps=[*caps, {"per": "total", "points": 50}], conditions={}))
    earned = []
    for days in (0, 0, 6, 6, 7, 8, 9, 14, 21, 31, 32):
        fact = inspection(cast)
        await credit(session, fact, monday + timedelta(days=days))
        [ours] = [one for one in await said(session, fact.subject_id) if one.reason[0] == "本"]
        earned.append(ours.points)
    assert earned == [7, 7, 6, 0, 7, 7, 6, 5, 0, 5, 0]


async def test_windows_go_by_the_instant_of_the_fact(session: AsyncSession, cast: Cast) -> None:
    off = utc_now().astimezone(CHINA) + timedelta(days=3)
    kind = {"kind": "holiday", "title": "节日", "source": "notice"}
    await session.merge(CalendarDay(day=off.date(), **kind))
    windows: dict[str, Any] = {
        "days": "days_off",
        "hours": [{"from_minute": 480, "until_minute": 720}],
    }
    festive = rule(cast, windows=windows)
    session.add(festive)
    inside, outside = inspection(cast), inspection(cast)
    record(session, inside, now=off.replace(hour=11, minute=59))
    record(session, outside, now=off.replace(hour=12, minute=0))
    await session.flush()
    for fact in (inside, outside):  # judged hours later
        await credit(session, fact, off.replace(hour=20, minute=0))
    assert festive.id in await outcomes(session, inside.subject_id)
    assert festive.id not in await outcomes(session, outside.subject_id)


async def test_a_shadow_is_written_down_pays_nothing_and_may_be_promoted(
    session: AsyncSession, cast: Cast
) -> None:
    shadow = rule(cast, shadow=True, caps=[{"per": "day", "points": 10}])
    session.add(shadow)
    facts = [inspection(cast) for _ in range(3)]
    for fact in facts[:2]:
        await credit(session, fact, utc_now())
    assert await balance(session, cast, WORKER) == 20
    rows = list(await session.scalars(select(Earning).where(Earning.shadow)))
    assert sorted((row.points, row.due_points) for row in rows) == [(0, 3), (0, 7)]
    chief = actor_of(cast, "grid_chief")
    real = await promote(session, chief, shadow, now=utc_now())
    assert (real.version, real.shadow, real.series_id) == (2, False, shadow.id)
    # What the shadow would have paid counts no more, and is not paid after all.
    await credit(session, facts[0], utc_now())
    await credit(session, facts[2], utc_now())
    assert await balance(session, cast, WORKER) == 30 + 7
    with pytest.raises(NotAShadow):
        await promote(session, chief, real, now=utc_now())


async def test_budgets_bound_what_is_paid_and_the_rest_is_kept(
    session: AsyncSession, cast: Cast
) -> None:
    today = china_date(utc_now())
    budget = await _budget(session, cast, today, 14)
    session.add(budget)
    first = rule(cast, points=6, priority=1)
    session.add(first)
    told, facts = [], [inspection(cast) for _ in range(2)]
    for fact in facts:
        await credit(session, fact, utc_now())
        told.append(await outcomes(session, fact.subject_id))
    assert await balance(session, cast, WORKER) == 14
    assert told[0][first.id] == (6, Outcome.CREDITED)
    assert sum(points for points, _ in told[0].values()) == 14
    assert set(told[1].values()) == {(0, Outcome.OUT_OF_BUDGET)}
    short = list(await session.scalars(select(Earning).where(Earning.points < Earning.due_points)))
    assert sorted(each.due_points - each.points for each in short) == [2, 4, 10]
    assert all("额度不足" in each.reason for each in short)
    # What is taken back may be issued again.
    for fact in facts:
        await reclaim(session, withdrawal(fact), utc_now())
    assert await balance(session, cast, WORKER) == 0
    await session.refresh(budget)
    assert budget.drawn_points == 0
    assert not await verify(session)


async def _budget(session: AsyncSession, cast: Cast, today: date, points: int) -> PointsBudget:
    district = await session.get_one(Place, cast.places[DISTRICT])
    return PointsBudget(
        id=new_id(),
        city_id=district.city_id,
        district_id=district.id,
        office_id=district.id,
        period="month",
        starts_on=today,
        ends_on=today + timedelta(days=1),
        points=points,
        pays_part=True,
        version=1,
        set_at=utc_now(),
    )


async def test_every_fact_is_kept_once_by_ids_alone(session: AsyncSession, cast: Cast) -> None:
    fact = inspection(cast, form_key="nothing_of_ours")
    for _ in range(2):
        await credit(session, fact, utc_now())
    [kept] = await session.scalars(select(EarningFact))
    assert (kept.subject_id, kept.round, kept.fact) == (fact.subject_id, 1, "inspection_approved")
    assert kept.fields == {
        "form_key": "nothing_of_ours",
        "came_as": None,
        "worker_id": str(fact.worker_id),
        "approved_by_id": str(fact.approved_by_id),
    }
    session.add(rule(cast))
    assert await session.scalar(select(EarningRule).where(EarningRule.points == 7))
    await credit(session, fact, utc_now())
    assert len(await said(session, fact.subject_id)) == 1, "judged once, by the rules of then"
    assert kept.district_id == cast.places[DISTRICT]
