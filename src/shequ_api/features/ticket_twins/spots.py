"""Where open tickets lie: kept beside them, so that what is nearby is found by one small index."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.attribution_queries import where_is
from shequ_api.base.places.coordinates import wgs_degrees
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import CoordinateSystem, Place
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.ticket_intake.public import TicketPosition
from shequ_api.features.ticket_twins.models import TicketSpot
from shequ_api.features.ticket_twins.rules import pairs_of
from shequ_api.features.tickets.public import OPEN, Ticket


async def follow_spot(session: AsyncSession, ticket_id: UUID, _: datetime) -> None:
    """A ticket began, moved or ended. (Read from the ticket, not from the fact.) Of a private one
    nothing is kept: it is never suggested."""
    ticket = await session.get_one(Ticket, ticket_id)
    case = await lock_case(session, ticket.case_id)
    await session.refresh(ticket)
    degrees = None
    if case.state in OPEN and not ticket.private:
        degrees = await _degrees_of(session, ticket)
    if degrees is None:
        gone = delete(TicketSpot).where(TicketSpot.ticket_id == ticket_id)
        await session.execute(gone, execution_options={"synchronize_session": False})
        return
    row = insert(TicketSpot).values(
        ticket_id=ticket_id,
        district_id=ticket.district_id,
        service_code=ticket.service_code,
        longitude=degrees[0],
        latitude=degrees[1],
        pairs=pairs_of(ticket.text),
    )
    given = ("district_id", "service_code", "longitude", "latitude", "pairs")
    same = row.on_conflict_do_update(
        index_elements=[TicketSpot.ticket_id],
        set_={name: row.excluded[name] for name in given},
    )
    await session.execute(same)


async def _degrees_of(session: AsyncSession, ticket: Ticket) -> Degrees | None:
    place = await session.get_one(Place, ticket.place_id)
    if (known := await where_is(session, place)) is not None:
        return known
    said = await session.get(TicketPosition, ticket.id)
    if said is None:
        return None
    return wgs_degrees(said.longitude, said.latitude, CoordinateSystem(said.coordinate_system))
