"""Me too, following, and taking it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.ticket_twins.rules import SupportKind
from shequ_api.features.tickets.public import OPEN, Ticket, is_reporter
from shequ_api.kit.errors import NotNow


class OwnTicket(NotNow):
    code, title = "own_ticket", "这是您自己的诉求，进展会直接通知您"


class NotOpen(NotNow):
    """`merged_into_id`: the ticket under which it is handled now, if so."""

    code, title = "ticket_not_open", "这件诉求已经结束，不能再附议或关注"


async def support(
    session: AsyncSession, actor: Actor, ticket: Ticket, kind: SupportKind, *, now: datetime
) -> None:
    """Say that one is affected, too, or wants to hear of it. Said again, the last word holds."""
    if is_reporter(session, actor, ticket):
        raise OwnTicket
    case = await lock_case(session, ticket.case_id)
    await session.refresh(ticket, ["merged_into_id"])
    if case.state not in OPEN:
        lead = ticket.merged_into_id
        raise NotOpen(merged_into_id=str(lead) if lead else None)
    row = insert(TicketSupport).values(
        ticket_id=ticket.id,
        person_id=actor.person_id,
        district_id=ticket.district_id,
        kind=kind,
        since=now,
    )
    changed = row.on_conflict_do_update(
        index_elements=[TicketSupport.ticket_id, TicketSupport.person_id],
        set_={"kind": row.excluded.kind},
    )
    await session.execute(changed)


async def take_back(session: AsyncSession, person_id: UUID, ticket_id: UUID) -> None:
    """Is neither affected nor interested any more. Twice is once."""
    theirs = (TicketSupport.ticket_id == ticket_id, TicketSupport.person_id == person_id)
    gone = delete(TicketSupport).where(*theirs)
    await session.execute(gone, execution_options={"synchronize_session": False})
