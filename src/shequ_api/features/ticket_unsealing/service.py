"""Opening the seal on who filed a ticket."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.ticket_unsealing.events import TicketReporterOpened
from shequ_api.features.ticket_unsealing.models import ReporterOpening
from shequ_api.features.tickets.public import Ticket, facts_of, reporter_of
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class TicketNotAnonymous(NotNow):
    code, title = "ticket_not_anonymous", "这不是匿名诉求"


class SealEnded(NotNow):
    """Its time was over: who filed it is kept nowhere any more."""

    code, title = "ticket_seal_ended", "匿名下单人的身份已到期销毁，任何人都不能查实"


SAME_FOR = timedelta(minutes=10)
"""Asked again as long as this, for the same reason: an answer that did not arrive."""


class Opened(NamedTuple):
    """What is answered, once."""

    opening: ReporterOpening
    reporter: Person


async def open_reporter(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    reason: str,
    silent_ground: str | None,
    now: datetime,
) -> Opened:
    """Say who filed it: on record twice, here and in the access log, in the same transaction."""
    if ticket.seal_ended_at is not None:
        raise SealEnded
    reporter_id = reporter_of(session, ticket) if ticket.anonymous else None
    if reporter_id is None:
        raise TicketNotAnonymous
    opening = await _same(session, actor, ticket, reason, silent_ground, now)
    if opening is None:
        opening = _opening(actor, ticket, reason, silent_ground, now)
        session.add(opening)
        told = TicketReporterOpened(
            **facts_of(ticket), opening_id=opening.id, told=silent_ground is None
        )
        record(session, told, now=now)
    _note(session, actor, ticket, reason, now)
    survivor_id: UUID = await survivor_of(session, reporter_id)
    return Opened(opening, await session.get_one(Person, survivor_id))


async def _same(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    reason: str,
    silent_ground: str | None,
    now: datetime,
) -> ReporterOpening | None:
    """What the actor opened a moment ago, as the same and for the same reason."""
    latest = select(ReporterOpening).where(
        ReporterOpening.ticket_id == ticket.id,
        ReporterOpening.opened_by_id == actor.person_id,
        ReporterOpening.role == str(actor.role),
        ReporterOpening.reason == reason,
        ReporterOpening.silent_ground.is_not_distinct_from(silent_ground),
        ReporterOpening.opened_at > now - SAME_FOR,
    )
    newest_first = latest.order_by(ReporterOpening.opened_at.desc())
    found: ReporterOpening | None = await session.scalar(newest_first.limit(1))
    return found


def _opening(
    actor: Actor, ticket: Ticket, reason: str, silent_ground: str | None, now: datetime
) -> ReporterOpening:
    return ReporterOpening(
        id=new_id(),
        ticket_id=ticket.id,
        city_id=ticket.city_id,
        district_id=ticket.district_id,
        subdistrict_id=ticket.subdistrict_id,
        community_id=ticket.community_id,
        opened_by_id=actor.person_id,
        role=str(actor.role),
        reason=reason,
        silent_ground=silent_ground,
        opened_at=now,
    )


def _note(session: AsyncSession, actor: Actor, ticket: Ticket, reason: str, now: datetime) -> None:
    # About nobody: a line that named the reporter would be what the seal is to prevent.
    note_look(
        session,
        actor,
        subject_kind="ticket_reporter",
        subject_id=ticket.id,
        person_id=None,
        district_id=ticket.district_id,
        fields=["name", "phone"],
        purpose=LookPurpose.TICKET,
        reason=reason,
        now=now,
    )
