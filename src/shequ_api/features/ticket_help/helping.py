"""Asking for help, declining it, and its end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.features.ticket_help import queries
from shequ_api.features.ticket_help.events import (
    TicketHelpAsked,
    TicketHelpDeclined,
    TicketHelpOver,
)
from shequ_api.features.ticket_help.holding import Held, check_leads, facts_of, hold
from shequ_api.features.ticket_help.states import HelpEnd
from shequ_api.features.tickets.public import AssigneeUnfit, Ticket, TicketHelper
from shequ_api.kit.errors import Absent, Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

MOST_HELPERS = 20
"""At once, of one ticket."""


class LeadsAlready(Malformed):
    code, title = "leads_already", "此人就是主办人，不能协办"


class HelpsAlready(NotNow):
    code, title = "helps_already", "此人已在协办这件诉求"


class TooManyHelpers(NotNow):
    """`most`: so many at once."""

    code, title = "too_many_helpers", "协办人过多，请先解除不再需要的"


class NotYourHelp(Forbidden):
    code, title = "not_your_help", "您没有在协办这件诉求"


async def ask(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    person_id: UUID,
    fits: bool,
    request: str | None,
    now: datetime,
) -> TicketHelper:
    """请人协办: somebody who may settle in its community (`fits`), besides who leads."""
    held = await hold(session, ticket)
    await check_leads(session, actor, held)
    if not fits:
        raise AssigneeUnfit
    if person_id == held.head.assignee_id:
        raise LeadsAlready
    helper = await let_help(session, held, person_id, actor.person_id, request=request, now=now)
    if helper is None:
        raise HelpsAlready
    tell_asked(session, ticket, person_id, actor.person_id, now)
    return helper


async def let_help(
    session: AsyncSession,
    held: Held,
    person_id: UUID,
    by_id: UUID,
    *,
    request: str | None = None,
    now: datetime,
) -> TicketHelper | None:
    """Somebody fit helps from now on, untold; None, where they do or lead. The ticket is locked."""
    ticket = held.ticket
    helping = (await session.scalars(queries.open_helps(ticket.id))).all()
    known = {held.head.assignee_id, *(each.person_id for each in helping)}
    if person_id in known:
        return None
    if len(helping) >= MOST_HELPERS:
        raise TooManyHelpers(most=MOST_HELPERS)
    helper = TicketHelper(
        id=new_id(),
        ticket_id=ticket.id,
        person_id=person_id,
        district_id=ticket.district_id,
        request=request,
        asked_by_id=by_id,
        asked_at=now,
    )
    session.add(helper)
    return helper


def tell_asked(
    session: AsyncSession, ticket: Ticket, helper_id: UUID, by_id: UUID | None, now: datetime
) -> None:
    """Tell somebody that they help."""
    asked = TicketHelpAsked(**facts_of(ticket, now), helper_id=helper_id, asked_by_id=by_id)
    record(session, asked, now=now)


async def decline(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> TicketHelper:
    """婉拒协办: whoever was asked says why not, now or later."""
    held = await hold(session, ticket)
    helper = await session.scalar(
        queries.open_helps(ticket.id, TicketHelper.person_id == actor.person_id)
    )
    if helper is None:
        raise NotYourHelp
    end_help(session, held, helper, HelpEnd.DECLINED, by_id=actor.person_id, reason=reason, now=now)
    declined = TicketHelpDeclined(
        **facts_of(ticket, now),
        helper_id=actor.person_id,
        asked_by_id=helper.asked_by_id,
        lead_id=held.head.assignee_id,
    )
    record(session, declined, now=now)
    return helper


async def relieve(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    person_id: UUID,
    reason: str,
    now: datetime,
) -> TicketHelper:
    """解除协办: help is needed no more."""
    held = await hold(session, ticket)
    await check_leads(session, actor, held)
    helper = await session.scalar(
        queries.open_helps(ticket.id, TicketHelper.person_id == person_id)
    )
    if helper is None:
        raise Absent
    end_help(session, held, helper, HelpEnd.RELIEVED, by_id=actor.person_id, reason=reason, now=now)
    return helper


def end_help(
    session: AsyncSession,
    held: Held,
    helper: TicketHelper,
    kind: HelpEnd,
    *,
    by_id: UUID | None = None,
    reason: str | None = None,
    now: datetime,
) -> None:
    """Somebody helps no more. The ticket is locked."""
    helper.ended_at, helper.end_kind = now, kind
    helper.ended_by_id, helper.end_reason = by_id, reason
    if kind != HelpEnd.LEADS:
        over = TicketHelpOver(
            **facts_of(held.ticket, now),
            helper_id=helper.person_id,
            ended_by_id=by_id,
            end_kind=kind,
        )
        record(session, over, now=now)
