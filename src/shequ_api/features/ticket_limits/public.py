"""What other features may ask of limits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_limits.counting import stand_in_line as stand_in_line
from shequ_api.features.ticket_limits.counting import take_turn
from shequ_api.features.ticket_limits.models import BlockAppeal
from shequ_api.features.ticket_limits.service import refuse_blocked
from shequ_api.kit.holding import is_so


async def admit(
    session: AsyncSession, actor: Actor, place: Place, text: str | None, *, now: datetime
) -> None:
    """Let somebody file one more ticket here, with these words, for themselves or for another, or
    refuse: `TicketsBlockedNow` (either of them), `TooManyTickets`, `SameTextTooOften`. Not to be
    asked in an emergency."""
    for person_id in dict.fromkeys((actor.person_id, actor.concerned_id)):
        await refuse_blocked(session, person_id, place, now=now)
    await take_turn(session, actor.person_id, place, text, now=now)


async def appeal_waits(session: AsyncSession, block_id: UUID) -> bool:
    """Whether nobody has decided yet what somebody says against a block; held so."""
    return await is_so(session, BlockAppeal.decided_at.is_(None), BlockAppeal.block_id == block_id)
