"""Asking anew for what nobody has put right."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.features.hazards.public import Hazard, HazardState, Raised, ticket_text
from shequ_api.features.ticket_sources.public import file_ticket
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class TicketUnderWay(NotNow):
    code, title = "hazard_ticket_under_way", "这处隐患已有工单或已了结，不需要另行下单"


async def refile(
    session: AsyncSession, actor: Actor, hazard: Hazard, *, note: str | None, now: datetime
) -> UUID:
    """A new ticket for a hazard whose former one came to nothing; its id."""
    await session.refresh(hazard, with_for_update=True)
    if hazard.state != HazardState.FOUND or hazard.ticket_id is not None:
        raise TicketUnderWay
    place = await session.get_one(Place, hazard.place_id)
    raised = Raised(hazard.field, hazard.level, hazard.label, hazard.text)
    text = ticket_text([raised]) + (f"\n{note}" if note else "")
    ticket_id = await file_ticket(
        session,
        service_code="safety_hazard",
        place=place,
        text=text[:2000],
        reporter_id=actor.person_id,
        photo_ids=(),
        source_kind="hazard",
        source_id=new_id(),
        now=now,
    )
    # The hazard refers to the ticket by a plain column, so its row is written first.
    await session.flush()
    hazard.ticket_id = ticket_id
    return ticket_id
