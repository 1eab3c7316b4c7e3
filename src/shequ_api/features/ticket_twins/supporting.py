"""Me too, following, and taking it back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.ticket_twins.rules import SupportKind
from shequ_api.features.tickets.public import OPEN, Ticket, filed_by, is_reporter
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow

LATELY = timedelta(days=90)
"""For how long who ordered something in a community counts as one of its own."""


class OwnTicket(NotNow):
    code, title = "own_ticket", "这是您自己的诉求，进展会直接通知您"


class NotOfCommunity(NotNow):
    """Whoever is affected rates it: who lives or serves there, has reported something there lately,
    or stands there. All others may follow it, until they can show that they have to do with it."""

    code = "not_of_community"
    title = "住在或服务于这个社区、近期在此提交过诉求、或扫过此处的码，才能附议；您可以先关注"

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            "请先登记住处，或扫一下现场的码再附议", operation="claim_residency", **facts
        )


class NotOpen(NotNow):
    """`merged_into_id`: the ticket under which it is handled now, if so."""

    code, title = "ticket_not_open", "这件诉求已经结束，不能再附议或关注"


async def support(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    kind: SupportKind,
    *,
    at: Place | None,
    now: datetime,
) -> None:
    """Say that one is affected, too, or wants to hear of it. Said again, the last word holds. `at`:
    where one stands, by a code."""
    if is_reporter(session, actor, ticket):
        raise OwnTicket
    if kind == SupportKind.AFFECTED and not await _belongs(session, actor, ticket, at, now):
        raise NotOfCommunity
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


async def _belongs(
    session: AsyncSession, actor: Actor, ticket: Ticket, at: Place | None, now: datetime
) -> bool:
    """Whether somebody has to do with the community of a ticket: said it is affected before, lives,
    serves or stands there, or ordered something there lately."""
    here = ticket.community_id
    if any(posting.community_id == here for posting in actor.postings):
        return True
    if at is not None and at.community_id == here:
        return True
    before = await session.get(TicketSupport, (ticket.id, actor.person_id))
    if before is not None and before.kind == SupportKind.AFFECTED:
        return True
    if await session.scalar(queries.lives_there(actor.person_id, here, china_date(now))):
        return True
    own = filed_by(session, actor.person_id)
    return bool(await session.scalar(queries.filed_there(own, here, now - LATELY)))


async def take_back(session: AsyncSession, person_id: UUID, ticket_id: UUID) -> None:
    """Is neither affected nor interested any more. Twice is once."""
    theirs = (TicketSupport.ticket_id == ticket_id, TicketSupport.person_id == person_id)
    gone = delete(TicketSupport).where(*theirs)
    await session.execute(gone, execution_options={"synchronize_session": False})
