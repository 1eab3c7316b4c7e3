"""Which tickets are about an incident: linked and let go by themselves, and by hand."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.models import Incident, IncidentLink
from shequ_api.features.incidents.rules import IncidentState, LinkResult, Told, areas_of
from shequ_api.features.incidents.telling import tell
from shequ_api.features.tickets.public import OPEN, Ticket
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.repointing import QUIET


class NotLinked(NotNow):
    code, title = "ticket_not_linked", "这件诉求没有关联此事件，或已经取消关联"


class CannotLink(NotNow):
    code, title = "ticket_cannot_link", "诉求已结束，或已关联其他事件，不能关联"


class CannotUnlink(NotNow):
    """What became of it by the incident stays on record, until it is handled again."""

    code, title = "ticket_cannot_unlink", "事件和诉求都已结束，不能取消关联"


class NotYourTicketToLink(Forbidden):
    """Who ordered it sees it, and does not dispatch it."""

    code, title = "not_your_ticket_to_link", "只能关联您辖区内的诉求"


class IncidentOver(NotNow):
    code, title = "incident_over", "事件已经结束"


async def refit(
    session: AsyncSession, ticket_id: UUID, now: datetime, *, left_community: bool = False
) -> None:
    """A ticket came in, or to another place or category: it is let go of where it fits no more, and
    linked to what is going on where it lies. What was linked by hand goes with its community alone;
    what was unlinked by hand stays so."""
    ticket = await session.get_one(Ticket, ticket_id)
    case = await lock_case(session, ticket.case_id)
    await session.refresh(ticket)
    if case.state not in OPEN:
        return
    link = await session.scalar(queries.standing_link(ticket_id))
    if link is not None:
        incident = await session.get_one(Incident, link.incident_id)
        by_hand = link.linked_by_id is not None and not left_community
        if by_hand or await session.scalar(queries.covers(incident, ticket, areas_of(ticket))):
            return
        let_go(session, incident, [(link, ticket)], LinkResult.MOVED, now, going={ticket_id})
        await session.flush()
    found = await session.scalar(queries.causing(ticket, areas_of(ticket)))
    if found is not None and found.state == IncidentState.PUBLISHED:
        await link_all(session, found, [ticket], now=now)


def let_go(
    session: AsyncSession,
    incident: Incident,
    linked: Sequence[tuple[IncidentLink, Ticket]],
    result: LinkResult,
    now: datetime,
    *,
    going: Collection[UUID],
) -> None:
    """They are about it no more; who ordered those that are still handled (`going`) is told that
    they are handled like any other."""
    for link, _ in linked:
        link.result, link.result_at = result, now
    still = [ticket for _, ticket in linked if ticket.id in going]
    tell(session, incident, still, Told.RELEASED, now)


async def link_all(
    session: AsyncSession,
    incident: Incident,
    tickets: Sequence[Ticket],
    *,
    by_id: UUID | None = None,
    now: datetime,
) -> set[UUID]:
    """Link those that are linked to nothing, and tell who ordered them. What had moved away and is
    back is linked again. Returns which are new."""
    if not tickets:
        return set()
    ids = [ticket.id for ticket in tickets]
    as_new = {"linked_at": now, "linked_by_id": by_id, "told_edition": incident.edition}
    back = update(IncidentLink).where(queries.may_come_back(incident.id, ids))
    returned = back.values(**as_new, result=None, result_at=None).returning(IncidentLink.ticket_id)
    linked = set(await session.scalars(returned, execution_options=QUIET))
    rows = [
        {
            **as_new,
            "incident_id": incident.id,
            "ticket_id": each.id,
            "district_id": each.district_id,
        }
        for each in tickets
    ]
    fresh = insert(IncidentLink).values(rows).on_conflict_do_nothing()
    linked |= set(await session.scalars(fresh.returning(IncidentLink.ticket_id)))
    tell(session, incident, [each for each in tickets if each.id in linked], Told.LINKED, now)
    return linked


async def hold(session: AsyncSession, incident: Incident) -> None:
    """Keep an incident from ending. Raises `IncidentOver`."""
    await session.refresh(incident, with_for_update={"read": True})
    if incident.state != IncidentState.PUBLISHED:
        raise IncidentOver


async def link_by_hand(
    session: AsyncSession, actor: Actor, incident: Incident, ticket: Ticket, *, now: datetime
) -> None:
    """Somebody says that a ticket is about it, wherever it lies. Twice is once."""
    if not actor.covers(ticket):
        raise NotYourTicketToLink
    case = await lock_case(session, ticket.case_id)
    await hold(session, incident)
    link = await session.get(IncidentLink, (incident.id, ticket.id), with_for_update=True)
    if link is not None and link.unlinked_at is None and link.result is None:
        return
    if case.state not in OPEN:
        raise CannotLink
    if link is None or link.unlinked_at is None:
        if not await link_all(session, incident, [ticket], by_id=actor.person_id, now=now):
            raise CannotLink
        return
    link.unlinked_at = link.unlinked_by_id = link.unlink_reason = None
    link.result = link.result_at = None
    link.linked_at, link.linked_by_id, link.told_edition = now, actor.person_id, incident.edition
    tell(session, incident, [ticket], Told.LINKED, now)


async def unlink(
    session: AsyncSession,
    actor: Actor,
    incident: Incident,
    ticket: Ticket,
    *,
    reason: str,
    now: datetime,
) -> None:
    """It is about something else: the end of the incident leaves it alone. After that end, too, as
    long as the ticket is handled: it may have been opened again."""
    case = await lock_case(session, ticket.case_id)
    await session.refresh(incident, with_for_update={"read": True})
    link = await session.get(IncidentLink, (incident.id, ticket.id), with_for_update=True)
    if link is None or link.unlinked_at is not None or link.result == LinkResult.MOVED:
        raise NotLinked
    if incident.state != IncidentState.PUBLISHED and case.state not in OPEN:
        raise CannotUnlink
    link.unlinked_at, link.unlinked_by_id, link.unlink_reason = now, actor.person_id, reason
    if link.result is None and case.state in OPEN:
        tell(session, incident, [ticket], Told.RELEASED, now)
