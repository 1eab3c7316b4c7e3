"""Reads: what is open, what is taken, who stands in line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.calendar.rules import ONE_DAY
from shequ_api.blocks.booking.models import OpeningRow, Reservation, Resource, SpecialDay
from shequ_api.blocks.booking.rules import (
    LIVE,
    SEATED,
    Interval,
    Opening,
    Slot,
    State,
    days_between,
    intervals_on,
    is_offered,
    slots_in,
)
from shequ_api.kit.clock import china_date


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A slot, and how many may still book it or stand in line for it."""

    begins_at: datetime
    ends_at: datetime
    free: int
    waiting: int


def holds_seat(now: datetime) -> ColumnElement[bool]:
    """Reservations whose seat is nobody else's: a hold is over at its instant, marked or not."""
    alive = or_(Reservation.state != State.HELD, Reservation.expires_at > now)
    return and_(Reservation.state.in_(SEATED), alive)


def shown_state(now: datetime) -> ColumnElement[str]:
    """The state of a reservation as it is: a hold is over at its instant, marked or not."""
    over = and_(Reservation.state == State.HELD, Reservation.expires_at <= now)
    return case((over, State.EXPIRED.value), else_=Reservation.state)


def overlapping(resource_id: UUID, slot: Slot) -> ColumnElement[bool]:
    """Reservations of a resource that share an instant with a slot."""
    return and_(
        Reservation.resource_id == resource_id,
        # No slot is longer than a day: so the index knows where to begin.
        Reservation.begins_at > slot.begins_at - ONE_DAY,
        Reservation.begins_at < slot.ends_at,
        Reservation.ends_at > slot.begins_at,
    )


async def special_days_of(
    session: AsyncSession, resource_id: UUID, first: date, last: date = date.max
) -> dict[date, list[Interval]]:
    """The days from one to another of which something else was said than of every week."""
    told = select(SpecialDay.day, SpecialDay.openings).where(
        SpecialDay.resource_id == resource_id, SpecialDay.day.between(first, last)
    )
    rows = await session.execute(told.order_by(SpecialDay.day))
    return {day: [Interval(*each) for each in said] for day, said in rows}


async def openings_of(session: AsyncSession, resource_id: UUID, first: date) -> list[Opening]:
    """The weekly openings of a resource that hold on a day or later."""
    rows = select(OpeningRow).where(
        OpeningRow.resource_id == resource_id,
        or_(OpeningRow.valid_until.is_(None), OpeningRow.valid_until > first),
    )
    order = (OpeningRow.valid_from, OpeningRow.weekday, OpeningRow.starts_minute)
    return [
        Opening(
            row.weekday,
            Interval(row.starts_minute, row.ends_minute),
            row.valid_from,
            row.valid_until,
        )
        for row in await session.scalars(rows.order_by(*order))
    ]


async def slots_between(
    session: AsyncSession, resource: Resource, first: date, last: date
) -> list[Slot]:
    """All slots of some days, both included, in order, whether or not they may be taken now."""
    hours = await _hours_between(session, resource, first, last)
    return [
        slot
        for day, intervals in hours.items()
        for slot in slots_in(day, intervals, resource.slot_minutes)
    ]


async def intervals_of(session: AsyncSession, resource: Resource, day: date) -> list[Interval]:
    """When a resource is open on a day."""
    return (await _hours_between(session, resource, day, day))[day]


async def _hours_between(
    session: AsyncSession, resource: Resource, first: date, last: date
) -> dict[date, list[Interval]]:
    openings = await openings_of(session, resource.id, first)
    special = await special_days_of(session, resource.id, first, last)
    calendar = await exceptions_between(session, first, last)
    follows = resource.follows_calendar
    return {
        day: intervals_on(day, openings, special, calendar, follows_calendar=follows)
        for day in days_between(first, last)
    }


async def slot_at(session: AsyncSession, resource: Resource, begins_at: datetime) -> Slot | None:
    """The slot that begins at an instant."""
    day = china_date(begins_at)
    found = await slots_between(session, resource, day, day)
    return next((slot for slot in found if slot.begins_at == begins_at), None)


async def offered_slots(
    session: AsyncSession, resource: Resource, first: date, last: date, *, now: datetime
) -> list[OfferedSlot]:
    """The slots of some days that may be taken now. A seat that is free is theirs who wait."""
    if resource.closed_at is not None:
        return []
    slots = [
        slot
        for slot in await slots_between(session, resource, first, last)
        if is_offered(
            slot, now, lead_minutes=resource.lead_minutes, horizon_days=resource.horizon_days
        )
    ]
    if not slots:
        return []
    taken = await _taken(session, resource.id, Slot(slots[0].begins_at, slots[-1].ends_at), now)
    return [_offer(resource.capacity, slot, taken[china_date(slot.begins_at)]) for slot in slots]


Taken = tuple[datetime, datetime, int | None]


async def _taken(
    session: AsyncSession, resource_id: UUID, span: Slot, now: datetime
) -> dict[date, list[Taken]]:
    """By day: slots never reach over midnight."""
    live = or_(holds_seat(now), Reservation.state == State.WAITING)
    rows = select(Reservation.begins_at, Reservation.ends_at, Reservation.seat)
    found: dict[date, list[Taken]] = defaultdict(list)
    for begins_at, ends_at, seat in await session.execute(
        rows.where(overlapping(resource_id, span), live)
    ):
        found[china_date(begins_at)].append((begins_at, ends_at, seat))
    return found


def _offer(capacity: int, slot: Slot, taken: Sequence[Taken]) -> OfferedSlot:
    here = [(seat, begins) for begins, ends, seat in taken if slot.overlaps(begins, ends)]
    seats = {seat for seat, _ in here if seat is not None}
    waiting = sum(1 for seat, begins in here if seat is None and begins == slot.begins_at)
    free = sum(1 for seat in range(1, capacity + 1) if seat not in seats)
    return OfferedSlot(slot.begins_at, slot.ends_at, max(0, free - waiting), waiting)


def ahead_of(reservation: Reservation) -> Select[int]:
    """How many stand in line before somebody who waits."""
    return select(func.count()).where(
        Reservation.resource_id == reservation.resource_id,
        Reservation.begins_at == reservation.begins_at,
        Reservation.state == State.WAITING,
        Reservation.number < reservation.number,
    )


def live_of(person_id: UUID, resource_id: UUID, now: datetime) -> Select[int]:
    """How many places somebody has, or waits for, in slots that are still to come."""
    alive = or_(Reservation.state != State.HELD, Reservation.expires_at > now)
    return select(func.count()).where(
        Reservation.person_id == person_id,
        Reservation.resource_id == resource_id,
        Reservation.state.in_(LIVE),
        Reservation.begins_at > now,
        alive,
    )


def strikes_of(person_id: UUID, resource_id: UUID, most: int) -> Select[datetime]:
    """When somebody left a place empty, the latest first."""
    return (
        select(Reservation.begins_at)
        .where(
            Reservation.person_id == person_id,
            Reservation.resource_id == resource_id,
            or_(Reservation.state == State.NO_SHOW, Reservation.late),
        )
        .order_by(Reservation.begins_at.desc())
        .limit(most)
    )
