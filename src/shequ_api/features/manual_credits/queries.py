"""Reads of credits and of the people behind them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.files.models import File
from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import live
from shequ_api.base.places.models import Place
from shequ_api.features.manual_credits.models import (
    ManualCredit,
    ManualCreditLimit,
    ManualCreditPhoto,
)
from shequ_api.features.manual_credits.rules import (
    COUNTED,
    DEFAULT_LIMITS,
    LAPSES_AFTER,
    PAID,
    CreditLimits,
    CreditState,
)
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
ORDER = [ManualCredit.asked_at, ManualCredit.id]


async def is_live(session: AsyncSession, person_id: UUID) -> bool:
    """Whether an account is neither shut nor merged into another."""
    return bool(await session.scalar(select(exists().where(Person.id == person_id, live()))))


async def limits_in(session: AsyncSession, district_id: UUID) -> CreditLimits:
    """What holds in a district."""
    said = await session.get(ManualCreditLimit, district_id, populate_existing=True)
    if said is None:
        return DEFAULT_LIMITS
    return CreditLimits(said.per_receiver_month, said.per_asker_day)


async def counted_for_receiver(
    session: AsyncSession, credit: ManualCredit, on: date, *, waiting: bool
) -> int:
    """What the receiver got by other credits in the district in the month of a day, and (`waiting`)
    is to get: it counts in the month in which it is paid."""
    paid = and_(
        ManualCredit.state.in_(PAID), ManualCredit.closed_at >= china_midnight(on.replace(day=1))
    )
    counted = or_(paid, ManualCredit.state == CreditState.PENDING) if waiting else paid
    others = (ManualCredit.person_id == credit.person_id, ManualCredit.id != credit.id)
    return await _sum(session, credit, *others, counted)


async def counted_for_asker(session: AsyncSession, credit: ManualCredit) -> int:
    """What the same human being asked for on that day, by whatever account."""
    merged = select(Person.id).where(Person.merged_into_id == credit.asked_by_id)
    theirs = or_(
        ManualCredit.asked_by_id == credit.asked_by_id, ManualCredit.asked_by_id.in_(merged)
    )
    return await _sum(session, credit, theirs, ManualCredit.asked_on == credit.asked_on)


async def _sum(
    session: AsyncSession, credit: ManualCredit, *conditions: ColumnElement[bool]
) -> int:
    left = ManualCredit.amount_points - func.coalesce(ManualCredit.taken_points, 0)
    total = select(func.coalesce(func.sum(left), 0)).where(
        ManualCredit.district_id == credit.district_id,
        ManualCredit.state.in_(COUNTED),
        *conditions,
    )
    return (await session.scalars(total)).one()


def overdue(now: datetime) -> Select[ManualCredit]:
    """Credits about which nobody decided in time, the oldest first; locked, but for those about
    which somebody decides at this moment."""
    waiting = select(ManualCredit).where(
        ManualCredit.state == CreditState.PENDING, ManualCredit.asked_at < now - LAPSES_AFTER
    )
    oldest = waiting.order_by(ManualCredit.asked_at, ManualCredit.id).limit(100)
    return oldest.with_for_update(skip_locked=True)


@built_once
def credit_lines() -> Rows:
    """Credits with the names that people read."""
    receiver, asker, closer, reverser = (aliased(Person) for _ in range(4))
    return (
        select(
            ManualCredit.__table__,
            Place.name.label("community_name"),
            receiver.name.label("person_name"),
            asker.name.label("asked_by_name"),
            closer.name.label("closed_by_name"),
            reverser.name.label("reversed_by_name"),
        )
        .join(Place, Place.id == ManualCredit.community_id)
        .join(receiver, receiver.id == ManualCredit.person_id)
        .join(asker, asker.id == ManualCredit.asked_by_id)
        .outerjoin(closer, closer.id == ManualCredit.closed_by_id)
        .outerjoin(reverser, reverser.id == ManualCredit.reversed_by_id)
    )


def photos_of(credit_id: UUID) -> Select[File]:
    """The photos of a credit."""
    shown = select(File).join(ManualCreditPhoto, ManualCreditPhoto.file_id == File.id)
    return shown.where(ManualCreditPhoto.credit_id == credit_id).order_by(File.id)
