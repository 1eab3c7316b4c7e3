"""The lock of a resource, and what happens under it to seats and to those who wait.

All places of one resource change hands one after the other, behind its row's lock. So what is
counted is true until the commit, and the freed seat and the one who gets it are one transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.booking.events import (
    ReservationDropped,
    ReservationFact,
    ReservationPromoted,
)
from shequ_api.blocks.booking.models import Reservation, Resource
from shequ_api.blocks.booking.queries import overlapping
from shequ_api.blocks.booking.rules import LIVE, SEATED, Slot, State, free_seat

FRESH = {"populate_existing": True}


async def lock_resource(session: AsyncSession, resource_id: UUID) -> Resource:
    """Lock a resource until the end of the transaction, as it stands now."""
    row = select(Resource).where(Resource.id == resource_id).with_for_update(key_share=True)
    return (await session.scalars(row.execution_options(**FRESH))).one()


async def lock_reservation(
    session: AsyncSession, reservation_id: UUID
) -> tuple[Resource, Reservation]:
    """Lock the resource of a reservation, and read the reservation as it stands then."""
    wanted = select(Reservation).where(Reservation.id == reservation_id)
    seen = (await session.scalars(wanted)).one()
    resource = await lock_resource(session, seen.resource_id)
    return resource, (await session.scalars(wanted.execution_options(**FRESH))).one()


async def seat_in(
    session: AsyncSession, resource: Resource, slot: Slot, *, but: UUID | None = None
) -> int | None:
    """A free seat of a slot, behind the lock; None: it is full."""
    taken = await _taken(session, resource, slot, but=but)
    return free_seat(resource.capacity, {seat for _, seat in taken})


async def settle(session: AsyncSession, resource: Resource, slot: Slot, *, now: datetime) -> None:
    """Mark the expired holds of a slot, and give what is free to those who wait for it."""
    over = select(Reservation).where(
        overlapping(resource.id, slot),
        Reservation.state == State.HELD,
        Reservation.expires_at <= now,
    )
    for reservation in await session.scalars(over.execution_options(**FRESH)):
        end(reservation, State.EXPIRED, now=now)
    await session.flush()
    await promote(session, resource, now=now, slot=slot)


async def promote(
    session: AsyncSession, resource: Resource, *, now: datetime, slot: Slot | None = None
) -> list[Reservation]:
    """Give free seats to those who wait, in their order; of one slot, or of all to come. Who could
    not come in time any more gets none. As many statements for a long line as for a short one."""
    if resource.closed_at is not None or (slot and await _is_full(session, resource, slot)):
        return []
    in_time = Reservation.begins_at >= now + timedelta(minutes=resource.lead_minutes)
    here = overlapping(resource.id, slot) if slot else Reservation.resource_id == resource.id
    line = select(Reservation).where(here, Reservation.state == State.WAITING, in_time)
    found = list(
        await session.scalars(line.order_by(Reservation.number).execution_options(**FRESH))
    )
    taken = await _taken(session, resource, _span_of(found)) if found else []
    promoted = []
    for waiting in found:
        wanted = Slot(waiting.begins_at, waiting.ends_at)
        seat = free_seat(
            resource.capacity, {seat for period, seat in taken if wanted.overlaps(*period)}
        )
        if seat is None:
            continue
        taken.append((wanted, seat))
        waiting.seat, waiting.state = seat, State.BOOKED
        # They did not choose the hour at which they got it: it is theirs to give back until then.
        waiting.cancel_by = max(waiting.cancel_by, waiting.begins_at)
        promoted.append(waiting)
        tell(session, ReservationPromoted, resource, waiting, now=now)
    await session.flush()
    return promoted


async def _taken(
    session: AsyncSession, resource: Resource, span: Slot, *, but: UUID | None = None
) -> list[tuple[Slot, int]]:
    """The seats that are taken in a span of time, and when."""
    rows = select(Reservation.begins_at, Reservation.ends_at, Reservation.seat)
    found = await session.execute(
        rows.where(
            overlapping(resource.id, span), Reservation.state.in_(SEATED), Reservation.id != but
        )
    )
    return [(Slot(begins, ends), seat) for begins, ends, seat in found if seat is not None]


async def _is_full(session: AsyncSession, resource: Resource, slot: Slot) -> bool:
    """Whether each seat is somebody's from the slot's begin to its end: then nobody who waits for
    any part of it gets one, and the line need not be read."""
    taken = await _taken(session, resource, slot)
    whole = {
        seat
        for period, seat in taken
        if period.begins_at <= slot.begins_at and slot.ends_at <= period.ends_at
    }
    return len(whole) >= resource.capacity


def _span_of(line: Sequence[Reservation]) -> Slot:
    return Slot(min(each.begins_at for each in line), max(each.ends_at for each in line))


async def drop(
    session: AsyncSession, resource: Resource, lost: Iterable[Reservation], *, now: datetime
) -> int:
    """End what has no slot any more, behind the lock; nobody is at fault, and nobody follows."""
    count = 0
    for reservation in lost:
        gone = reservation.state == State.HELD and _is_over(reservation, now)
        end(reservation, State.EXPIRED if gone else State.CANCELLED, now=now)
        if not gone:
            tell(session, ReservationDropped, resource, reservation, now=now)
            count += 1
    await session.flush()
    return count


def end(reservation: Reservation, state: State, *, now: datetime) -> None:
    """It is over, and how."""
    reservation.state, reservation.ended_at = state, now


def is_live(reservation: Reservation, now: datetime) -> bool:
    """Whether it is held, booked or waiting; a hold, until its instant."""
    return reservation.state in LIVE and not _is_over(reservation, now)


def tell(
    session: AsyncSession,
    fact: type[ReservationFact],
    resource: Resource,
    reservation: Reservation,
    *,
    now: datetime,
) -> None:
    """Record what happened to a reservation without its person."""
    record(
        session,
        fact(
            subject_id=reservation.id,
            district_id=reservation.district_id,
            resource_id=resource.id,
            owner=resource.owner,
            person_id=reservation.person_id,
            begins_at=reservation.begins_at,
        ),
        now=now,
    )


def _is_over(reservation: Reservation, now: datetime) -> bool:
    return (
        reservation.state == State.HELD
        and reservation.expires_at is not None
        and reservation.expires_at <= now
    )
