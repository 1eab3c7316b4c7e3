"""Urging."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.ticket_handling.public import times_in
from shequ_api.features.ticket_pressure import queries
from shequ_api.features.ticket_pressure.events import TicketUrged
from shequ_api.features.ticket_pressure.models import TicketUrge
from shequ_api.features.tickets.public import (
    OPEN,
    NotYourTicket,
    Ticket,
    is_reporter,
    signer_of,
    stay,
)
from shequ_api.kit.errors import NotNow


class NothingToPress(NotNow):
    code, title = "nothing_to_press", "这张单已经办结或关闭"


class UrgedAlready(NotNow):
    """Says when it may be urged again."""

    code, title = "urged_already", "刚刚催办过，请稍后再催"


async def urge(session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime) -> Ticket:
    """催办, by whoever ordered it or acts for them: once in so many hours, as long as it is open.
    What was merged is urged under its lead, which is returned; each person counts for themselves.
    """
    if not is_reporter(session, actor, ticket):
        raise NotYourTicket
    handled = ticket
    if ticket.merged_into_id is not None:
        handled = await session.get_one(Ticket, ticket.merged_into_id)
    case = await stay(session, handled)
    if case.state not in OPEN:
        raise NothingToPress
    last = await session.scalar(queries.last_urge(session, actor, handled.id))
    times = await times_in(session, ticket.district_id)
    if last is not None and now < (again := last + timedelta(hours=times.urge_hours)):
        raise UrgedAlready(next_at=again.isoformat())
    signed = signer_of(session, actor, ticket) is not None
    session.add(
        TicketUrge(
            ticket_id=handled.id,
            own_ticket_id=ticket.id,
            district_id=ticket.district_id,
            urged_at=now,
            person_id=actor.concerned_id if signed else None,
            agent_id=actor.person_id if actor.on_behalf_of else None,
        )
    )
    await session.refresh(handled, ["urges"])
    handled.urges += 1
    told = {"subject_id": handled.id, "district_id": handled.district_id, "at": now}
    record(session, TicketUrged(**told, assignee_id=handled.assignee_id), now=now)
    return handled
