"""What other features may ask of follow-ups."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_followups.models import ReturnVisit
from shequ_api.kit.holding import is_so


async def still_waits(session: AsyncSession, visit_id: UUID) -> bool:
    """Whether nothing has come of a visit yet; held so."""
    return await is_so(session, ReturnVisit.done_at.is_(None), ReturnVisit.id == visit_id)
