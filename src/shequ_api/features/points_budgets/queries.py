"""Reads of budgets and draws."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.points_budgets.models import (
    PointsBudget,
    PointsBudgetVersion,
    PointsDraw,
    PointsDrawBudget,
    PointsGiveBack,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


def holding(*, community_id: UUID, district_id: UUID, on: date) -> Select[PointsBudget]:
    """The budgets that hold in a community on a day: its own, and its whole district's."""
    here = or_(PointsBudget.community_id.is_(None), PointsBudget.community_id == community_id)
    return select(PointsBudget).where(
        PointsBudget.district_id == district_id,
        PointsBudget.starts_on <= on,
        PointsBudget.ends_on > on,
        here,
    )


def of_draws(draw_keys: Collection[str]) -> Select[PointsBudget]:
    """The budgets that draws were taken of."""
    parts = select(PointsDrawBudget.budget_id).where(PointsDrawBudget.draw_key.in_(draw_keys))
    return select(PointsBudget).where(PointsBudget.id.in_(parts))


def budget(budget_id: UUID) -> Select[PointsBudget]:
    """One budget."""
    return select(PointsBudget).where(PointsBudget.id == budget_id)


async def locked(session: AsyncSession, budgets: Select[PointsBudget]) -> Sequence[PointsBudget]:
    """Budgets as they are now, locked in the order of their ids until the transaction ends."""
    rows = budgets.order_by(PointsBudget.id).with_for_update(key_share=True, of=PointsBudget)
    found = await session.scalars(rows.execution_options(populate_existing=True))
    return found.all()


async def locked_holding(
    session: AsyncSession, *, beside: Collection[str], **here: Any
) -> Sequence[PointsBudget]:
    """The budgets that hold, locked together with those of draws `beside`, in one order."""
    if not beside:
        return await locked(session, holding(**here))
    both = or_(
        PointsBudget.id.in_(holding(**here).with_only_columns(PointsBudget.id)),
        PointsBudget.id.in_(of_draws(beside).with_only_columns(PointsBudget.id)),
    )
    await locked(session, select(PointsBudget).where(both))
    return (await session.scalars(holding(**here).order_by(PointsBudget.id))).all()


async def low_budget(session: AsyncSession, budget_id: UUID) -> PointsBudget | None:
    """A budget that is nearly used up, or used up; it stays so until the transaction ends."""
    low = select(PointsBudget).where(PointsBudget.id == budget_id, PointsBudget.warned_percent > 0)
    held = low.with_for_update(read=True).execution_options(populate_existing=True)
    found: PointsBudget | None = await session.scalar(held)
    return found


async def left_of_draw(session: AsyncSession, draw_key: str) -> int:
    """What was not given back of a draw yet."""
    back = select(func.coalesce(func.sum(PointsGiveBack.points), 0)).where(
        PointsGiveBack.draw_key == draw_key
    )
    left = select(PointsDraw.points - back.scalar_subquery()).where(PointsDraw.key == draw_key)
    return (await session.scalars(left)).one()


@built_once
def budget_lines() -> Rows:
    """Budgets with the names of their communities."""
    return select(PointsBudget.__table__, Place.name.label("community_name")).outerjoin(
        Place, Place.id == PointsBudget.community_id
    )


def version_lines(budget_id: UUID) -> Rows:
    """How a budget was set and changed."""
    return (
        select(PointsBudgetVersion.__table__, Person.name.label("set_by_name"))
        .outerjoin(Person, Person.id == PointsBudgetVersion.set_by_id)
        .where(PointsBudgetVersion.budget_id == budget_id)
    )
