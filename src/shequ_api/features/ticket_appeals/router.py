"""Appeals over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.ticket_appeals import queries, service
from shequ_api.features.ticket_appeals.models import TicketAppeal
from shequ_api.features.ticket_appeals.permissions import TicketAppealPermission
from shequ_api.features.ticket_appeals.schemas import (
    TicketAppealDecision,
    TicketAppealDraft,
    TicketAppealStanding,
    TicketAppealView,
)
from shequ_api.features.tickets.public import (
    STATE_TITLES,
    TheTicket,
    Ticket,
    TicketPermission,
    TicketState,
    is_reporter,
    ticket_in_view,
)
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["tickets"])
Appellant = Annotated[Actor, Depends(may(TicketAppealPermission.APPEAL, on_behalf=True))]
Viewer = Annotated[Actor, Depends(may(TicketPermission.VIEW))]
Decider = Annotated[Actor, Depends(may(TicketAppealPermission.DECIDE))]


async def ticket_to_appeal(ticket_id: UUID, actor: Appellant, session: Session, now: Now) -> Ticket:
    """A ticket in view, of whom the actor acts for too. Everybody has the right, which stands first
    since it tells whose affair it is."""
    return await ticket_in_view(ticket_id, actor, session, now)


async def appeal_in_scope(appeal_id: UUID, actor: AnyActor, session: Session) -> TicketAppeal:
    """An appeal of the actor's scope."""
    wanted = select(TicketAppeal).where(TicketAppeal.id == appeal_id, queries.seen_by(actor))
    found = await session.scalar(wanted)
    if found is None:
        raise Absent
    return found


ToAppeal = Annotated[Ticket, Depends(ticket_to_appeal)]
TheAppeal = Annotated[TicketAppeal, Depends(appeal_in_scope)]


@router.post("/tickets/{ticket_id}/appeal", status_code=201)
async def appeal_ticket(
    draft: TicketAppealDraft, ticket: ToAppeal, actor: Appellant, session: Session, now: Now
) -> TicketAppealView:
    """申请复核: Ask those above to look again at what the community declined; once, as whoever
    ordered it, or by a mandate for them."""
    made = await service.appeal(session, actor, ticket, reason=draft.reason, now=now)
    await refuse_unfit(session, draft.reason, ticket)
    return await _shown(session, made, now)


@router.get("/tickets/{ticket_id}/appeal")
async def get_ticket_appeal(
    ticket: TheTicket, actor: AnyActor, session: Session, now: Now
) -> TicketAppealStanding:
    """查看复核: Whether what was declined may be appealed, until when, and what came of it."""
    made = await session.scalar(queries.appeal_of(ticket.id))
    until = await service.appeal_until(session, ticket)
    declined = ticket.case.state == TicketState.DECLINED and ticket.source_kind != "hazard"
    in_time = made is None and until is not None and now < until
    return TicketAppealStanding(
        ticket_id=ticket.id,
        may_appeal=declined and in_time and is_reporter(session, actor, ticket),
        appeal_until=until,
        appeal=await _shown(session, made, now) if made else None,
    )


@router.get("/ticket-appeals")
async def list_ticket_appeals(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    undecided: Annotated[bool, Query(description="Only those that wait for a decision")] = False,
) -> Page[TicketAppealView]:
    """复核列表: Appeals of my scope, newest first."""
    lines = queries.appeal_lines(queries.seen_by(actor))
    if undecided:
        lines = lines.where(TicketAppeal.decided_at.is_(None))
    order = [TicketAppeal.appealed_at, TicketAppeal.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[_view(row, now) for row in rows], next_cursor=cursor)


@router.post("/ticket-appeals/{appeal_id}/decision")
async def decide_ticket_appeal(
    decision: TicketAppealDecision,
    made: TheAppeal,
    actor: Decider,
    session: Session,
    now: Now,
) -> TicketAppealView:
    """复核决定: Uphold that it was declined, which is final, or order the community to take it."""
    await service.decide(
        session, actor, made, ordered=decision.ordered, reason=decision.reason, now=now
    )
    return await _shown(session, made, now)


async def _shown(session: AsyncSession, made: TicketAppeal, now: datetime) -> TicketAppealView:
    await session.flush()
    lines = queries.appeal_lines(TicketAppeal.id == made.id)
    return _view(dict((await session.execute(lines)).mappings().one()), now)


def _view(row: Mapping[str, Any], now: datetime) -> TicketAppealView:
    return TicketAppealView(
        **row,
        state_title=STATE_TITLES[TicketState(row["state"])],
        overdue=(row["decided_at"] or now) > row["due_at"],
    )
