"""Taking a place, moving it, giving it back, behind the resource's lock, by the server's clock."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking.events import ReservationMissed
from shequ_api.blocks.booking.line import (
    end,
    is_live,
    lock_reservation,
    lock_resource,
    promote,
    seat_in,
    settle,
    tell,
)
from shequ_api.blocks.booking.models import Reservation, Resource
from shequ_api.blocks.booking.queries import live_of, slot_at, strikes_of
from shequ_api.blocks.booking.refusals import (
    BookingBarred,
    HoldExpired,
    NotYetBegun,
    ReservationOver,
    ResourceClosed,
    SlotFull,
    SlotNotFull,
    SlotNotOffered,
    TooLateToCancel,
    TooManyReservations,
)
from shequ_api.blocks.booking.rules import LateCancel, Slot, State, barred_until, is_offered
from shequ_api.kit.ids import new_id


async def reserve(
    session: AsyncSession,
    resource_id: UUID,
    begins_at: datetime,
    *,
    person_id: UUID,
    made_by_id: UUID,
    state: State = State.BOOKED,
    now: datetime,
) -> Reservation:
    """A place in the slot that begins then: `BOOKED`, `HELD` for the resource's minutes, or
    `WAITING` where it is full.

    Raises `ResourceClosed`, `SlotNotOffered`, `SlotFull`, `SlotNotFull`, `TooManyReservations`,
    `BookingBarred`; the database, where the person is in the slot already, `AlreadyReserved`.
    """
    resource = await lock_resource(session, resource_id)
    await _check_person(session, resource, person_id, now)
    slot = await _offered(session, resource, begins_at, now)
    await settle(session, resource, slot, now=now)
    seat = await seat_in(session, resource, slot)
    if state == State.WAITING and seat is not None:
        raise SlotNotFull
    if state != State.WAITING and seat is None:
        raise SlotFull
    resource.last_number += 1
    made = Reservation(
        id=new_id(),
        resource_id=resource.id,
        district_id=resource.district_id,
        person_id=person_id,
        made_by_id=made_by_id,
        number=resource.last_number,
        begins_at=slot.begins_at,
        ends_at=slot.ends_at,
        seat=seat,
        state=state,
        made_at=now,
        expires_at=_held_until(resource, slot, now) if state == State.HELD else None,
        cancel_by=_cancel_by(resource, slot, now),
    )
    session.add(made)
    await session.flush()
    return made


async def confirm(session: AsyncSession, reservation_id: UUID, *, now: datetime) -> Reservation:
    """Book what is held; booked twice is booked once. Raises `HoldExpired`, `ReservationOver`."""
    _, reservation = await lock_reservation(session, reservation_id)
    if reservation.state == State.BOOKED:
        return reservation
    if reservation.state == State.EXPIRED or (
        reservation.state == State.HELD and not is_live(reservation, now)
    ):
        raise HoldExpired
    if reservation.state != State.HELD:
        raise ReservationOver(state=reservation.state)
    reservation.state, reservation.expires_at = State.BOOKED, None
    await session.flush()
    return reservation


async def move(
    session: AsyncSession, reservation_id: UUID, begins_at: datetime, *, now: datetime
) -> Reservation:
    """Another slot of the same resource for what is booked: both or neither. Who waits for the one
    that was left gets it in the same transaction.

    Raises as `reserve`, and `ReservationOver`, `TooLateToCancel`.
    """
    resource, reservation = await lock_reservation(session, reservation_id)
    if reservation.state != State.BOOKED:
        raise ReservationOver(state=reservation.state)
    if now > reservation.cancel_by:
        raise TooLateToCancel(cancel_by=reservation.cancel_by.isoformat())
    left = Slot(reservation.begins_at, reservation.ends_at)
    slot = await _offered(session, resource, begins_at, now)
    if slot == left:
        return reservation
    await settle(session, resource, slot, now=now)
    seat = await seat_in(session, resource, slot, but=reservation.id)
    if seat is None:
        raise SlotFull
    reservation.begins_at, reservation.ends_at, reservation.seat = (
        slot.begins_at,
        slot.ends_at,
        seat,
    )
    reservation.cancel_by = _cancel_by(resource, slot, now)
    await session.flush()
    await promote(session, resource, now=now, slot=left)
    return reservation


async def cancel(
    session: AsyncSession, reservation_id: UUID, *, now: datetime, excused: bool = False
) -> Reservation:
    """Give a place back, let go a hold, or leave the line; cancelled twice is cancelled once. Who
    waits gets the place in the same transaction. After its time it is refused, or a strike, as the
    policy says; never where it is `excused`.

    Raises `ReservationOver`, `TooLateToCancel`.
    """
    resource, reservation = await lock_reservation(session, reservation_id)
    if reservation.state == State.CANCELLED:
        return reservation
    if not is_live(reservation, now) or (reservation.ends_at <= now and not excused):
        raise ReservationOver(state=reservation.state)
    late = reservation.state == State.BOOKED and now > reservation.cancel_by and not excused
    if late and resource.late_cancel == LateCancel.REFUSE:
        raise TooLateToCancel(cancel_by=reservation.cancel_by.isoformat())
    reservation.late = late
    left = Slot(reservation.begins_at, reservation.ends_at)
    end(reservation, State.CANCELLED, now=now)
    await session.flush()
    await promote(session, resource, now=now, slot=left)
    return reservation


async def mark(
    session: AsyncSession, reservation_id: UUID, *, attended: bool, now: datetime
) -> Reservation:
    """Say whether somebody came; said wrongly, it is said again. Raises `ReservationOver`, and
    `NotYetBegun` for who is missed before their slot begins."""
    resource, reservation = await lock_reservation(session, reservation_id)
    if reservation.state not in (State.BOOKED, State.ATTENDED, State.NO_SHOW):
        raise ReservationOver(state=reservation.state)
    if not attended and now < reservation.begins_at:
        raise NotYetBegun
    if not attended and reservation.state != State.NO_SHOW:
        tell(session, ReservationMissed, resource, reservation, now=now)
    end(reservation, State.ATTENDED if attended else State.NO_SHOW, now=now)
    await session.flush()
    return reservation


async def _offered(
    session: AsyncSession, resource: Resource, begins_at: datetime, now: datetime
) -> Slot:
    if resource.closed_at is not None:
        raise ResourceClosed
    slot = await slot_at(session, resource, begins_at)
    lead, horizon = resource.lead_minutes, resource.horizon_days
    if slot is None or not is_offered(slot, now, lead_minutes=lead, horizon_days=horizon):
        raise SlotNotOffered(lead_minutes=lead, horizon_days=horizon)
    return slot


async def _check_person(
    session: AsyncSession, resource: Resource, person_id: UUID, now: datetime
) -> None:
    limit = resource.no_show_limit
    strikes = (
        list(await session.scalars(strikes_of(person_id, resource.id, limit))) if limit else []
    )
    until = barred_until(
        strikes,
        limit=limit,
        within_days=resource.no_show_days,
        barred_days=resource.barred_days,
    )
    if until is not None and now < until:
        raise BookingBarred(barred_until=until.isoformat())
    has = await session.scalar(live_of(person_id, resource.id, now))
    if (has or 0) >= resource.person_limit:
        raise TooManyReservations(most=resource.person_limit)


def _held_until(resource: Resource, slot: Slot, now: datetime) -> datetime:
    return min(now + timedelta(minutes=resource.hold_minutes), slot.begins_at)


def _cancel_by(resource: Resource, slot: Slot, now: datetime) -> datetime:
    """Whoever books late has as long to think again as a place is held."""
    in_time = slot.begins_at - timedelta(minutes=resource.cancel_minutes)
    return max(in_time, _held_until(resource, slot, now))
