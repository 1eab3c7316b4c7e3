"""The community says what a ticket is about."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.ticket_services import service as services
from shequ_api.features.ticket_services.schemas import TicketCategory
from shequ_api.features.tickets.events import TicketCategorised
from shequ_api.features.tickets.public import (
    Service,
    Ticket,
    facts_of,
    refuse_strangers,
    stay,
    take_step,
)


async def categorise(
    session: AsyncSession, actor: Actor, ticket: Ticket, ruling: TicketCategory, *, now: datetime
) -> None:
    """Give a ticket its category, with a reason in the trail. What was answered under the former
    one stays. Raises `ServiceUnknown`, `AnswersUnfit`, `IllegalStep`."""
    refuse_strangers(actor, ticket)
    wanted = await session.get(Service, ruling.service_code)
    if wanted is None or wanted.retired_at or wanted.owner_id not in (None, ticket.district_id):
        raise services.ServiceUnknown
    version = await services.checked(session, wanted, ruling.service_version, ruling.attributes)
    await stay(session, ticket)
    await session.refresh(ticket, ["service_code", "awaits_service", "private"])
    former = ticket.service_code
    await take_step(
        session,
        actor,
        ticket,
        "categorise",
        note=ruling.reason,
        now=now,
        former=former,
        service_code=wanted.code,
    )
    ticket.service_code, ticket.awaits_service = wanted.code, False
    # Its kind is nobody else's affair; what is private once is made public by nobody but its owner.
    ticket.private = ticket.private or wanted.private_by_default
    await services.keep_answers(session, ticket, wanted.code, version, ruling.attributes, now=now)
    told = TicketCategorised(
        **facts_of(ticket),
        former_service_code=former,
        categorised_by_id=actor.person_id,
        at=now,
    )
    record(session, told, now=now)
