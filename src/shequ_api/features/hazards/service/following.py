"""Following the tickets by which hazards are put right."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import TO_RECTIFY, HazardState
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.service.judging import judge
from shequ_api.features.hazards.service.steps import rectify, step
from shequ_api.features.hazards.service.terms import Terms, terms_of
from shequ_api.features.ticket_sources.public import Progress, TicketWork, works_of


async def catch_up(
    session: AsyncSession, hazards: Sequence[Hazard], terms: Terms, *, now: datetime
) -> None:
    """Bring locked hazards to where their tickets are."""
    waiting = [each for each in hazards if each.state in TO_RECTIFY and each.ticket_id]
    works = await works_of(session, {each.ticket_id for each in waiting if each.ticket_id})
    for hazard in waiting:
        work = works[hazard.ticket_id] if hazard.ticket_id else None
        if work is not None:
            await _catch_up(session, hazard, work, terms, now=now)


async def _catch_up(
    session: AsyncSession, hazard: Hazard, work: TicketWork, terms: Terms, *, now: datetime
) -> None:
    by_id, said = work.by_id, str(work.ticket_id)
    if work.progress == Progress.UNDER_WAY and hazard.state == HazardState.FOUND:
        await step(session, hazard, "begin", by_id=by_id, now=now, ticket_id=said)
    elif work.progress == Progress.DONE:
        await rectify(session, hazard, terms, by_id=by_id, at=work.at, now=now, ticket_id=said)
    elif work.progress == Progress.DROPPED:
        await step(session, hazard, "lose_ticket", by_id=by_id, now=now, ticket_id=said)
        hazard.ticket_id = None


async def follow(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """A ticket has come further: so have its hazards, and one may have been passed already."""
    hazards = list(await session.scalars(queries.of_ticket(ticket_id)))
    if not hazards:
        return
    terms = await terms_of(session, hazards[0].district_id, now)
    await catch_up(session, hazards, terms, now=now)
    for hazard in hazards:
        await judge(session, hazard, now=now)
