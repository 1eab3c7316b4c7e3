"""Which filled-in forms belong to which visit."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrols.public import Visit as Filled
from shequ_api.features.visits.models import Visit, VisitInspection
from shequ_api.features.visits.rules import LATE_BY, SHOWN_TO_PARTICIPANTS
from shequ_api.features.visits.service.conducting import takes


async def link(session: AsyncSession, visit: Visit, inspection_id: UUID) -> None:
    """A filled-in form belongs to a visit; to one."""
    # The inspection is referred to by a plain column, so its row is written first.
    await session.flush()
    row = insert(VisitInspection).values(
        inspection_id=inspection_id, visit_id=visit.id, district_id=visit.district_id
    )
    await session.execute(row.on_conflict_do_nothing())


async def link_by_place(session: AsyncSession, inspection_id: UUID, filled: Filled) -> None:
    """A form of a visit that a worker filled in there on its day belongs to it; once."""
    there = (
        select(Visit)
        .where(
            Visit.place_id == filled.place_id,
            Visit.opens_at > filled.received_at - LATE_BY - LATE_BY,
            Visit.opens_at < filled.received_at + LATE_BY,
            Visit.state.in_(SHOWN_TO_PARTICIPANTS),
            Visit.form_keys.contains([filled.form_key]),
        )
        .order_by(Visit.opens_at.desc(), Visit.id)
    )
    for visit in await session.scalars(there):
        if takes(visit, filled.filled_at, filled.received_at):
            await link(session, visit, inspection_id)
            return
