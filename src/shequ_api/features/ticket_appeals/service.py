"""Appealing what was declined, and deciding about that."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.ticket_appeals import queries
from shequ_api.features.ticket_appeals.events import (
    TicketAppealDecided,
    TicketAppealed,
    TicketAppealOverdue,
)
from shequ_api.features.ticket_appeals.models import TicketAppeal
from shequ_api.features.ticket_handling.public import times_in, workdays_later
from shequ_api.features.tickets.public import (
    NotYourTicket,
    Ticket,
    TicketState,
    accept,
    facts_of,
    is_reporter,
    stay,
    take_step,
)
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class NothingToAppeal(NotNow):
    code, title = "nothing_to_appeal", "只有不予受理的诉求可以申请复核"


class AppealedBefore(NotNow):
    code, title = "ticket_appealed_before", "这件诉求已经申请过复核，只能申请一次"


class AppealTooLate(NotNow):
    """`until`: the first instant that was too late."""

    code, title = "ticket_appeal_too_late", "申请复核的期限已过"


class HazardTakesItsOwnWay(NotNow):
    """Another ticket is made of a hazard whose ticket was declined."""

    code, title = "hazard_not_appealed", "来自隐患排查的诉求由隐患流程重新处理，不能申请复核"


class AppealDecidedBefore(NotNow):
    code, title = "ticket_appeal_decided", "这次复核已经有了结论"


async def appeal_until(session: AsyncSession, ticket: Ticket) -> datetime | None:
    """The first instant that is too late; None: it was never declined."""
    declined = await session.scalar(queries.declined_at(ticket.case_id))
    if declined is None:
        return None
    times = await times_in(session, ticket.district_id)
    return declined + timedelta(days=times.appeal_days)


async def appeal(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> TicketAppeal:
    """申请复核, by whoever ordered it: once, within the district's days; without a name where it
    was ordered without one."""
    if not is_reporter(session, actor, ticket):
        raise NotYourTicket
    if ticket.source_kind == "hazard":
        raise HazardTakesItsOwnWay
    case = await stay(session, ticket)
    if await session.scalar(queries.appeal_of(ticket.id)) is not None:
        raise AppealedBefore
    until = await appeal_until(session, ticket)
    if case.state != TicketState.DECLINED or until is None:
        raise NothingToAppeal
    if now >= until:
        raise AppealTooLate(until=until.isoformat())
    taken = await take_step(session, actor, ticket, "appeal", note=reason, now=now)
    times = await times_in(session, ticket.district_id)
    made = TicketAppeal(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        appealed_at=now,
        step_number=taken.steps_taken,
        due_at=await workdays_later(session, now, times.appeal_workdays),
    )
    session.add(made)
    record(session, TicketAppealed(**_facts(ticket, made)), now=now)
    return made


async def decide(
    session: AsyncSession,
    actor: Actor,
    made: TicketAppeal,
    *,
    ordered: bool,
    reason: str,
    now: datetime,
) -> TicketAppeal:
    """Uphold it, or order the community to take it: then it is accepted, in the name of whoever
    decides, and the rules say whose it is. Locks the case, the ticket, the appeal."""
    ticket = (await session.scalars(queries.ticket_of(made))).one()
    await stay(session, ticket)
    await session.refresh(made, with_for_update=True)
    if made.decided_at is not None:
        raise AppealDecidedBefore
    step = "order" if ordered else "uphold"
    taken = await take_step(session, actor, ticket, step, note=reason, now=now)
    made.ordered, made.decided_at = ordered, now
    made.decided_by_id, made.decision_step = actor.person_id, taken.steps_taken
    record(session, TicketAppealDecided(**_facts(ticket, made), ordered=ordered), now=now)
    if ordered:
        await accept(session, actor, ticket, note=None, now=now)
    return made


async def tell_overdue(session: AsyncSession, now: datetime) -> None:
    """On a clock: of those that were not decided in time, those above hear again."""
    for made, ticket in (await session.execute(queries.late(now))).all():
        made.overdue_at = now
        record(session, TicketAppealOverdue(**_facts(ticket, made)), now=now)


def _facts(ticket: Ticket, made: TicketAppeal) -> dict[str, Any]:
    return {
        **facts_of(ticket),
        "appeal_id": made.id,
        "community_id": made.community_id,
        "subdistrict_id": made.subdistrict_id,
    }
