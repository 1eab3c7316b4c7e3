"""督办: demanding an answer, giving it, and closing that."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import stands_in_for
from shequ_api.features.ticket_handling.public import times_in, workdays_later
from shequ_api.features.ticket_pressure import queries
from shequ_api.features.ticket_pressure.events import (
    SupervisionAnswered,
    SupervisionClosed,
    SupervisionOverdue,
    TicketSupervised,
)
from shequ_api.features.ticket_pressure.models import Supervision
from shequ_api.features.ticket_pressure.pressing import NothingToPress
from shequ_api.features.ticket_pressure.rules import SupervisionClosing, level_of_office
from shequ_api.features.tickets.public import OPEN, Ticket, TicketPermission, stay
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class NotYoursToSupervise(Forbidden):
    code, title = "not_yours_to_supervise", "只有诉求所在街道、区、市可以督办"


class NotYoursToAnswer(Forbidden):
    code, title = "not_yours_to_answer", "只有办理人或社区可以答复督办"


class NotYoursToClose(Forbidden):
    code, title = "not_yours_to_close", "只有作出督办的单位可以结束督办"


class SupervisionAlreadyAnswered(NotNow):
    code, title = "supervision_answered", "这次督办已经答复"


class SupervisionOver(NotNow):
    code, title = "supervision_over", "这次督办已经结束"


async def supervise(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    demand: str,
    workdays: int | None = None,
    now: datetime,
) -> Supervision:
    """督办, by those above: an answer is demanded within so many workdays, or the district's."""
    office_id = actor.acting.scope.id if actor.acting and actor.covers(ticket) else None
    if office_id is None or level_of_office(office_id, ticket) is None:
        raise NotYoursToSupervise
    case = await stay(session, ticket)
    if case.state not in OPEN:
        raise NothingToPress
    if workdays is None:
        workdays = (await times_in(session, ticket.district_id)).supervision_workdays
    made = Supervision(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        office_id=office_id,
        demand=demand,
        demanded_by_id=actor.person_id,
        demanded_at=now,
        due_at=await workdays_later(session, now, workdays),
    )
    session.add(made)
    await session.refresh(ticket, ["supervisions"])
    ticket.supervisions += 1
    fact = TicketSupervised(**_facts(made, now), assignee_id=ticket.assignee_id)
    record(session, fact, now=now)
    return made


async def answer_supervision(
    session: AsyncSession, actor: Actor, supervision: Supervision, *, answer: str, now: datetime
) -> Supervision:
    """By whoever handles it, or the lead into which it was merged; who covers for them; or the
    community. One answer: it is kept."""
    ticket = await session.get_one(Ticket, supervision.ticket_id)
    community = actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)
    handler_id = await _handler(session, ticket)
    handler = handler_id is not None and (
        handler_id == actor.person_id
        or bool(await session.scalar(stands_in_for(actor, handler_id)))
    )
    if not (community or handler):
        raise NotYoursToAnswer
    await session.refresh(supervision, with_for_update=True)
    if supervision.answered_at is not None:
        raise SupervisionAlreadyAnswered
    if supervision.closed_at is not None:
        raise SupervisionOver
    supervision.answer, supervision.answered_at = answer, now
    supervision.answered_by_id = actor.person_id
    fact = SupervisionAnswered(
        **_facts(supervision, now), demanded_by_id=supervision.demanded_by_id
    )
    record(session, fact, now=now)
    return supervision


async def _handler(session: AsyncSession, ticket: Ticket) -> UUID | None:
    """Who handles it, or its lead."""
    if ticket.merged_into_id is None:
        return ticket.assignee_id
    return (await session.get_one(Ticket, ticket.merged_into_id)).assignee_id


async def close_supervision(
    session: AsyncSession, actor: Actor, supervision: Supervision, *, remark: str, now: datetime
) -> Supervision:
    """By the office that demanded it, answered or not."""
    if not actor.serves_at(supervision.office_id):
        raise NotYoursToClose
    ticket = await session.get_one(Ticket, supervision.ticket_id)
    await session.refresh(supervision, with_for_update=True)
    if supervision.closed_at is not None:
        raise SupervisionOver
    supervision.closed_by_id, supervision.remark = actor.person_id, remark
    handler_id = await _handler(session, ticket)
    _close(session, supervision, handler_id, SupervisionClosing.CLOSED, now)
    return supervision


async def end_supervisions(
    session: AsyncSession, ticket: Ticket, handler_id: UUID | None, *, now: datetime
) -> None:
    """The ticket, or its lead, has ended: nothing is demanded any more of who had it."""
    for supervision in await session.scalars(queries.open_supervisions(ticket.id)):
        _close(session, supervision, handler_id, SupervisionClosing.TICKET_ENDED, now)


async def move_supervisions(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """It lies in another community: an office that is above that one still demands an answer, of
    that one now; the supervision of any other is over. What was answered waits for its office."""
    handler_id = await _handler(session, ticket)
    for supervision in await session.scalars(queries.open_supervisions(ticket.id)):
        if supervision.community_id == ticket.community_id:
            continue
        if level_of_office(supervision.office_id, ticket) is None:
            _close(session, supervision, handler_id, SupervisionClosing.TRANSFERRED, now)
            continue
        left_id = supervision.community_id
        supervision.subdistrict_id = ticket.subdistrict_id
        supervision.community_id = ticket.community_id
        if supervision.answered_at is not None:
            continue
        supervision.overdue_at = None
        fact = TicketSupervised(
            **_facts(supervision, now), assignee_id=handler_id, left_community_id=left_id
        )
        record(session, fact, now=now)


async def tell_overdue(session: AsyncSession, now: datetime) -> None:
    """On a clock: whose time passed without an answer, both sides hear."""
    rows = await session.execute(queries.supervisions_late(now))
    for supervision, assignee_id in rows.all():
        supervision.overdue_at = now
        fact = SupervisionOverdue(**_facts(supervision, now), assignee_id=assignee_id)
        record(session, fact, now=now)


def _close(
    session: AsyncSession,
    supervision: Supervision,
    handler_id: UUID | None,
    closing: SupervisionClosing,
    now: datetime,
) -> None:
    supervision.closed_at, supervision.closing = now, closing.value
    fact = SupervisionClosed(
        **_facts(supervision, now),
        demanded_by_id=supervision.demanded_by_id,
        assignee_id=handler_id,
        closed_by_id=supervision.closed_by_id,
        closing=closing.value,
    )
    record(session, fact, now=now)


def _facts(supervision: Supervision, now: datetime) -> dict[str, Any]:
    return {
        "subject_id": supervision.ticket_id,
        "district_id": supervision.district_id,
        "at": now,
        "supervision_id": supervision.id,
        "community_id": supervision.community_id,
        "office_id": supervision.office_id,
        "office_level": level_of_office(supervision.office_id, supervision),
    }
