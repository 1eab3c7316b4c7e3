"""Budgets that run low: a matter of those for whom they hold and of the district, until they are
raised or their period ends."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Place
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.points_budgets.events import PointsBudgetEased, PointsBudgetLow
from shequ_api.features.points_budgets.public import Period, low_budget, period_named
from shequ_api.kit.clock import china_date, china_midnight

LOW, USED_UP = MessageKind.POINTS_BUDGET_LOW, MessageKind.POINTS_BUDGET_USED_UP


async def tell_low(
    session: AsyncSession, fact: PointsBudgetLow | PointsBudgetEased, now: datetime
) -> None:
    """Tell how far it has gone by now; of the two things that can be said only one holds."""
    budget = await low_budget(session, fact.subject_id)
    if budget is None or budget.ends_on <= china_date(now):
        return
    kind = USED_UP if budget.warned_percent == 100 else LOW
    await close_matters_of(session, [LOW if kind == USED_UP else USED_UP], budget.id, now=now)
    place = await session.get_one(Place, budget.community_id or budget.district_id)
    await tell_offices(
        session,
        kind,
        [
            (Role.COMMUNITY_WORKER, budget.community_id),
            (Role.DISTRICT_ADMINISTRATOR, budget.district_id),
        ],
        occasion_id=budget.id,
        about_id=budget.id,
        district_id=budget.district_id,
        closes_at=china_midnight(budget.ends_on),
        scope=place.name,
        period=period_named(Period(budget.period), budget.starts_on),
        now=now,
    )


async def end_low(session: AsyncSession, fact: PointsBudgetEased, now: datetime) -> None:
    """It was raised, or got something back: it is low no more, or less so."""
    if await low_budget(session, fact.subject_id) is None:
        await close_matters_of(session, [LOW, USED_UP], fact.subject_id, now=now)
    else:  # only less low; or low again, since this was told
        await tell_low(session, fact, now)


REACTIONS = [
    Reaction("points_matters.budget_low", PointsBudgetLow, tell_low),
    Reaction("points_matters.budget_eased", PointsBudgetEased, end_low),
]
