"""What other features may ask of manual credits."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.rules import CreditState


def credits_given(
    givers: Collection[UUID], receivers: Collection[UUID], district_id: UUID, since: datetime
) -> ColumnElement[bool]:
    """Whether any of some accounts asked for, decided about or reversed a credit to others that was
    closed or reversed since an instant."""
    theirs = or_(
        ManualCredit.asked_by_id.in_(givers),
        ManualCredit.closed_by_id.in_(givers),
        ManualCredit.reversed_by_id.in_(givers),
    )
    lately = or_(ManualCredit.closed_at >= since, ManualCredit.reversed_at >= since)
    given = select(ManualCredit.id).where(
        ManualCredit.person_id.in_(receivers),
        ManualCredit.district_id == district_id,
        ManualCredit.transfer_id.is_not(None),
        lately,
        theirs,
    )
    return given.exists()


def credit_reversed_at(transfer_id: Any) -> ScalarSelect[datetime | None]:
    """When what a transfer paid was reversed as a credit, be it that nothing was left; null where
    it was not. `transfer_id` is a column of the statement around it."""
    reversed_ = select(ManualCredit.reversed_at).where(
        ManualCredit.transfer_id == transfer_id, ManualCredit.state == CreditState.REVERSED
    )
    return reversed_.scalar_subquery()


async def still_waits(session: AsyncSession, credit_id: UUID) -> bool:
    """Whether somebody is to decide about a credit; it stays so until the transaction ends."""
    waiting = select(ManualCredit.id).where(
        ManualCredit.id == credit_id, ManualCredit.state == CreditState.PENDING
    )
    return await session.scalar(waiting.with_for_update(read=True)) is not None
