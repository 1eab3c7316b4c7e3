"""Help over HTTP: asking for it, declining it, and relieving who helps."""

from uuid import UUID

from shequ_api.base.access.policies import AnyActor
from shequ_api.features.ticket_help import helping, queries
from shequ_api.features.ticket_help.loading_router import Handled, Led, Settler, fits
from shequ_api.features.ticket_help.schemas import TicketHelperView, TicketHelpRequest
from shequ_api.features.ticket_help.showing import helper_view, one_helper
from shequ_api.features.tickets.public import TheTicket, TicketHelper, TicketReason
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["ticket_help"])


@router.get("/tickets/{ticket_id}/helpers")
async def list_ticket_helpers(
    ticket: Handled, _: AnyActor, session: Session, paging: ThePaging
) -> Page[TicketHelperView]:
    """协办人列表: Who helps with a ticket, and who did, latest first; to those who handle it."""
    lines = queries.helper_lines(TicketHelper.ticket_id == ticket.id)
    order = [TicketHelper.asked_at, TicketHelper.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[helper_view(row) for row in rows], next_cursor=cursor)


@router.post("/tickets/{ticket_id}/helpers", status_code=201)
async def ask_for_ticket_help(
    asked: TicketHelpRequest, ticket: Led, actor: Settler, session: Session, now: Now
) -> TicketHelperView:
    """请人协办: Ask somebody who may settle here, a partner too, to help whoever has the ticket."""
    helper = await helping.ask(
        session,
        actor,
        ticket,
        person_id=asked.person_id,
        fits=await fits(session, ticket, asked.person_id, now),
        request=asked.request,
        now=now,
    )
    return await one_helper(session, helper)


@router.post("/tickets/{ticket_id}/help-refusal")
async def decline_ticket_help(
    reason: TicketReason, ticket: TheTicket, actor: Settler, session: Session, now: Now
) -> TicketHelperView:
    """婉拒协办: Whoever was asked says why not, now or later."""
    helper = await helping.decline(session, actor, ticket, reason=reason.reason, now=now)
    return await one_helper(session, helper)


@router.post("/tickets/{ticket_id}/helpers/{person_id}/relief")
async def relieve_ticket_helper(
    person_id: UUID,
    reason: TicketReason,
    ticket: Led,
    actor: Settler,
    session: Session,
    now: Now,
) -> TicketHelperView:
    """解除协办: Help is needed no more. Their parts are the lead's again."""
    helper = await helping.relieve(
        session, actor, ticket, person_id=person_id, reason=reason.reason, now=now
    )
    return await one_helper(session, helper)
