"""What other features may ask of manual credits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.rules import CreditState


async def still_waits(session: AsyncSession, credit_id: UUID) -> bool:
    """Whether somebody is to decide about a credit; it stays so until the transaction ends."""
    waiting = select(ManualCredit.id).where(
        ManualCredit.id == credit_id, ManualCredit.state == CreditState.PENDING
    )
    return await session.scalar(waiting.with_for_update(read=True)) is not None
