"""Clocks of tickets over HTTP."""

from shequ_api.base.access.policies import AnyActor
from shequ_api.features.ticket_clocks.schemas import TicketClocksView
from shequ_api.features.ticket_clocks.showing import clocks_view
from shequ_api.features.tickets.public import TheTicket
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["ticket_clocks"])


@router.get("/tickets/{ticket_id}/clocks")
async def get_ticket_clocks(
    ticket: TheTicket, _: AnyActor, session: Session, now: Now
) -> TicketClocksView:
    """查看诉求时限: Until when it is to be answered and settled, how much of that is left, whether
    and why it is paused, and what was missed by how much."""
    return await clocks_view(session, ticket, now)
