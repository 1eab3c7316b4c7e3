"""What limits do when it is kept nowhere any more who filed an anonymous ticket."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.ticket_limits.models import TicketBlock
from shequ_api.features.ticket_unsealing.events import TicketSealEnded
from shequ_api.kit.repointing import QUIET


async def forget_blocked(session: AsyncSession, fact: TicketSealEnded, _: datetime) -> None:
    """Whom a block because of it held back, nobody can tell either. (It was over long before.)"""
    because = update(TicketBlock).where(
        TicketBlock.ticket_id == fact.subject_id, TicketBlock.reporter_index.is_not(None)
    )
    nobodys = because.values(reporter_index=secrets.token_bytes(16))
    await session.execute(nobodys, execution_options=QUIET)


REACTIONS = [Reaction("ticket_limits.forget_blocked", TicketSealEnded, forget_blocked)]
