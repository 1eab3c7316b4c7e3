"""Return visits: opened by a low score, made by somebody else than who handled the ticket."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import add_workdays
from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import advance, open_case
from shequ_api.features.ticket_ending.public import handlers_of, reopen
from shequ_api.features.ticket_followups import queries
from shequ_api.features.ticket_followups.events import (
    ReturnVisitOpened,
    ReturnVisitOver,
    ReturnVisitOverdue,
)
from shequ_api.features.ticket_followups.models import ReturnVisit
from shequ_api.features.ticket_followups.rules import (
    FLOW,
    LEAST_ATTEMPTS,
    CallOutcome,
    ReturnVisitOutcome,
)
from shequ_api.features.ticket_ratings.events import RatingGiven
from shequ_api.features.ticket_ratings.public import GivenRating, ReinspectionDecides, terms_of
from shequ_api.features.tickets.public import ENDED_WELL, Ticket, TicketState
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

TOLD_AT_ONCE = 200
HORIZON = timedelta(days=90)
"""Far enough for thirty workdays with every holiday between."""


class HandledItYourself(Forbidden):
    code, title = "handled_it_yourself", "经办过此单的人不能回访或抽检，请由他人进行"


class VisitOver(NotNow):
    code, title = "return_visit_over", "这次回访已经结束"


class TriedTooLittle(NotNow):
    """`least`: so many attempts first."""

    code, title = "tried_too_little", "请先登记至少两次未联系上，再以此结束回访"


class NotAskedYet(NotNow):
    code, title = "not_asked_yet", "评价人没有留下姓名，请先在这件诉求下留言询问，再登记未联系上"


class ContentNotReopened(Malformed):
    code, title = "content_not_reopened", "对方认可办理结果的，不需要重新办理"


async def open_visit(session: AsyncSession, given: RatingGiven, now: datetime) -> None:
    """Call back on a low score, unless somebody is to do so already or it is handled anew."""
    known = select(ReturnVisit.id).where(ReturnVisit.rating_id == given.rating_id)
    if not given.low or await session.scalar(known) is not None:
        return
    if await session.scalar(queries.open_visit_of(given.subject_id)) is not None:
        return
    ticket = await session.get_one(Ticket, given.subject_id)
    state = await session.scalar(select(Case.state).where(Case.id == ticket.case_id))
    if state not in ENDED_WELL | {TicketState.ARCHIVED}:
        return
    terms, today = await terms_of(session, ticket.district_id), china_date(now)
    exceptions = await exceptions_between(session, today, today + HORIZON)
    last_day = add_workdays(today, terms.visit_workdays, exceptions)
    case = open_case(session, FLOW, actor_id=None, district_id=ticket.district_id, now=now)
    visit = ReturnVisit(
        id=new_id(),
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        ticket_id=ticket.id,
        rating_id=given.rating_id,
        case_id=case.id,
        score=given.score,
        attempts=0,
        opened_at=now,
        due_at=china_midnight(last_day + timedelta(days=1)),
        reopened=False,
    )
    session.add(visit)
    record(session, ReturnVisitOpened(**facts_of(visit)), now=now)


def facts_of(visit: ReturnVisit) -> dict[str, UUID]:
    """What each fact about a visit tells."""
    return {
        "subject_id": visit.id,
        "district_id": visit.district_id,
        "subdistrict_id": visit.subdistrict_id,
        "community_id": visit.community_id,
        "ticket_id": visit.ticket_id,
    }


async def drop_visit(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """It is handled again: there is nothing to ask yet."""
    visit = await session.scalar(queries.open_visit_of(ticket_id))
    if visit is None:
        return
    await advance(session, FLOW, visit.case_id, "drop", actor_id=None, now=now)
    visit.outcome, visit.done_at = ReturnVisitOutcome.DROPPED, now
    record(session, ReturnVisitOver(**facts_of(visit)), now=now)


async def hold(session: AsyncSession, actor: Actor, visit: ReturnVisit) -> Ticket:
    """Lock a visit that waits, for somebody who did not handle its ticket; the ticket."""
    ticket = await session.get_one(Ticket, visit.ticket_id)
    if actor.person_id in await handlers_of(session, ticket):
        raise HandledItYourself
    await session.refresh(visit, with_for_update=True)
    if visit.done_at is not None:
        raise VisitOver
    return ticket


async def attempt(
    session: AsyncSession, actor: Actor, visit: ReturnVisit, *, note: str, now: datetime
) -> None:
    """Tried, and did not reach them: of who left no name, by a message for each time."""
    ticket = await hold(session, actor, visit)
    given = await session.get_one(GivenRating, visit.rating_id)
    if given.person_id is None:
        asked = queries.asked_in_talk(visit, await handlers_of(session, ticket))
        if (await session.scalar(asked) or 0) <= visit.attempts:
            raise NotAskedYet
    await advance(
        session, FLOW, visit.case_id, "attempt", actor_id=actor.person_id, now=now, note=note
    )
    visit.attempts += 1


async def finish(
    session: AsyncSession,
    actor: Actor,
    visit: ReturnVisit,
    *,
    outcome: CallOutcome,
    note: str,
    reopens: bool,
    now: datetime,
) -> None:
    """What came of it; where they are not content, the ticket may be handled again by it."""
    ticket = await hold(session, actor, visit)
    if reopens and outcome == CallOutcome.CONTENT:
        raise ContentNotReopened
    if outcome == CallOutcome.NOT_REACHED and visit.attempts < LEAST_ATTEMPTS:
        raise TriedTooLittle(least=LEAST_ATTEMPTS)
    if reopens:
        if ticket.source_kind == "hazard":
            raise ReinspectionDecides
        await reopen(session, actor, ticket, reason=note, from_archive=True, now=now)
    await advance(
        session,
        FLOW,
        visit.case_id,
        "finish",
        actor_id=actor.person_id,
        now=now,
        note=note,
        outcome=outcome,
    )
    visit.outcome, visit.note, visit.reopened = outcome, note, reopens
    visit.done_by_id, visit.done_at = actor.person_id, now
    record(session, ReturnVisitOver(**facts_of(visit)), now=now)


async def tell_overdue(session: AsyncSession, now: datetime) -> None:
    """On a clock: tell of visits whose time is over; the next run goes on."""
    late = (ReturnVisit.due_at <= now, ReturnVisit.overdue_told_at.is_(None))
    found = select(ReturnVisit).where(*late, ReturnVisit.done_at.is_(None))
    first = found.order_by(ReturnVisit.due_at).limit(TOLD_AT_ONCE)
    for visit in await session.scalars(first.with_for_update(skip_locked=True)):
        visit.overdue_told_at = now
        record(session, ReturnVisitOverdue(**facts_of(visit)), now=now)
