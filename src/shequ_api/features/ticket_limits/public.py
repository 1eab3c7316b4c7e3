"""What other features may ask of limits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.ticket_limits.counting import stand_in_line as stand_in_line
from shequ_api.features.ticket_limits.counting import take_turn
from shequ_api.features.ticket_limits.service import refuse_blocked


async def admit(
    session: AsyncSession, person_id: UUID, place: Place, text: str | None, *, now: datetime
) -> None:
    """Let somebody file one more ticket here, with these words, or refuse: `TicketsBlockedNow`,
    `TooManyTickets`, `SameTextTooOften`. Not to be asked in an emergency."""
    await refuse_blocked(session, person_id, place, now=now)
    await take_turn(session, person_id, place, text, now=now)
