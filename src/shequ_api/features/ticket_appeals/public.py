"""What other features may ask of appeals."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_appeals.models import TicketAppeal


async def still_waits(session: AsyncSession, appeal_id: UUID) -> bool:
    """Whether nobody has decided yet. Held until the transaction ends: that it was decided is told
    after this."""
    waits = select(TicketAppeal.decided_at.is_(None)).where(TicketAppeal.id == appeal_id)
    return bool(await session.scalar(waits.with_for_update(read=True)))
