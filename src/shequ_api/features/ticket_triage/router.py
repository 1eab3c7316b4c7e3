"""Where tickets belong, over HTTP."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.ticket_intake.public import TicketPosition
from shequ_api.features.ticket_triage import queries, service
from shequ_api.features.ticket_triage.schemas import (
    FindingView,
    TicketAttributionView,
    TicketPositionView,
    TicketRuling,
)
from shequ_api.features.tickets.public import TheTicket, Ticket, TicketPermission, sees_position
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
Placer = Annotated[Actor, Depends(may(TicketPermission.PLACE))]


@router.get("/tickets/{ticket_id}/attribution")
async def get_ticket_attribution(
    ticket: TheTicket, actor: AnyActor, session: Session
) -> TicketAttributionView:
    """诉求归属说明: Where a ticket belongs, how that was found, and what people ruled."""
    return await _shown(session, actor, ticket)


@router.put("/tickets/{ticket_id}/place")
async def rule_ticket_place(
    ruling: TicketRuling, ticket: TheTicket, actor: Placer, session: Session, now: Now
) -> TicketAttributionView:
    """改定诉求地点: Say where a ticket belongs; or give it to another community's triage.

    What was found stays beside it. In another community it begins anew: nobody there has accepted
    it, and whoever was handling it here is relieved.
    """
    place, grid = await service.place_and_grid(session, ruling.place_id, ruling.micro_grid_id)
    await service.rule(session, actor, ticket, place, grid, reason=ruling.reason, now=now)
    return await _shown(session, actor, ticket)


async def _shown(session: AsyncSession, actor: Actor, ticket: Ticket) -> TicketAttributionView:
    await session.flush()
    names = (await session.execute(queries.names_of(ticket.place_id, ticket.micro_grid_id))).one()
    findings = (await session.execute(queries.findings_of(ticket))).mappings()
    seen = sees_position(actor, ticket)
    at = await session.get(TicketPosition, ticket.id) if seen else None
    return TicketAttributionView(
        ticket_id=ticket.id,
        place_id=ticket.place_id,
        place_name=names.full_name,
        micro_grid_id=ticket.micro_grid_id,
        micro_grid_name=names.grid_name,
        made_micro_grid_id=ticket.made_grid_id,
        awaits_place=ticket.awaits_place,
        position=TicketPositionView.model_validate(at) if at else None,
        findings=[FindingView(**row) for row in findings],
    )
