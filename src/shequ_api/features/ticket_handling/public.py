"""What other features may ask of handling."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_handling.assignments import assignment_rows as assignment_rows
from shequ_api.features.ticket_handling.models import Arbitration
from shequ_api.features.ticket_handling.times import hours_later as hours_later
from shequ_api.features.ticket_handling.times import times_in as times_in
from shequ_api.features.ticket_handling.times import workdays_later as workdays_later
from shequ_api.kit.holding import is_so


async def awaits_word(session: AsyncSession, arbitration_id: UUID) -> bool:
    """Whether those above have not yet said who handles a ticket; held so."""
    return await is_so(session, Arbitration.closed_at.is_(None), Arbitration.id == arbitration_id)
