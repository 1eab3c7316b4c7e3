"""What becomes of those that are handled under a lead when it comes to nothing: so many in one job,
and the rest in another one."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.ticket_ending.public import still_fits
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.events import LeadOver
from shequ_api.features.ticket_twins.merging import back, hold, release
from shequ_api.features.ticket_twins.models import TicketMerge
from shequ_api.features.ticket_twins.telling import tell_supporters
from shequ_api.features.tickets.events import TicketDeclined, TicketFact
from shequ_api.features.tickets.public import FLOW, Ticket, TicketState, facts_of

AT_ONCE = 50


async def follow_lead(
    session: AsyncSession, fact: TicketFact | LeadOver, what: str, now: datetime
) -> None:
    """Taken back by who ordered it: what the others ordered was not, and is handled by itself.
    Declined: so are those that could be, in the same words; the rest likewise go on by themselves.
    Whoever else supports the lead is told at the end: those hear of their own."""
    merges = (await session.scalars(queries.merges_into(fact.subject_id, AT_ONCE))).all()
    for found in merges:
        ticket = await session.get_one(Ticket, found.merged_id)
        fits = await still_fits(session, ticket, now)
        await hold(session, [ticket])
        merge = await session.scalar(queries.standing_merge(ticket.id))
        if merge is None:
            continue
        merge.undone_at = now
        if what == TicketDeclined.name and await _declinable(session, ticket, merge):
            await _decline(session, ticket, merge, now)
        else:
            await _release(session, ticket, merge, fits=fits, now=now)
    if len(merges) == AT_ONCE:
        more = LeadOver(subject_id=fact.subject_id, district_id=fact.district_id, what=what, at=now)
        record(session, more, now=now)
    else:
        await tell_supporters(session, fact.subject_id, what, now)


async def _declinable(session: AsyncSession, ticket: Ticket, merge: TicketMerge) -> bool:
    """Whether its community may decline it: it took it not yet, and need not by an order of those
    above."""
    if merge.from_state != TicketState.SUBMITTED:
        return False
    return not await session.scalar(queries.was_ordered(ticket.case_id))


async def _release(
    session: AsyncSession, ticket: Ticket, merge: TicketMerge, *, fits: bool, now: datetime
) -> None:
    step, facts = back(ticket, merge, fits=fits)
    await advance(session, FLOW, ticket.case_id, step, actor_id=None, now=now, **facts)
    ticket.ended_at = None
    release(session, ticket, merge, step, None, now)


async def _decline(
    session: AsyncSession, ticket: Ticket, merge: TicketMerge, now: datetime
) -> None:
    """Signed by who declined the lead, so that each of them may appeal for themselves."""
    lead = await session.get_one(Ticket, merge.lead_id)
    said = (await session.execute(queries.last_step(lead.case_id, "decline"))).one()
    await advance(
        session,
        FLOW,
        ticket.case_id,
        "decline",
        actor_id=said.actor_id,
        note=said.note,
        now=now,
        lead_id=str(lead.id),
    )
    ticket.merged_into_id, ticket.ended_at = None, now
    record(session, TicketDeclined(**facts_of(ticket)), now=now)
