"""Giving many tickets to one person at once: each its own result, few statements for all."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import fitting_posting
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.events import TicketAssigned
from shequ_api.features.tickets.public import FLOW, SETTLERS, Ticket, facts_of
from shequ_api.kit.clock import china_date


class BulkResult(StrEnum):
    """What became of one of them."""

    ASSIGNED = "assigned"
    NOT_FOUND = "not_found"
    ILLEGAL_STEP = "illegal_step"
    AWAITS_ARBITRATION = "awaits_arbitration"
    RULING_BINDS = "ruling_binds"
    ASSIGNEE_UNFIT = "assignee_unfit"


RESULT_TITLES: Mapping[BulkResult, str] = {
    BulkResult.ASSIGNED: "已派单",
    BulkResult.NOT_FOUND: "没有找到",
    BulkResult.ILLEGAL_STEP: "当前状态下不能派单",
    BulkResult.AWAITS_ARBITRATION: "正等待上级裁定由谁办理",
    BulkResult.RULING_BINDS: "上级已裁定由谁办理，不能改派",
    BulkResult.ASSIGNEE_UNFIT: "此人在诉求所在社区没有可以办理的身份",
}


class Outcome(NamedTuple):
    """Of one ticket; `state` is null where it was not found."""

    ticket_id: UUID
    result: BulkResult
    state: str | None


async def assign_many(
    session: AsyncSession,
    actor: Actor,
    ticket_ids: Sequence[UUID],
    *,
    assignee_id: UUID,
    note: str | None,
    now: datetime,
) -> list[Outcome]:
    """派单 of many to one person, in the order asked; what cannot be given is told and left."""
    seen = select(Ticket.id, Ticket.case_id, Ticket.community_id, Ticket.subdistrict_id)
    seen = seen.add_columns(Ticket.district_id, Ticket.city_id)
    found = await session.execute(seen.where(Ticket.id.in_(ticket_ids), in_scope(actor, Ticket)))
    rows = found.all()
    # One order for all who lock these: person and posting, case, ticket.
    fit = await _communities_fit(session, rows, assignee_id, now)
    cases = await lock_cases(session, [row.case_id for row in rows])
    locked = select(Ticket).where(Ticket.id.in_([row.id for row in rows]), in_scope(actor, Ticket))
    locked = locked.order_by(Ticket.id).with_for_update(key_share=True)
    fresh = locked.execution_options(populate_existing=True)
    tickets = {ticket.id: ticket for ticket in await session.scalars(fresh)}
    outcomes = [_judged(tickets.get(each), cases, fit, each) for each in ticket_ids]
    given = [tickets[each.ticket_id] for each in outcomes if each.result == BulkResult.ASSIGNED]
    await _give(session, actor, given, cases, assignee_id=assignee_id, note=note, now=now)
    return [
        each._replace(state=cases[tickets[each.ticket_id].case_id].state)
        if each.ticket_id in tickets
        else each
        for each in outcomes
    ]


async def _communities_fit(
    session: AsyncSession, rows: Collection[Any], assignee_id: UUID, now: datetime
) -> set[UUID]:
    """In which of the communities they hold a fitting posting, which stays locked."""
    fit = set()
    for row in {row.community_id: row for row in rows}.values():
        posting = fitting_posting(assignee_id, SETTLERS, row, on=china_date(now))
        if await session.scalar(posting) is not None:
            fit.add(row.community_id)
    return fit


def _judged(
    ticket: Ticket | None, cases: Mapping[UUID, Case], fit: set[UUID], ticket_id: UUID
) -> Outcome:
    if ticket is None:
        return Outcome(ticket_id, BulkResult.NOT_FOUND, None)
    state = cases[ticket.case_id].state
    if FLOW.step(state, "assign") is None:
        return Outcome(ticket_id, BulkResult.ILLEGAL_STEP, state)
    if ticket.awaits_arbitration:
        return Outcome(ticket_id, BulkResult.AWAITS_ARBITRATION, state)
    if ticket.bound and ticket.assignee_id is not None:
        return Outcome(ticket_id, BulkResult.RULING_BINDS, state)
    if ticket.community_id not in fit:
        return Outcome(ticket_id, BulkResult.ASSIGNEE_UNFIT, state)
    return Outcome(ticket_id, BulkResult.ASSIGNED, state)


async def _give(
    session: AsyncSession,
    actor: Actor,
    tickets: Sequence[Ticket],
    cases: Mapping[UUID, Case],
    *,
    assignee_id: UUID,
    note: str | None,
    now: datetime,
) -> None:
    facts = {"assignee_id": str(assignee_id)}
    if actor.acting is not None:
        facts["posting_id"] = str(actor.acting.id)
    chosen = [cases[ticket.case_id] for ticket in tickets]
    await advance_all(
        session, FLOW, chosen, "assign", actor_id=actor.person_id, now=now, note=note, facts=facts
    )
    for ticket in tickets:
        told = {"assigned_by_id": actor.person_id, "left_id": ticket.assignee_id, "at": now}
        assigned = TicketAssigned(**facts_of(ticket), assignee_id=assignee_id, **told)
        record(session, assigned, now=now)
    ids = [ticket.id for ticket in tickets]
    given = update(Ticket).where(Ticket.id.in_(ids)).values(assignee_id=assignee_id)
    await session.execute(given, execution_options={"synchronize_session": "fetch"})
