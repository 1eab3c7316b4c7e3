"""The timeline over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.files.router import TheShowcase
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.ticket_timeline import queries
from shequ_api.features.ticket_timeline.schemas import (
    ACCEPTED,
    SUBMITTED,
    TicketTimelineView,
    TrailStepView,
)
from shequ_api.features.ticket_timeline.showing import timeline_of, trail_step_of
from shequ_api.features.tickets.public import TheTicket, Ticket, ticket_in_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_timeline"])
TWO_STEPS = {"items": [SUBMITTED, ACCEPTED], "next_cursor": None}


async def public_ticket(ticket_id: UUID, actor: AnyActor, session: Session, now: Now) -> Ticket:
    """A ticket that the actor may read as one of the public, or has in view."""
    wanted = (
        select(Ticket)
        .join(Ticket.case)
        .options(contains_eager(Ticket.case))
        .where(Ticket.id == ticket_id)
        .where(queries.of_the_public(ticket_id, actor, china_date(now)))
    )
    ticket = await session.scalar(wanted)
    return ticket or await ticket_in_view(ticket_id, actor, session, now)


PublicTicket = Annotated[Ticket, Depends(public_ticket)]


@router.get("/tickets/{ticket_id}/timeline")
async def get_ticket_timeline(
    ticket: PublicTicket, session: Session, showcase: TheShowcase, now: Now
) -> TicketTimelineView:
    """诉求公开进度: What the public may read of a ticket: steps, public replies and photos, in
    order, without residents' names."""
    return await timeline_of(session, ticket, showcase, now)


@router.get(
    "/tickets/{ticket_id}/trail",
    responses={200: {"content": {"application/json": {"example": TWO_STEPS}}}},
)
async def get_ticket_trail(
    ticket: TheTicket, session: Session, paging: ThePaging
) -> Page[TrailStepView]:
    """诉求轨迹核验: The steps of a ticket as they are bound to each other, in order, for whoever
    has it in view and wants to prove that none was changed.

    A step's `hash` is the SHA-256 of ten lines of UTF-8, joined by one line feed: `form`,
    `previous` (64 zeros before the first), `case_id`, `number`, `step`, `from_state` (`-` for
    null), `to_state`, `at`, `record_digest`, `words_digest`. Each `previous` is the `hash` before;
    the last `hash` is that of the timeline's `trail`. A `words_digest` is the SHA-256 of the bytes
    of `words_salt`, followed by `=` and the note in UTF-8 where there is one. Hashes, digests and
    salts are lower-case hexadecimal. The two steps of the example can be checked in this way.
    """
    rows, cursor = await page_of(
        session, queries.trail_of(ticket.case_id), [StepLog.number], paging, ascending=True
    )
    return Page(items=[trail_step_of(row) for row in rows], next_cursor=cursor)
