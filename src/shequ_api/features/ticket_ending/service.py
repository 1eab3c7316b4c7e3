"""After a settlement: handled again because it was none, or archived; one for many."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import fitting_posting
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_ending.queries import accepted_by
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketArchived,
    TicketReopened,
    TicketSettled,
)
from shequ_api.features.tickets.public import (
    ENDED_WELL,
    FLOW,
    OPEN,
    SETTLERS,
    Ticket,
    TicketState,
    facts_of,
    signer_of,
    stay,
    take_step,
    with_open_subtasks,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow


class TicketShelved(NotNow):
    """It was archived: only a second look at it takes it out again."""

    code, title = "ticket_archived", "诉求已归档，不能再申请重新办理"


async def reopen(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    reason: str,
    from_archive: bool = False,
    now: datetime,
) -> Ticket:
    """Handle it again: by whoever had it last, if they may still settle here, else the community
    says by whom. Its score was that of another settlement. Raises `IllegalStep`."""
    same = await still_fits(session, ticket, now)
    case = await stay(session, ticket)
    if case.state == TicketState.ARCHIVED and not from_archive:
        raise TicketShelved
    facts = {"assignee_id": str(ticket.assignee_id)} if same else {}
    step = "resume" if same else "reopen"
    await take_step(session, actor, ticket, step, note=reason, now=now, **facts)
    # As it is behind the lock: somebody may have rated since this was read.
    await session.refresh(ticket, ["score"])
    ticket.score = None
    if not same:
        ticket.assignee_id = None
    told = TicketReopened(
        **facts_of(ticket),
        reopened_by_id=signer_of(session, actor, ticket),
        assignee_id=ticket.assignee_id,
        at=now,
    )
    record(session, told, now=now)
    return ticket


async def still_fits(session: AsyncSession, ticket: Ticket, now: datetime) -> bool:
    """Whether the last assignee may settle in its community now. Their posting stays locked: it
    ends before this, or finds the ticket."""
    if ticket.assignee_id is None:
        return False
    fitting = fitting_posting(ticket.assignee_id, SETTLERS, ticket, on=china_date(now))
    return await session.scalar(fitting) is not None


async def archive(session: AsyncSession, ticket_ids: Collection[UUID], *, now: datetime) -> int:
    """Archive those that are settled or rated now; nobody signs. Those that somebody holds at
    this moment are left. Returns how many went."""
    ended = (
        select(Ticket)
        .join(Case, Case.id == Ticket.case_id)
        .where(Ticket.id.in_(ticket_ids), Case.state.in_(ENDED_WELL))
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
    )
    tickets = (await session.scalars(ended)).all()
    of_tickets = select(Case).where(Case.id.in_([ticket.case_id for ticket in tickets]))
    cases = await session.scalars(of_tickets.execution_options(populate_existing=True))
    await advance_all(session, FLOW, cases.all(), "archive", actor_id=None, now=now, facts={})
    for ticket in tickets:
        record(session, TicketArchived(**facts_of(ticket), at=now), now=now)
    return len(tickets)


async def settle_together(
    session: AsyncSession,
    ticket_ids: Collection[UUID],
    *,
    by_id: UUID,
    note: str,
    facts: Mapping[str, str],
    now: datetime,
) -> set[UUID]:
    """Settle what one cause has settled, accepting it first where need be, in somebody's name who
    was found to be allowed to. What has ended, is handled under another, or has required parts
    that are not done, is left. Returns which were settled.

    One order for all who lock these: cases by id."""
    found = select(Ticket.case_id).where(Ticket.id.in_(ticket_ids))
    cases = await lock_cases(session, list(await session.scalars(found)))
    wanted = select(Ticket).where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id)
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    left = await with_open_subtasks(session, ticket_ids)
    going = [
        ticket
        for ticket in await session.scalars(locked)
        if cases[ticket.case_id].state in OPEN and ticket.id not in left
    ]
    new = [ticket for ticket in going if cases[ticket.case_id].state == TicketState.SUBMITTED]
    signed: dict[str, Any] = {"actor_id": by_id, "now": now, "facts": facts}
    for ticket in new:
        record(session, TicketAccepted(**facts_of(ticket), at=now), now=now)
    await advance_all(session, FLOW, [cases[each.case_id] for each in new], "accept", **signed)
    case_ids = [each.case_id for each in going]
    ending = (await lock_cases(session, case_ids)).values()  # as they stand after the first step
    await advance_all(session, FLOW, ending, "settle", note=note, **signed)
    took = await accepted_by(session, case_ids)
    for ticket in going:
        ticket.ended_at, ticket.due_at = now, None
        ticket.awaits_place = ticket.awaits_service = ticket.awaits_arbitration = False
        settled = TicketSettled(
            **facts_of(ticket),
            settled_by_id=by_id,
            accepted_by_id=took.get(ticket.case_id, by_id),
        )
        record(session, settled, now=now)
    return {ticket.id for ticket in going}
