"""What other features may ask of follow-ups."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_followups.models import ReturnVisit


async def still_waits(session: AsyncSession, visit_id: UUID) -> bool:
    """Whether nobody has come of a visit yet. Held until the transaction ends: that it is over is
    told after this."""
    waits = select(ReturnVisit.done_at.is_(None)).where(ReturnVisit.id == visit_id)
    return bool(await session.scalar(waits.with_for_update(read=True)))
