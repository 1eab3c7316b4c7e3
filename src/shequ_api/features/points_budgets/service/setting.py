"""Setting budgets, and changing them by versions."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.features.points_budgets import queries
from shequ_api.features.points_budgets.models import PointsBudget, PointsBudgetVersion
from shequ_api.features.points_budgets.rules import YEARS_AHEAD, Period, period_end
from shequ_api.features.points_budgets.service.drawing import tell_level
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class PeriodNotBegun(Malformed):
    """A period begins on its first day; the year's quarters in January, April, July, October."""

    code, title = (
        "budget_period_unfit",
        "请填写该月、季度或年份的第一天，且不早于本期、不晚于两年后",
    )


class BudgetSetAlready(NotNow):
    code, title = "budget_set_already", "这一期已经设定过额度，请调整原额度"


class BudgetOfAnotherOffice(Forbidden):
    """Whoever set it changes it: a community cannot loosen what its district gave it."""

    code, title = "budget_of_another_office", "只能由设定该额度的单位调整"


class BudgetOver(NotNow):
    code, title = "budget_over", "这一期已经结束，不能再调整"


class BudgetBelowIssued(NotNow):
    """Facts: `drawn_points`."""

    code, title = "budget_below_issued", "额度不能低于已经发放的积分"


async def set_budget(
    session: AsyncSession,
    actor: Actor,
    office: Place,
    community: Place | None,
    *,
    period: Period,
    starts_on: date,
    points: int,
    pays_part: bool,
    reason: str,
    now: datetime,
) -> PointsBudget:
    """A budget of an office, for a community or, without one, for all of the district together.

    It counts what is issued from now on. A second one of the office for the same period breaks
    `uq_points_budgets_period`.
    """
    ends_on, today = period_end(period, starts_on), china_date(now)
    if ends_on is None or ends_on <= today or starts_on.year > today.year + YEARS_AHEAD:
        raise PeriodNotBegun
    at = community or office
    budget = PointsBudget(
        id=new_id(),
        city_id=at.city_id,
        district_id=at.district_id,
        subdistrict_id=community.subdistrict_id if community else None,
        community_id=community.id if community else None,
        office_id=office.id,
        period=period,
        starts_on=starts_on,
        ends_on=ends_on,
        points=points,
        drawn_points=0,
        pays_part=pays_part,
        short_times=0,
        short_points=0,
        warned_percent=0,
        version=1,
        set_at=now,
    )
    session.add(budget)
    await session.flush()
    await _note(session, actor, budget, reason)
    return budget


async def change_budget(
    session: AsyncSession,
    actor: Actor,
    budget: PointsBudget,
    *,
    points: int,
    pays_part: bool,
    reason: str,
    now: datetime,
) -> PointsBudget:
    """Raise or lower a budget by a new version. The same again changes nothing."""
    if not actor.serves_at(budget.office_id):
        raise BudgetOfAnotherOffice
    [budget] = await queries.locked(session, queries.budget(budget.id))
    if budget.ends_on <= china_date(now):
        raise BudgetOver
    if points < budget.drawn_points:
        raise BudgetBelowIssued(drawn_points=budget.drawn_points)
    if (points, pays_part) == (budget.points, budget.pays_part):
        return budget
    budget.points, budget.pays_part = points, pays_part
    budget.version, budget.set_at = budget.version + 1, now
    tell_level(session, budget, now=now)
    await session.flush()
    await _note(session, actor, budget, reason)
    return budget


async def _note(session: AsyncSession, actor: Actor, budget: PointsBudget, reason: str) -> None:
    session.add(
        PointsBudgetVersion(
            budget_id=budget.id,
            version=budget.version,
            district_id=budget.district_id,
            points=budget.points,
            pays_part=budget.pays_part,
            reason=reason,
            set_by_id=actor.person_id,
            set_at=budget.set_at,
        )
    )
    await session.flush()
