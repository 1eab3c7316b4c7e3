"""吹哨: calling a level, answering there, and going one up."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.departments.public import Department, speaks_for
from shequ_api.features.ticket_handling.public import hours_later, times_in
from shequ_api.features.ticket_pressure import queries
from shequ_api.features.ticket_pressure.events import TicketCallClosed, TicketCalled
from shequ_api.features.ticket_pressure.models import Call, CallStep
from shequ_api.features.ticket_pressure.pressing import NothingToPress
from shequ_api.features.ticket_pressure.rules import (
    CallCause,
    CallEnding,
    CallLevel,
    first_level,
    held_at,
    speaks_at,
)
from shequ_api.features.tickets.public import OPEN, NotYourTask, Ticket, stay
from shequ_api.kit.errors import Absent, Forbidden, NotNow
from shequ_api.kit.ids import new_id


class CalledAlready(NotNow):
    """Says at what level it is."""

    code, title = "called_already", "这张单已经吹哨，正等待答复"


class CallOver(NotNow):
    code, title = "call_over", "这次吹哨已经答复或结束"


class NotYourCall(Forbidden):
    """It is called at another level, or of another department."""

    code, title = "not_your_call", "只有被吹哨的层级或部门可以答复"


class NobodyAbove(NotNow):
    code, title = "nobody_above", "已到区县一级，不能再上报"


async def call(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Call:
    """Call the level above one's own, by whoever handles it or works where it lies."""
    if not actor.covers(ticket) and ticket.assignee_id != actor.person_id:
        raise NotYourTask
    case = await stay(session, ticket)
    if case.state not in OPEN:
        raise NothingToPress
    standing = await session.scalar(queries.open_call(ticket.id))
    if standing is not None:
        raise CalledAlready(level=standing.level)
    made = Call(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        level=first_level(actor),
        steps=0,
        unanswered=False,
        reason=reason,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(made)
    await session.flush()
    await _stand(session, made, CallCause.MADE, now)
    return made


async def answer_call(
    session: AsyncSession, actor: Actor, standing: Call, *, answer: str, now: datetime
) -> Call:
    """By the level that is called, or the department that the district named."""
    await _hold(session, actor, standing)
    standing.answer, standing.answered_by_id = answer, actor.person_id
    _close(session, standing, CallEnding.ANSWERED, now)
    return standing


async def pass_up(session: AsyncSession, actor: Actor, standing: Call, *, now: datetime) -> Call:
    """The level that is called asks the one above it."""
    await _hold(session, actor, standing)
    if standing.level == CallLevel.DISTRICT:
        raise NobodyAbove
    standing.level += 1
    await _stand(session, standing, CallCause.PASSED_UP, now)
    return standing


async def name_department(
    session: AsyncSession, actor: Actor, standing: Call, department_id: object, *, now: datetime
) -> Call:
    """The district says which department reports about it; its time begins anew."""
    if standing.level != CallLevel.DISTRICT or not speaks_at(actor, CallLevel.DISTRICT):
        raise NotYourCall
    await _hold(session, actor, standing)
    of_it = (Department.id == department_id, Department.district_id == standing.district_id)
    department = await session.scalar(select(Department).where(*of_it))
    if department is None:
        raise Absent
    standing.department_id = department.id
    await _stand(session, standing, CallCause.DEPARTMENT, now)
    return standing


async def _hold(session: AsyncSession, actor: Actor, standing: Call) -> None:
    """Lock it, as it stands now, for those who speak for its level."""
    await session.refresh(standing, with_for_update=True)
    reports = standing.department_id is not None and await speaks_for(
        session, actor.person_id, standing.department_id
    )
    if not reports and not (speaks_at(actor, standing.level) and actor.covers(standing)):
        raise NotYourCall
    if standing.closed_at is not None:
        raise CallOver


async def _stand(session: AsyncSession, standing: Call, cause: CallCause, now: datetime) -> None:
    """Its time begins, at its level; that is told. It is locked."""
    times = await times_in(session, standing.district_id)
    ticket = await session.get_one(Ticket, standing.ticket_id)
    standing.due_at = await hours_later(session, ticket, now, times.answer_hours)
    standing.unanswered = False
    _note(session, standing, cause, now)
    fact = TicketCalled(
        subject_id=standing.ticket_id,
        district_id=standing.district_id,
        at=now,
        call_id=standing.id,
        level=standing.level,
        held_at_id=held_at(standing.level, standing),
    )
    record(session, fact, now=now)


def _note(session: AsyncSession, standing: Call, cause: CallCause, now: datetime) -> None:
    standing.steps += 1
    session.add(
        CallStep(
            call_id=standing.id,
            number=standing.steps,
            district_id=standing.district_id,
            level=standing.level,
            cause=cause.value,
            begun_at=now,
            due_at=standing.due_at,
        )
    )


def _close(session: AsyncSession, standing: Call, ending: CallEnding, now: datetime) -> None:
    standing.closed_at, standing.due_at, standing.ending = now, None, ending.value
    fact = TicketCallClosed(
        subject_id=standing.ticket_id,
        district_id=standing.district_id,
        at=now,
        call_id=standing.id,
        ending=ending.value,
        level=standing.level,
        held_at_id=held_at(standing.level, standing),
        made_by_id=standing.made_by_id,
    )
    record(session, fact, now=now)


async def raise_unanswered(session: AsyncSession, now: datetime) -> None:
    """On a clock: what a level did not answer goes one up; above the district there is nobody, and
    it stays, marked."""
    for standing in await session.scalars(queries.calls_due(now)):
        if standing.level == CallLevel.DISTRICT:
            standing.due_at, standing.unanswered = None, True
            _note(session, standing, CallCause.SILENT, now)
        else:
            standing.level += 1
            await _stand(session, standing, CallCause.SILENT, now)


async def begin_anew(
    session: AsyncSession, ticket: Ticket, *, since: datetime, now: datetime
) -> None:
    """Somebody else has it since an instant: the time of the level that is called begins anew."""
    standing = await session.scalar(queries.open_call(ticket.id))
    if standing is None:
        return
    begun = await session.get_one(CallStep, (standing.id, standing.steps))
    if begun.begun_at < since:
        await _stand(session, standing, CallCause.REASSIGNED, now)


async def drop_call(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """It has ended: nobody is called any more."""
    standing = await session.scalar(queries.open_call(ticket.id))
    if standing is not None:
        _close(session, standing, CallEnding.TICKET_ENDED, now)


async def move_call(session: AsyncSession, ticket: Ticket, *, now: datetime) -> None:
    """It lies in another community. Whoever is called above both is called still; a level that is
    another's there is called no more: whoever needs that one calls it."""
    standing = await session.scalar(queries.open_call(ticket.id))
    if standing is None or standing.community_id == ticket.community_id:
        return
    if held_at(standing.level, standing) != held_at(standing.level, ticket):
        _close(session, standing, CallEnding.TRANSFERRED, now)
        return
    standing.subdistrict_id = ticket.subdistrict_id
    standing.community_id = ticket.community_id
