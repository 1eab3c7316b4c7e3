"""What all changes of help have in common: the locks, and who leads."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.queries import stands_in_for
from shequ_api.base.places.locking import TreesChanged
from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.features.ticket_help.states import WORKED_ON
from shequ_api.features.tickets.public import NotYourTask, Ticket, may_settle
from shequ_api.kit.errors import NotNow

AS_IT_IS = ["community_id", "assignee_id", "merged_into_id"]


class NotWorkedOn(NotNow):
    code, title = "ticket_not_worked_on", "诉求尚未受理或已经结束，不能安排协办和子任务"


class Held(NamedTuple):
    """A ticket that is locked, and the one under which it is handled: itself, or its lead (并单).

    `state`: of that one."""

    ticket: Ticket
    head: Ticket
    state: str


async def hold(session: AsyncSession, ticket: Ticket) -> Held:
    """Lock a ticket where it was judged to lie, with the one under which it is handled.

    One order for all who lock these: person and posting, cases by id, tickets by id, then the case
    of a part. Whoever settles the lead holds its case: no part comes back while they do.
    """
    community_id, lead_id = ticket.community_id, ticket.merged_into_id
    head = ticket if lead_id is None else await session.get_one(Ticket, lead_id)
    cases = await lock_cases(session, {ticket.case_id, head.case_id})
    for each in sorted({ticket, head}, key=lambda one: one.id):
        await session.refresh(each, AS_IT_IS, with_for_update={"key_share": True})
    if (ticket.community_id, ticket.merged_into_id) != (community_id, lead_id):
        raise TreesChanged
    return Held(ticket, head, cases[head.case_id].state)


async def hold_many(session: AsyncSession, ticket_ids: Collection[UUID]) -> list[Held]:
    """The same of many, in one order; those that were moved meanwhile are as they are now."""
    wanted = select(Ticket).where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id)
    tickets = (await session.scalars(wanted)).all()
    leads = {ticket.merged_into_id for ticket in tickets} - {None}
    heads = await session.scalars(select(Ticket).where(Ticket.id.in_(leads)))
    found = {ticket.id: ticket for ticket in (*tickets, *heads)}
    cases = await lock_cases(session, {ticket.case_id for ticket in found.values()})
    for _, ticket in sorted(found.items()):
        await session.refresh(ticket, AS_IT_IS, with_for_update={"key_share": True})
    held = []
    for ticket in tickets:
        head = found.get(ticket.merged_into_id or ticket.id, ticket)
        held.append(Held(ticket, head, cases[head.case_id].state))
    return held


async def leads(session: AsyncSession, actor: Actor, head: Ticket) -> bool:
    """Whoever has a ticket, stands in for them, or says for the community who has it."""
    if may_settle(actor, head):
        return True
    return bool(await session.scalar(stands_in_for(actor, head.assignee_id)))


async def check_leads(session: AsyncSession, actor: Actor, held: Held) -> None:
    """Raises `NotYourTask`, `NotWorkedOn`."""
    if not await leads(session, actor, held.head):
        raise NotYourTask
    check_worked_on(held)


def check_worked_on(held: Held) -> None:
    """Raises `NotWorkedOn`."""
    if held.state not in WORKED_ON:
        raise NotWorkedOn


def facts_of(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What each fact about help, or a part, tells."""
    return {
        "subject_id": ticket.id,
        "district_id": ticket.district_id,
        "community_id": ticket.community_id,
        "at": now,
    }
