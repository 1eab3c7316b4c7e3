"""What other features may ask of appeals."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_appeals.models import TicketAppeal
from shequ_api.kit.holding import is_so


async def still_waits(session: AsyncSession, appeal_id: UUID) -> bool:
    """Whether nobody has decided yet; held so."""
    return await is_so(session, TicketAppeal.decided_at.is_(None), TicketAppeal.id == appeal_id)
