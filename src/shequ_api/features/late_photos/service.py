"""Waiting for photos, and putting them on the tickets that lack them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.models import File
from shequ_api.features.late_photos.models import AwaitedPhoto
from shequ_api.features.patrols.public import Inspection, InspectionPhoto, shared_photos
from shequ_api.features.tickets.public import Ticket, TicketPhoto

AT_ONCE = 500
"""In one run of the clock; the next one goes on."""
FILED = "submit"
"""The slip of a ticket on which its first photos stand."""
QUIETLY = {"synchronize_session": False}


async def wait_for(session: AsyncSession, inspection_id: UUID, now: datetime) -> None:
    """Wait for what an inspection promised of photos that its own ticket is to show: no answers
    about health. An inspection that joined hazards of another's ticket shows its photos itself."""
    own = (Ticket.source_kind == "hazard", Ticket.source_id == inspection_id)
    ticket = (await session.execute(select(Ticket.id, Ticket.district_id).where(*own))).first()
    inspection = await session.get(Inspection, inspection_id)
    if ticket is None or inspection is None:
        return
    promised = select(InspectionPhoto.photo_id).where(
        InspectionPhoto.inspection_id == inspection_id
    )
    named = set(await shared_photos(session, inspection))
    rows = [
        {
            "inspection_id": inspection_id,
            "photo_id": photo_id,
            "district_id": ticket.district_id,
            "ticket_id": ticket.id,
            "since": now,
        }
        for photo_id in await session.scalars(promised)
        if photo_id in named
    ]
    if rows:
        await session.execute(insert(AwaitedPhoto).values(rows).on_conflict_do_nothing())


async def wait_no_longer(session: AsyncSession, inspection_id: UUID) -> None:
    """The inspection was deleted: none of what it promised is to be shown."""
    waiting = delete(AwaitedPhoto).where(AwaitedPhoto.inspection_id == inspection_id)
    await session.execute(waiting, execution_options=QUIETLY)


async def join_tickets(session: AsyncSession, _: datetime) -> None:
    """On a clock: what has come since joins its ticket, behind what is there. One photo is on a
    ticket once, however often it was handed in, and by how many inspections it was promised."""
    handed_in = and_(
        File.owner_id == Inspection.worker_id,
        File.original_sha256 == InspectionPhoto.sha256,
        File.erased_at.is_(None),
    )
    promise = and_(
        InspectionPhoto.inspection_id == AwaitedPhoto.inspection_id,
        InspectionPhoto.photo_id == AwaitedPhoto.photo_id,
    )
    here = (
        select(AwaitedPhoto, File.id)
        .join(InspectionPhoto, promise)
        .join(Inspection, Inspection.id == AwaitedPhoto.inspection_id)
        .join(File, handed_in)
        .order_by(AwaitedPhoto.since, AwaitedPhoto.inspection_id, AwaitedPhoto.photo_id)
        .limit(AT_ONCE)
        .with_for_update(of=AwaitedPhoto, skip_locked=True)
    )
    come = (await session.execute(here)).all()
    if not come:
        return
    last = dict(await _last_positions(session, {each.ticket_id for each, _ in come}))
    rows = []
    for awaited, file_id in come:
        last[awaited.ticket_id] = last.get(awaited.ticket_id, -1) + 1
        rows.append(
            {
                "ticket_id": awaited.ticket_id,
                "file_id": file_id,
                "district_id": awaited.district_id,
                "step": FILED,
                "position": last[awaited.ticket_id],
            }
        )
    await session.execute(insert(TicketPhoto).values(rows).on_conflict_do_nothing())
    done = [(each.inspection_id, each.photo_id) for each, _ in come]
    key = tuple_(AwaitedPhoto.inspection_id, AwaitedPhoto.photo_id)
    await session.execute(delete(AwaitedPhoto).where(key.in_(done)), execution_options=QUIETLY)


async def _last_positions(session: AsyncSession, ticket_ids: set[UUID]) -> list[tuple[UUID, int]]:
    filed = (TicketPhoto.ticket_id.in_(ticket_ids), TicketPhoto.step == FILED)
    last = select(TicketPhoto.ticket_id, func.max(TicketPhoto.position)).where(*filed)
    rows = await session.execute(last.group_by(TicketPhoto.ticket_id))
    return [(row[0], row[1]) for row in rows]


async def give_up(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Wait no longer for what a phone has lost; returns how much."""
    old = (
        select(AwaitedPhoto.inspection_id, AwaitedPhoto.photo_id)
        .where(AwaitedPhoto.since < now - kept)
        .order_by(AwaitedPhoto.since)
        .limit(most)
    )
    key = tuple_(AwaitedPhoto.inspection_id, AwaitedPhoto.photo_id)
    gone = delete(AwaitedPhoto).where(key.in_(old)).returning(AwaitedPhoto.photo_id)
    return len((await session.scalars(gone, execution_options=QUIETLY)).all())
