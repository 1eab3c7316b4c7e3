"""Taking points of budgets, and giving them back: exact under any number at once."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.points_budgets import queries
from shequ_api.features.points_budgets.events import PointsBudgetEased, PointsBudgetLow
from shequ_api.features.points_budgets.models import (
    PointsBudget,
    PointsDraw,
    PointsDrawBudget,
    PointsGiveBack,
)
from shequ_api.features.points_budgets.rules import (
    USED_UP_PERCENT,
    granted,
    left_of,
    warning_of,
)


async def draw(
    session: AsyncSession,
    *,
    community_id: UUID,
    district_id: UUID,
    points: int,
    on: date,
    key: str,
    beside: Collection[str] = (),
    now: datetime,
) -> int:
    """Take so many points (> 0) of all budgets that hold in a community on a day; how many of them
    may be issued: all where no budget is set, 0 where nothing is left.

    The same key draws once and is told the same again. The budgets' rows, and those of draws that
    are given back (`beside`), stay locked in the order of their ids: after cards, before accounts.
    """
    here = {"community_id": community_id, "district_id": district_id, "on": on}
    budgets = await queries.locked_holding(session, **here, beside=beside)
    if not budgets:
        return points
    # Asked only now: whoever draws by the same key at this moment has the locks.
    drawn = await session.get(PointsDraw, key)
    if drawn is not None:
        return drawn.points
    given = granted(budgets, points)
    for budget in budgets:
        short = left_of(budget) < points
        budget.short_times += short
        budget.short_points += points - given if short else 0
        budget.drawn_points += given
        _warn(session, budget, short=short, now=now)
    session.add(
        PointsDraw(
            key=key,
            district_id=district_id,
            community_id=community_id,
            asked_points=points,
            points=given,
            drawn_on=on,
            drawn_at=now,
        )
    )
    await session.flush()
    session.add_all(
        PointsDrawBudget(draw_key=key, budget_id=budget.id, district_id=district_id)
        for budget in budgets
    )
    await session.flush()
    return given


async def give_back(
    session: AsyncSession, *, draw_key: str, points: int, on: date, key: str, now: datetime
) -> int:
    """Give back so many points (> 0) of a draw, or as many as it still has; how many were.

    The same key gives back once. Budgets whose period is over on that day do not get them back. A
    draw that no budget limited gives nothing back. Locks as `draw` does: whoever knows only after
    moving amounts how much it is calls `lock_draws` before.
    """
    budgets = await queries.locked(session, queries.of_draws([draw_key]))
    if not budgets:
        return 0
    given = await session.get(PointsGiveBack, key)
    if given is not None:
        return given.points
    back = min(points, await queries.left_of_draw(session, draw_key))
    for budget in budgets:
        if budget.starts_on <= on < budget.ends_on:
            budget.drawn_points -= back
            ease(session, budget, now=now)
    session.add(
        PointsGiveBack(
            key=key,
            draw_key=draw_key,
            district_id=budgets[0].district_id,
            points=back,
            given_on=on,
            given_at=now,
        )
    )
    await session.flush()
    return back


async def lock_draws(session: AsyncSession, draw_keys: Collection[str]) -> None:
    """Lock the budgets of draws until the transaction ends: after cards, before accounts."""
    await queries.locked(session, queries.of_draws(draw_keys))


def _warn(session: AsyncSession, budget: PointsBudget, *, short: bool, now: datetime) -> None:
    """Tell once that a budget is nearly used up, and once that it is, or that it fell short."""
    percent = USED_UP_PERCENT if short else warning_of(budget)
    if percent > budget.warned_percent:
        budget.warned_percent = percent
        low = PointsBudgetLow(
            subject_id=budget.id,
            district_id=budget.district_id,
            community_id=budget.community_id,
            percent=percent,
        )
        record(session, low, now=now)


def ease(session: AsyncSession, budget: PointsBudget, *, now: datetime) -> None:
    """Tell that a budget is less low, or low no more. (Its row is locked.)"""
    percent = warning_of(budget)
    if percent < budget.warned_percent:
        budget.warned_percent = percent
        eased = PointsBudgetEased(
            subject_id=budget.id,
            district_id=budget.district_id,
            community_id=budget.community_id,
            percent=percent,
        )
        record(session, eased, now=now)


def tell_level(session: AsyncSession, budget: PointsBudget, *, now: datetime) -> None:
    """Tell where a budget that was changed stands by now, if that is another level than was told.
    (Its row is locked.)"""
    _warn(session, budget, short=False, now=now)
    ease(session, budget, now=now)
