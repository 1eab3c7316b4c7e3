"""What other features may ask of tickets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.service import own_photos
from shequ_api.base.places.models import Place
from shequ_api.features.tickets import service
from shequ_api.features.tickets.models import Service


async def file_ticket(
    session: AsyncSession,
    *,
    service_code: str,
    place: Place,
    text: str,
    reporter_id: UUID,
    photo_ids: Sequence[UUID],
    source_kind: str,
    source_id: UUID | None,
    now: datetime,
) -> UUID:
    """File a ticket for a record of another feature; returns its id.

    One source makes one ticket: a second one for the same source breaks `uq_tickets_source`.
    """
    ticket = service.file_ticket(
        session,
        await session.get_one(Service, service_code),
        place,
        reporter_id=reporter_id,
        text=text,
        photos=await own_photos(session, reporter_id, photo_ids),
        source_kind=source_kind,
        source_id=source_id,
        now=now,
    )
    return ticket.id
