"""Tickets that nobody has: what would be told to whoever handles one is a matter of its community,
until somebody has it, or nobody needs to."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Fact, Reaction
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_about,
    is_told_about,
    leave_community,
    tell_offices,
)
from shequ_api.features.ticket_appeals.events import TicketAppealDecided
from shequ_api.features.ticket_matters.holding import held_lead, held_ticket
from shequ_api.features.ticket_pressure.events import TicketUrged
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.tickets.events import (
    ReturnCause,
    TicketAssigned,
    TicketDeclined,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketReopened,
    TicketReturned,
    TicketSettled,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import OPEN, Ticket

OCCASIONS = UUID("0199a3c4-0000-7000-8000-000000000004")
"""The namespace of occasions: any constant."""
THEIRS = "reporter"
"""The side of whoever ordered it."""
URGED = "下单人在催办一件还没有人办理的诉求，请尽快派单。"
REPLIED = "下单人在一件还没有人办理的诉求中留言，请查看并回复。"
REPLIED_LATER = "下单人在一件已经结束的诉求中留言，请查看并回复。"
REOPENED = "一件已办结的诉求重新办理，还没有办理人，请派单。"
RETURNED = "一件诉求退回了社区，还没有办理人，请重新派单。"
UNMERGED = "一件诉求从合并中拆回，还没有办理人，请派单。"
ORDERED = "上级复核后责令受理一件诉求，请派单办理。"
TOLD_FOR = timedelta(days=14)
"""How long the community reads of a word on a ticket that has ended."""
KINDS = (
    MessageKind.TICKET_URGED,
    MessageKind.TICKET_REPLIED,
    MessageKind.TICKET_UNATTENDED,
    MessageKind.TICKET_DUE_SOON,
)


async def tell_urge(session: AsyncSession, fact: TicketUrged, now: datetime) -> None:
    """Whoever ordered it waits."""
    await _tell(session, MessageKind.TICKET_URGED, URGED, fact, now)


async def tell_reply(session: AsyncSession, fact: TicketReplied, now: datetime) -> None:
    """Whoever ordered it wrote; what its community answered is answered."""
    if fact.side == THEIRS:
        await _tell(session, MessageKind.TICKET_REPLIED, REPLIED, fact, now)
    else:
        about_id = (await held_lead(session, fact.subject_id)).id
        await _close(session, about_id, [MessageKind.TICKET_REPLIED], now)


async def tell_reopened(session: AsyncSession, fact: TicketReopened, now: datetime) -> None:
    """It is handled again, and whoever had it may settle it no longer."""
    await _tell(session, MessageKind.TICKET_UNATTENDED, REOPENED, fact, now)


async def tell_returned(session: AsyncSession, fact: TicketReturned, now: datetime) -> None:
    """Whoever had it has it no longer, and the community did not take it away itself."""
    if fact.cause != ReturnCause.TAKEN_BACK:
        await _tell(session, MessageKind.TICKET_UNATTENDED, RETURNED, fact, now)


async def tell_unmerged(session: AsyncSession, fact: TicketUnmerged, now: datetime) -> None:
    """It is handled by itself again."""
    await _tell(session, MessageKind.TICKET_UNATTENDED, UNMERGED, fact, now)


async def tell_ordered(session: AsyncSession, fact: TicketAppealDecided, now: datetime) -> None:
    """It was declined, and is to be handled all the same."""
    if fact.ordered:
        await _tell(session, MessageKind.TICKET_UNATTENDED, ORDERED, fact, now)


async def _tell(
    session: AsyncSession, kind: MessageKind, text: str, fact: Fact, now: datetime
) -> None:
    """Once, until it is over, however often it is said."""
    ticket = await held_lead(session, fact.subject_id)
    if ticket.assignee_id is not None:
        return
    if kind == MessageKind.TICKET_UNATTENDED and ticket.awaits_arbitration:
        return  # it is given to nobody until those above have said to whom
    closes_at = None
    if await _state_of(session, ticket) not in OPEN:
        if kind != MessageKind.TICKET_REPLIED:
            return
        text, closes_at = REPLIED_LATER, now + TOLD_FOR
    if await is_told_about(session, kind, ticket.id, closes_at=closes_at):
        return
    await tell_offices(
        session,
        kind,
        [(Role.COMMUNITY_WORKER, ticket.community_id)],
        occasion_id=uuid5(OCCASIONS, f"{kind}:{fact.model_dump_json()}"),
        about_id=ticket.id,
        district_id=ticket.district_id,
        closes_at=closes_at,
        text=text,
        now=now,
    )


async def _state_of(session: AsyncSession, ticket: Ticket) -> str | None:
    return await session.scalar(select(Case.state).where(Case.id == ticket.case_id))


async def end_all(session: AsyncSession, fact: TicketFact, now: datetime) -> None:
    """Somebody has it, or it has ended; and has not come back since this was told."""
    ticket = await held_ticket(session, fact.subject_id)
    merged = ticket.merged_into_id is not None
    if merged or ticket.assignee_id is not None or await _state_of(session, ticket) not in OPEN:
        await _close(session, ticket.id, KINDS, now)


async def follow(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """It is another community's."""
    ticket = await held_ticket(session, fact.subject_id)
    if ticket.community_id != fact.left_community_id:
        await leave_community(session, KINDS, ticket.id, fact.left_community_id, now=now)


async def _close(
    session: AsyncSession, ticket_id: UUID, kinds: Collection[MessageKind], now: datetime
) -> None:
    for kind in kinds:
        await close_matters_about(session, kind, [ticket_id], now=now)


REACTIONS = [
    Reaction("inbox.unattended_urged", TicketUrged, tell_urge),
    Reaction("inbox.unattended_replied", TicketReplied, tell_reply),
    Reaction("inbox.unattended_reopened", TicketReopened, tell_reopened),
    Reaction("inbox.unattended_returned", TicketReturned, tell_returned),
    Reaction("inbox.unattended_unmerged", TicketUnmerged, tell_unmerged),
    Reaction("inbox.unattended_ordered", TicketAppealDecided, tell_ordered),
    *(
        Reaction(f"inbox.attended_{fact.name}", fact, end_all)
        for fact in (
            *(TicketAssigned, TicketSettled, TicketDeclined, TicketWithdrawn, TicketMerged),
        )
    ),
    Reaction(f"inbox.attended_{TicketPlaced.name}", TicketPlaced, follow),
]
