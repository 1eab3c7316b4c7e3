"""Incidents over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.router import ThePlace
from shequ_api.features.incidents import linking, queries, service
from shequ_api.features.incidents.models import Incident, IncidentEdition, IncidentLink
from shequ_api.features.incidents.permissions import IncidentPermission
from shequ_api.features.incidents.public import MOST, going_on_at
from shequ_api.features.incidents.rules import IncidentState
from shequ_api.features.incidents.schemas import (
    IncidentContent,
    IncidentDraft,
    IncidentEditionView,
    IncidentOutcome,
    IncidentTicketLine,
    IncidentView,
)
from shequ_api.features.incidents.showing import ticket_line, view_of, views_of
from shequ_api.features.tickets.public import TheTicket, TicketReason
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
Viewer = Annotated[Actor, Depends(may(IncidentPermission.VIEW))]
Publisher = Annotated[Actor, Depends(may(IncidentPermission.PUBLISH))]
Ender = Annotated[Actor, Depends(may(IncidentPermission.END))]
Linker = Annotated[Actor, Depends(may(IncidentPermission.LINK))]


async def any_incident(incident_id: UUID, _: AnyActor, session: Session) -> Incident:
    """An incident, which was published for all."""
    incident = await session.get(Incident, incident_id)
    if incident is None:
        raise Absent
    return incident


async def own_incident(incident_id: UUID, actor: AnyActor, session: Session) -> Incident:
    """An incident of the actor's own scope. NotYourIncident."""
    incident = await any_incident(incident_id, actor, session)
    if not actor.covers(incident):
        raise service.NotYourIncident
    return incident


AnyIncident = Annotated[Incident, Depends(any_incident)]
OwnIncident = Annotated[Incident, Depends(own_incident)]


@router.get("/incidents")
async def list_incidents(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[IncidentState | None, Query(description="Only those in this state")] = None,
) -> Page[IncidentView]:
    """批量事件列表: Incidents that were published in my scope, the latest first."""
    lines = queries.incident_lines(in_scope(actor, Incident))
    if state is not None:
        lines = lines.where(Incident.state == state)
    order = [Incident.published_at, Incident.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=await views_of(session, rows), next_cursor=cursor)


@router.post("/incidents", status_code=201)
async def publish_incident(
    draft: IncidentDraft, actor: Publisher, session: Session, now: Now
) -> IncidentView:
    """发布批量事件: Say what is going on, where and since when, with one answer for all. Tickets
    inside are linked and answered by themselves, earlier ones too."""
    areas = await service.areas_in_scope(session, actor, draft.place_ids, draft.grid_ids)
    incident = await service.publish(
        session, actor, areas, service_code=draft.service_code, content=draft, now=now
    )
    return await view_of(session, incident.id)


@router.get("/places/{place_id}/incidents")
async def list_place_incidents(
    place: ThePlace, _: AnyActor, session: Session
) -> list[IncidentView]:
    """此处正在发生: What is going on at a place, at most twenty, the latest first."""
    return await going_on_at(session, place)


@router.get("/incidents/{incident_id}")
async def get_incident(
    incident: AnyIncident, _: AnyActor, session: Session, response: Response
) -> IncidentView:
    """查看批量事件: What is going on, or was, with the answer."""
    show_version(response, incident.edition)
    return await view_of(session, incident.id)


@router.put("/incidents/{incident_id}")
async def revise_incident(
    content: IncidentContent,
    incident: OwnIncident,
    actor: Publisher,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> IncidentView:
    """修改批量事件: What it says from now on, where it lies, when it should be over: its next
    edition. Who reported it is told of another answer; what lies inside no more is let go, what
    does now is linked. The same again changes nothing, unless its office was asked about one
    without a planned end: then it says that it is going on."""
    areas = await service.areas_in_scope(session, actor, content.place_ids, content.grid_ids)
    await service.hold_all(session, incident)
    if await service.differs(session, incident, areas, content):
        match.check(incident.edition)
        await service.revise(session, actor, incident, areas, content=content, now=now)
    show_version(response, incident.edition)
    return await view_of(session, incident.id)


@router.get("/incidents/{incident_id}/editions")
async def list_incident_editions(
    incident: OwnIncident, _: Viewer, session: Session, paging: ThePaging
) -> Page[IncidentEditionView]:
    """批量事件的历次内容: What it said at which time, and who made it say so."""
    lines = queries.edition_lines(incident.id)
    order = [IncidentEdition.number]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[IncidentEditionView(**row) for row in rows], next_cursor=cursor)


@router.get("/tickets/{ticket_id}/incidents")
async def list_ticket_incidents(
    ticket: TheTicket, _: AnyActor, session: Session
) -> list[IncidentView]:
    """诉求所属的批量事件: What a ticket is about, or was when that ended, with the answer."""
    of_it = queries.incident_lines(Incident.id.in_(queries.about(ticket.id)))
    latest = of_it.order_by(Incident.published_at.desc(), Incident.id).limit(MOST)
    return await views_of(
        session, [dict(row) for row in (await session.execute(latest)).mappings()]
    )


@router.get("/incidents/{incident_id}/tickets")
async def list_incident_tickets(
    incident: OwnIncident, _: Viewer, session: Session, paging: ThePaging
) -> Page[IncidentTicketLine]:
    """事件关联诉求: The tickets that are about it, and what its end did to each."""
    lines = queries.link_lines(incident.id)
    order = [IncidentLink.linked_at, IncidentLink.ticket_id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[ticket_line(row) for row in rows], next_cursor=cursor)


@router.put("/incidents/{incident_id}/tickets/{ticket_id}")
async def link_incident_ticket(
    incident: OwnIncident, ticket: TheTicket, actor: Linker, session: Session, now: Now
) -> IncidentTicketLine:
    """关联诉求: Say by hand that a ticket is about it."""
    await linking.link_by_hand(session, actor, incident, ticket, now=now)
    return await _line(session, incident.id, ticket.id)


@router.post("/incidents/{incident_id}/tickets/{ticket_id}/unlinking")
async def unlink_incident_ticket(
    reason: TicketReason,
    incident: OwnIncident,
    ticket: TheTicket,
    actor: Linker,
    session: Session,
    now: Now,
) -> IncidentTicketLine:
    """取消关联: It is about something else, and is handled like any other."""
    await linking.unlink(session, actor, incident, ticket, reason=reason.reason, now=now)
    return await _line(session, incident.id, ticket.id)


@router.post("/incidents/{incident_id}/resolution")
async def resolve_incident(
    outcome: IncidentOutcome, incident: OwnIncident, actor: Ender, session: Session, now: Now
) -> IncidentView:
    """事件已解决: It is over; the tickets that are about it are settled, one by one."""
    await _end(session, actor, incident, IncidentState.RESOLVED, outcome.outcome, now)
    return await view_of(session, incident.id)


@router.post("/incidents/{incident_id}/cancellation")
async def cancel_incident(
    outcome: IncidentOutcome, incident: OwnIncident, actor: Ender, session: Session, now: Now
) -> IncidentView:
    """取消批量事件: It was none; the tickets that were linked are handled like any other."""
    await _end(session, actor, incident, IncidentState.CANCELLED, outcome.outcome, now)
    return await view_of(session, incident.id)


async def _end(
    session: Session, actor: Actor, incident: Incident, state: IncidentState, how: str, now: Now
) -> None:
    by_id = actor.person_id
    await service.end(session, incident, state, by_id=by_id, outcome=how, now=now)


async def _line(session: Session, incident_id: UUID, ticket_id: UUID) -> IncidentTicketLine:
    await session.flush()
    lines = queries.link_lines(incident_id).where(IncidentLink.ticket_id == ticket_id)
    return ticket_line(dict((await session.execute(lines)).mappings().one()))
