"""Substates over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.ticket_substates import queries
from shequ_api.features.ticket_substates.models import TicketSubstate
from shequ_api.features.ticket_substates.permissions import TicketSubstatePermission
from shequ_api.features.ticket_substates.schemas import (
    OpenState,
    SubstateContent,
    SubstateDraft,
    SubstateView,
)
from shequ_api.features.ticket_substates.service import defining
from shequ_api.features.ticket_substates.ticket_router import router as ticket_router
from shequ_api.features.tickets.public import STATE_TITLES, TicketState
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_substates"])
router.include_router(ticket_router)
Viewer = Annotated[Actor, Depends(may(TicketSubstatePermission.VIEW))]
Manager = Annotated[Actor, Depends(may(TicketSubstatePermission.MANAGE))]


async def substate_in_view(substate_id: UUID, actor: AnyActor, session: Session) -> TicketSubstate:
    """A substate of the actor's community or of a place above it."""
    wanted = select(TicketSubstate).where(TicketSubstate.id == substate_id)
    substate = await session.scalar(wanted.where(queries.substates_over(actor)))
    if substate is None:
        raise Absent
    return substate


async def own_substate(substate_id: UUID, actor: AnyActor, session: Session) -> TicketSubstate:
    """A substate of the place itself at which the actor holds office."""
    return await row_of_office(session, actor, TicketSubstate, substate_id)


TheSubstate = Annotated[TicketSubstate, Depends(substate_in_view)]
OwnSubstate = Annotated[TicketSubstate, Depends(own_substate)]


@router.get("/ticket-substates")
async def list_ticket_substates(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[OpenState | None, Query(description="Only those of this state")] = None,
    retired: Annotated[bool, Query(description="With those that are retired")] = False,
) -> Page[SubstateView]:
    """办理进展列表: Substates of my community and of the places above it, in their order."""
    lines = queries.substate_lines(queries.substates_over(actor))
    if state is not None:
        lines = lines.where(TicketSubstate.state == state)
    if not retired:
        lines = lines.where(TicketSubstate.retired_at.is_(None))
    order = [TicketSubstate.position, TicketSubstate.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    items = [SubstateView(**row, state_title=_title(row["state"])) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/ticket-substates", status_code=201)
async def define_ticket_substate(
    draft: SubstateDraft, actor: Manager, session: Session, response: Response, now: Now
) -> SubstateView:
    """新建办理进展: A substate of an open state, for the place at which I hold office and all
    inside it."""
    place = await place_of_office(session, actor)
    substate = await defining.define(session, actor, place, draft, now=now)
    return await _shown(session, substate, response)


@router.get("/ticket-substates/{substate_id}")
async def get_ticket_substate(
    substate: TheSubstate, _: Viewer, session: Session, response: Response
) -> SubstateView:
    """查看办理进展: A substate, with its version."""
    return await _shown(session, substate, response)


@router.put("/ticket-substates/{substate_id}")
async def change_ticket_substate(
    content: SubstateContent,
    substate: OwnSubstate,
    actor: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> SubstateView:
    """修改办理进展: Another edition of a substate of my own place, if nobody changed it since. What
    was said of tickets before keeps the titles of its time."""
    match.check(substate.version)
    place = await session.get_one(Place, substate.place_id)
    await defining.change(session, actor, place, substate, content, now=now)
    return await _shown(session, substate, response)


@router.post("/ticket-substates/{substate_id}/retirement")
async def retire_ticket_substate(
    substate: OwnSubstate, actor: Manager, session: Session, response: Response, now: Now
) -> SubstateView:
    """停用办理进展: Offer a substate of my own place no more; tickets that are in it stay in it."""
    await defining.retire(session, actor, substate, now=now)
    return await _shown(session, substate, response)


async def _shown(
    session: AsyncSession, substate: TicketSubstate, response: Response
) -> SubstateView:
    found = await session.execute(queries.substate_lines(TicketSubstate.id == substate.id))
    show_version(response, substate.version)
    row = found.mappings().one()
    return SubstateView(**row, state_title=_title(row["state"]))


def _title(state: str) -> str:
    return STATE_TITLES[TicketState(state)]
