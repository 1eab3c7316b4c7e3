"""Labels over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.ticket_labels import queries, service
from shequ_api.features.ticket_labels.models import TicketLabel, TicketLabelUse
from shequ_api.features.ticket_labels.permissions import TicketLabelPermission
from shequ_api.features.ticket_labels.schemas import (
    LabelOnTicket,
    LabelsOnTicket,
    TicketLabelDraft,
    TicketLabelView,
)
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    TheTicket,
    Ticket,
    TicketLine,
    TicketPermission,
    TicketState,
    is_overdue,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_labels"])
Viewer = Annotated[Actor, Depends(may(TicketLabelPermission.VIEW))]
Putter = Annotated[Actor, Depends(may(TicketLabelPermission.PUT))]
Manager = Annotated[Actor, Depends(may(TicketLabelPermission.MANAGE))]
Overseer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]


async def own_label(label_id: UUID, actor: AnyActor, session: Session) -> TicketLabel:
    """A label of the place itself at which the actor holds office."""
    return await row_of_office(session, actor, TicketLabel, label_id)


async def label_in_reach(label_id: UUID, actor: AnyActor, session: Session) -> TicketLabel:
    """A label that tickets of the actor's scope may bear."""
    wanted = select(TicketLabel).where(TicketLabel.id == label_id)
    label = await session.scalar(wanted.where(queries.labels_within_reach(actor)))
    if label is None:
        raise Absent
    return label


async def label_of_ticket(label_id: UUID, ticket: TheTicket, session: Session) -> TicketLabel:
    """A label of the ticket's community or of a place above it, or one that stands on it."""
    use = await session.get(TicketLabelUse, (ticket.id, label_id))
    wanted = select(TicketLabel).where(TicketLabel.id == label_id)
    label = await session.scalar(wanted if use else wanted.where(queries.fits(ticket)))
    if label is None:
        raise Absent
    return label


OwnLabel = Annotated[TicketLabel, Depends(own_label)]
ReachedLabel = Annotated[TicketLabel, Depends(label_in_reach)]
ItsLabel = Annotated[TicketLabel, Depends(label_of_ticket)]


@router.get("/ticket-labels")
async def list_ticket_labels(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    retired: Annotated[bool, Query(description="With those that are retired")] = False,
) -> Page[TicketLabelView]:
    """诉求标签列表: Labels of my community and of the places above it, newest first."""
    lines = queries.label_lines(queries.labels_over(actor))
    if not retired:
        lines = lines.where(TicketLabel.retired_at.is_(None))
    order = [TicketLabel.made_at, TicketLabel.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[TicketLabelView(**row) for row in rows], next_cursor=cursor)


@router.post("/ticket-labels", status_code=201)
async def make_ticket_label(
    draft: TicketLabelDraft, actor: Manager, session: Session, response: Response, now: Now
) -> TicketLabelView:
    """新建诉求标签: A label of the place at which I hold office, for all inside it."""
    place = await place_of_office(session, actor)
    label = await service.make_label(session, actor, place, draft, now=now)
    return await _shown(session, label, response)


@router.put("/ticket-labels/{label_id}")
async def rename_ticket_label(
    draft: TicketLabelDraft,
    label: OwnLabel,
    _: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
) -> TicketLabelView:
    """改名诉求标签: Another word for a label of my own place, if nobody changed it since."""
    match.check(label.version)
    await service.rename_label(session, label, draft)
    return await _shown(session, label, response)


@router.post("/ticket-labels/{label_id}/retirement")
async def retire_ticket_label(
    label: OwnLabel, _: Manager, session: Session, response: Response, now: Now
) -> TicketLabelView:
    """停用诉求标签: Offer a label of my own place no more; where it stands, it stands."""
    await service.retire_label(session, label, now=now)
    return await _shown(session, label, response)


@router.get("/ticket-labels/{label_id}/tickets")
async def list_labelled_tickets(
    label: ReachedLabel, actor: Overseer, session: Session, paging: ThePaging, now: Now
) -> Page[TicketLine]:
    """贴有某标签的诉求: Tickets of my scope that bear a label; those first that got it last."""
    lines = queries.tickets_with(actor, label.id)
    order = [TicketLabelUse.put_at, TicketLabelUse.ticket_id]
    rows, cursor = await page_of(session, lines, order, paging)
    items = [
        TicketLine(
            **row,
            state_title=STATE_TITLES[TicketState(row["state"])],
            overdue=is_overdue(row["due_at"], now),
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/tickets/{ticket_id}/labels")
async def get_ticket_labels(ticket: TheTicket, actor: Viewer, session: Session) -> LabelsOnTicket:
    """诉求的标签: What stands on a ticket; whoever ordered it is shown none."""
    service.check_staff(session, actor, ticket)
    return await _on(session, ticket)


@router.put("/tickets/{ticket_id}/labels/{label_id}")
async def put_label_on_ticket(
    ticket: TheTicket, label: ItsLabel, actor: Putter, session: Session, now: Now
) -> LabelsOnTicket:
    """贴标签: Put a label on a ticket that my office handles; put on twice it stands once."""
    await service.put_on(session, actor, ticket, label, now=now)
    return await _on(session, ticket)


@router.delete("/tickets/{ticket_id}/labels/{label_id}")
async def take_label_off_ticket(
    ticket: TheTicket, label: ItsLabel, actor: Putter, session: Session
) -> LabelsOnTicket:
    """揭标签: Take a label off a ticket that my office handles."""
    await service.take_off(session, actor, ticket, label)
    return await _on(session, ticket)


async def _on(session: AsyncSession, ticket: Ticket) -> LabelsOnTicket:
    rows = (await session.execute(queries.uses_of(ticket.id))).mappings()
    return LabelsOnTicket(labels=[LabelOnTicket(**row) for row in rows])


async def _shown(session: AsyncSession, label: TicketLabel, response: Response) -> TicketLabelView:
    row = await session.execute(queries.label_lines(TicketLabel.id == label.id))
    show_version(response, label.version)
    return TicketLabelView(**row.mappings().one())
