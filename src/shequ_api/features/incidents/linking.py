"""Which tickets are about an incident: linked by themselves, unlinked and linked again by hand."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.events import IncidentPublished, IncidentTicketLinked
from shequ_api.features.incidents.models import Incident, IncidentArea, IncidentLink
from shequ_api.features.incidents.rules import IncidentState, areas_of
from shequ_api.features.tickets.public import OPEN, Ticket
from shequ_api.kit.errors import NotNow

AT_ONCE = 100
"""Tickets in one job; what is left is another job."""


class NotLinked(NotNow):
    code, title = "ticket_not_linked", "这件诉求没有关联此事件，或已经取消关联"


class CannotLink(NotNow):
    code, title = "ticket_cannot_link", "诉求已结束，或已关联其他事件，不能关联"


class IncidentOver(NotNow):
    code, title = "incident_over", "事件已经结束"


async def link_new(session: AsyncSession, ticket_id: UUID, now: datetime) -> None:
    """A ticket came in, or to another place: is it about something that is going on? (What
    somebody unlinked by hand stays so.)"""
    ticket = await session.get_one(Ticket, ticket_id)
    case = await lock_case(session, ticket.case_id)
    await session.refresh(ticket)
    if case.state not in OPEN:
        return
    incident = await session.scalar(queries.causing(ticket, areas_of(ticket)))
    if incident is not None and incident.state == IncidentState.PUBLISHED:
        await _link(session, incident, [ticket], now)


async def gather(session: AsyncSession, fact: IncidentPublished, now: datetime) -> None:
    """What was reported before it was published: so many, and the rest by another fact."""
    incident = await session.get(Incident, fact.subject_id, with_for_update={"read": True})
    if incident is None or incident.state != IncidentState.PUBLISHED:
        return
    areas = select(IncidentArea.area_id).where(IncidentArea.incident_id == incident.id)
    inside = list(await session.scalars(areas))
    ids = list(await session.scalars(queries.reported_before(incident, inside, AT_ONCE)))
    tickets = (await session.scalars(select(Ticket).where(Ticket.id.in_(ids)))).all()
    await _link(session, incident, tickets, now)
    if len(ids) == AT_ONCE:
        record(session, fact.model_copy(update={"batch": fact.batch + 1}), now=now)


async def _link(
    session: AsyncSession, incident: Incident, tickets: Collection[Ticket], now: datetime
) -> None:
    if not tickets:
        return
    rows = [
        {
            "incident_id": incident.id,
            "ticket_id": ticket.id,
            "district_id": ticket.district_id,
            "linked_at": now,
        }
        for ticket in tickets
    ]
    fresh = insert(IncidentLink).values(rows).on_conflict_do_nothing()
    linked = set(await session.scalars(fresh.returning(IncidentLink.ticket_id)))
    for ticket in tickets:
        if ticket.id in linked:
            _tell(session, incident, ticket, now)


def _tell(session: AsyncSession, incident: Incident, ticket: Ticket, now: datetime) -> None:
    told = IncidentTicketLinked(
        subject_id=incident.id,
        district_id=incident.district_id,
        ticket_id=ticket.id,
        reporter_id=ticket.reporter_id,
        filed_by_id=ticket.filed_by_id,
    )
    record(session, told, now=now)


async def hold(session: AsyncSession, incident: Incident) -> None:
    """Keep an incident from ending. Raises `IncidentOver`."""
    await session.refresh(incident, with_for_update={"read": True})
    if incident.state != IncidentState.PUBLISHED:
        raise IncidentOver


async def link_by_hand(
    session: AsyncSession, incident: Incident, ticket: Ticket, *, now: datetime
) -> None:
    """Somebody says that a ticket is about it, wherever it lies. Twice is once."""
    await hold(session, incident)
    case = await lock_case(session, ticket.case_id)
    link = await session.get(IncidentLink, (incident.id, ticket.id), with_for_update=True)
    if link is not None and link.unlinked_at is None:
        return
    if case.state not in OPEN:
        raise CannotLink
    if link is None:
        before = await session.scalar(queries.incident_of(ticket.id))
        await _link(session, incident, [ticket], now)
        await session.flush()
        if before is not None and await session.get(IncidentLink, (incident.id, ticket.id)) is None:
            raise CannotLink
        return
    link.unlinked_at = link.unlinked_by_id = link.unlink_reason = None
    link.linked_at = now
    _tell(session, incident, ticket, now)


async def unlink(
    session: AsyncSession,
    actor: Actor,
    incident: Incident,
    ticket: Ticket,
    *,
    reason: str,
    now: datetime,
) -> None:
    """It is about something else: the end of the incident leaves it alone."""
    await hold(session, incident)
    link = await session.get(IncidentLink, (incident.id, ticket.id), with_for_update=True)
    if link is None or link.unlinked_at is not None:
        raise NotLinked
    link.unlinked_at, link.unlinked_by_id, link.unlink_reason = now, actor.person_id, reason
