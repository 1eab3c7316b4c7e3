"""Where exactly a reporter's phone was is nobody's business once the work is done."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Numeric, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_intake.models import (
    COARSE_METRES,
    TicketPetitioner,
    TicketPosition,
)
from shequ_api.features.tickets.public import Ticket

DECIMALS = 2
"""Of a degree: about a kilometre."""


async def coarsen(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Old positions say about where, and that they do; the ticket keeps its place."""
    precise = (
        TicketPosition.received_at <= now - kept,
        TicketPosition.accuracy_metres < COARSE_METRES,
    )
    oldest = select(TicketPosition.ticket_id).where(*precise).order_by(TicketPosition.received_at)
    ids = list(await session.scalars(oldest.limit(most).with_for_update(skip_locked=True)))
    if not ids:
        return 0
    about = {
        name: func.round(cast(getattr(TicketPosition, name), Numeric), DECIMALS)
        for name in ("longitude", "latitude")
    }
    coarse = update(TicketPosition).where(TicketPosition.ticket_id.in_(ids))
    coarse = coarse.values(**about, accuracy_metres=COARSE_METRES)
    await session.execute(coarse, execution_options={"synchronize_session": False})
    return len(ids)


async def forget_petitioners(
    session: AsyncSession, now: datetime, kept: timedelta, most: int
) -> int:
    """Names and numbers of those for whom staff entered something; the ticket stays."""
    named = or_(
        TicketPetitioner.name_sealed.is_not(None), TicketPetitioner.phone_sealed.is_not(None)
    )
    old = select(TicketPetitioner.ticket_id).where(TicketPetitioner.entered_at <= now - kept, named)
    ids = list(
        await session.scalars(
            old.order_by(TicketPetitioner.entered_at).limit(most).with_for_update(skip_locked=True)
        )
    )
    bare = update(TicketPetitioner).where(TicketPetitioner.ticket_id.in_(ids))
    bare = bare.values(name_sealed=None, phone_sealed=None)
    await session.execute(bare, execution_options={"synchronize_session": False})
    return len(ids)


async def forget_positions(session: AsyncSession, person_id: UUID) -> None:
    """Remove where somebody was who ordered something, or filed it for somebody."""
    by_them = or_(Ticket.reporter_id == person_id, Ticket.filed_by_id == person_id)
    theirs = delete(TicketPosition).where(
        TicketPosition.ticket_id.in_(select(Ticket.id).where(by_them))
    )
    await session.execute(theirs, execution_options={"synchronize_session": False})
