"""Urging, and demanding an answer."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import stands_in_for
from shequ_api.features.ticket_handling.public import times_in
from shequ_api.features.ticket_pressure import queries
from shequ_api.features.ticket_pressure.events import (
    SupervisionAnswered,
    TicketSupervised,
    TicketUrged,
)
from shequ_api.features.ticket_pressure.models import Supervision, TicketUrge
from shequ_api.features.tickets.public import (
    OPEN,
    NotYourTicket,
    Ticket,
    TicketPermission,
    is_reporter,
    keep_unnamed,
    stay,
)
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

LONGEST = timedelta(days=90)


class NothingToPress(NotNow):
    code, title = "nothing_to_press", "这张单已经办结或关闭"


class UrgedAlready(NotNow):
    """Says when it may be urged again."""

    code, title = "urged_already", "刚刚催办过，请稍后再催"


class NotYoursToSupervise(Forbidden):
    code, title = "not_yours_to_supervise", "只有诉求所在街道、区、市可以督办"


class SupervisionDueUnfit(Malformed):
    code, title = "supervision_due_unfit", "答复期限须在今后 90 天之内"


class NotYoursToAnswer(Forbidden):
    code, title = "not_yours_to_answer", "只有办理人或社区可以答复督办"


class SupervisionOver(NotNow):
    code, title = "supervision_answered", "这次督办已经答复"


async def urge(session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime) -> None:
    """催办, by whoever ordered it: once in so many hours, as long as it is open."""
    if not is_reporter(session, actor, ticket):
        raise NotYourTicket
    case = await stay(session, ticket)
    if case.state not in OPEN:
        raise NothingToPress
    last = await session.scalar(queries.last_urge(ticket.id))
    times = await times_in(session, ticket.district_id)
    if last is not None and now < (again := last + timedelta(hours=times.urge_hours)):
        raise UrgedAlready(next_at=again.isoformat())
    keep_unnamed(session, actor, ticket)
    session.add(TicketUrge(ticket_id=ticket.id, district_id=ticket.district_id, urged_at=now))
    await session.refresh(ticket, ["urges"])
    ticket.urges += 1
    told = {"subject_id": ticket.id, "district_id": ticket.district_id, "at": now}
    record(session, TicketUrged(**told, assignee_id=ticket.assignee_id), now=now)


async def supervise(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    demand: str,
    due_at: datetime,
    now: datetime,
) -> Supervision:
    """督办, by those above: an answer is demanded by a time."""
    if not actor.covers(ticket):
        raise NotYoursToSupervise
    if not now < due_at <= now + LONGEST:
        raise SupervisionDueUnfit
    case = await stay(session, ticket)
    if case.state not in OPEN:
        raise NothingToPress
    made = Supervision(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        demand=demand,
        demanded_by_id=actor.person_id,
        demanded_at=now,
        due_at=due_at,
    )
    session.add(made)
    await session.refresh(ticket, ["supervisions"])
    ticket.supervisions += 1
    fact = TicketSupervised(
        subject_id=ticket.id,
        district_id=ticket.district_id,
        at=now,
        supervision_id=made.id,
        assignee_id=ticket.assignee_id,
        community_id=ticket.community_id,
    )
    record(session, fact, now=now)
    return made


async def answer_supervision(
    session: AsyncSession, actor: Actor, supervision: Supervision, *, answer: str, now: datetime
) -> Supervision:
    """By whoever handles it, who covers for them, or the community. One answer: it is kept."""
    ticket = await session.get_one(Ticket, supervision.ticket_id)
    community = actor.may(TicketPermission.ASSIGN) and actor.covers(ticket)
    handler = ticket.assignee_id is not None and (
        ticket.assignee_id == actor.person_id
        or bool(await session.scalar(stands_in_for(actor, ticket.assignee_id)))
    )
    if not (community or handler):
        raise NotYoursToAnswer
    await session.refresh(supervision, with_for_update=True)
    if supervision.answered_at is not None:
        raise SupervisionOver
    supervision.answer, supervision.answered_at = answer, now
    supervision.answered_by_id = actor.person_id
    fact = SupervisionAnswered(
        subject_id=ticket.id,
        district_id=ticket.district_id,
        at=now,
        supervision_id=supervision.id,
        demanded_by_id=supervision.demanded_by_id,
    )
    record(session, fact, now=now)
    return supervision
