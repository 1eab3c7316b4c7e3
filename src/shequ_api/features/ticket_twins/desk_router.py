"""Merging and splitting tickets, over HTTP: for staff."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_twins import merging, splitting
from shequ_api.features.ticket_twins.permissions import TwinPermission
from shequ_api.features.ticket_twins.schemas import (
    TicketMergeDraft,
    TicketSplitDraft,
    TicketTwinsView,
)
from shequ_api.features.ticket_twins.showing import twins_of
from shequ_api.features.tickets.public import TheTicket, TicketReason
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

desk_router = Router(tags=["tickets"], prefix="/tickets/{ticket_id}")
Merger = Annotated[Actor, Depends(may(TwinPermission.MERGE))]
Splitter = Annotated[Actor, Depends(may(TwinPermission.SPLIT))]


@desk_router.get("/twins")
async def get_ticket_twins(ticket: TheTicket, actor: AnyActor, session: Session) -> TicketTwinsView:
    """同类诉求: What was merged into a ticket, its lead, and what was split off it."""
    return await twins_of(session, actor, ticket)


@desk_router.post("/merges")
async def merge_tickets(
    draft: TicketMergeDraft, ticket: TheTicket, actor: Merger, session: Session, now: Now
) -> TicketTwinsView:
    """并单: Handle others under this one. Who ordered them is told and hears how it goes on; their
    photos and later words stand with this one."""
    await merging.merge(session, actor, ticket, draft.ticket_ids, reason=draft.reason, now=now)
    return await twins_of(session, actor, ticket)


@desk_router.post("/unmerging")
async def unmerge_ticket(
    reason: TicketReason, ticket: TheTicket, actor: Merger, session: Session, now: Now
) -> TicketTwinsView:
    """拆回: Handle a merged ticket by itself again, in the state that it had."""
    await merging.unmerge(session, actor, ticket, reason=reason.reason, now=now)
    return await twins_of(session, actor, ticket)


@desk_router.post("/splits", status_code=201)
async def split_ticket(
    draft: TicketSplitDraft, ticket: TheTicket, actor: Splitter, session: Session, now: Now
) -> TicketTwinsView:
    """拆单: Make tickets of their own of parts of this one; each points at its words."""
    await splitting.split(session, actor, ticket, draft.parts, reason=draft.reason, now=now)
    return await twins_of(session, actor, ticket)


@desk_router.post("/split-undoing")
async def undo_ticket_split(
    reason: TicketReason, ticket: TheTicket, actor: Splitter, session: Session, now: Now
) -> TicketTwinsView:
    """撤销拆单: Put a part back under the ticket that it was split off, while it is untouched."""
    await splitting.undo(session, actor, ticket, reason=reason.reason, now=now)
    return await twins_of(session, actor, ticket)
