"""What may be booked: policies, weekly openings, special days, and the end of it all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking.line import drop, lock_resource, promote
from shequ_api.blocks.booking.models import OpeningRow, Reservation, Resource, SpecialDay
from shequ_api.blocks.booking.queries import intervals_of
from shequ_api.blocks.booking.refusals import OpeningsUnfit, ResourceClosed, SeatsInUse
from shequ_api.blocks.booking.rules import (
    LIVE,
    SEATED,
    Interval,
    LateCancel,
    Opening,
    Slot,
    are_in_order,
)
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Policy:
    """How a resource is booked: places in a slot, its minutes, and what people may do when."""

    capacity: int
    slot_minutes: int
    lead_minutes: int
    horizon_days: int
    hold_minutes: int
    person_limit: int
    cancel_minutes: int
    late_cancel: LateCancel
    grace_minutes: int
    no_show_limit: int
    no_show_days: int
    barred_days: int
    follows_calendar: bool


async def open_resource(
    session: AsyncSession, policy: Policy, *, owner: str, district_id: UUID
) -> Resource:
    """Something new to book; nothing is open until its openings are set."""
    resource = Resource(id=new_id(), owner=owner, district_id=district_id, **asdict(policy))
    session.add(resource)
    await session.flush()
    return resource


async def change_policy(
    session: AsyncSession, resource_id: UUID, policy: Policy, *, now: datetime
) -> Resource:
    """Another policy from now on. What was promised of cancelling stays; new places go to those
    who wait. Raises `SeatsInUse` where somebody has a place that would be no more."""
    resource = await _open_one(session, resource_id)
    used = select(func.max(Reservation.seat)).where(
        Reservation.resource_id == resource.id,
        Reservation.state.in_(SEATED),
        Reservation.ends_at > now,
    )
    if (await session.scalar(used) or 0) > policy.capacity:
        raise SeatsInUse
    for name, value in asdict(policy).items():
        setattr(resource, name, value)
    await session.flush()
    await promote(session, resource, now=now)
    return resource


async def set_openings(
    session: AsyncSession, resource_id: UUID, openings: Sequence[Opening], *, since: date
) -> None:
    """Other weekly openings from a day on: of those before, what would reach behind it ends there.
    Reservations stay: they were promised. Raises `OpeningsUnfit`."""
    resource = await _open_one(session, resource_id)
    # Two of one weekday may overlap where their days do not: the database says which do.
    still = [each for each in openings if each.valid_until is None or each.valid_until > since]
    if not all(are_in_order([each.interval]) and _lasts(each) for each in still):
        raise OpeningsUnfit
    own = OpeningRow.resource_id == resource.id
    await session.execute(delete(OpeningRow).where(own, OpeningRow.valid_from >= since))
    reaching = or_(OpeningRow.valid_until.is_(None), OpeningRow.valid_until > since)
    await session.execute(update(OpeningRow).where(own, reaching).values(valid_until=since))
    session.add_all(
        OpeningRow(
            id=new_id(),
            resource_id=resource.id,
            district_id=resource.district_id,
            weekday=each.weekday,
            starts_minute=each.interval.starts_minute,
            ends_minute=each.interval.ends_minute,
            valid_from=max(each.valid_from, since),
            valid_until=each.valid_until,
        )
        for each in still
    )
    await session.flush()


def _lasts(opening: Opening) -> bool:
    return opening.valid_until is None or opening.valid_until > opening.valid_from


async def set_day(
    session: AsyncSession,
    resource_id: UUID,
    day: date,
    intervals: Sequence[Interval] | None,
    *,
    now: datetime,
) -> int:
    """What is open on one day; nothing: it is closed; None: as in every week. Who has or awaits a
    place outside of it is dropped. Returns how many were."""
    resource = await _open_one(session, resource_id)
    if intervals is None:
        this = SpecialDay.resource_id == resource.id, SpecialDay.day == day
        await session.execute(delete(SpecialDay).where(*this))
    else:
        await _say_day(session, resource, day, sorted(intervals))
    midnight = china_midnight(day)
    end = china_midnight(date.fromordinal(day.toordinal() + 1))
    open_now = [
        Slot(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last))
        for first, last in await intervals_of(session, resource, day)
    ]
    lost = [
        each
        for each in await _to_come(session, resource, max(midnight, now), end)
        if not any(o.begins_at <= each.begins_at and each.ends_at <= o.ends_at for o in open_now)
    ]
    dropped = await drop(session, resource, lost, now=now)
    await promote(session, resource, now=now)
    return dropped


async def _say_day(
    session: AsyncSession, resource: Resource, day: date, said: Sequence[Interval]
) -> None:
    if not are_in_order(said):
        raise OpeningsUnfit
    row = insert(SpecialDay).values(
        resource_id=resource.id,
        day=day,
        district_id=resource.district_id,
        openings=[list(each) for each in said],
    )
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["resource_id", "day"], set_={"openings": row.excluded.openings}
        )
    )


async def close_resource(session: AsyncSession, resource_id: UUID, *, now: datetime) -> int:
    """Offer it no more; all that was to come is dropped. Returns how many were."""
    resource = await lock_resource(session, resource_id)
    if resource.closed_at is None:
        resource.closed_at = now
        await session.flush()
    return await drop(session, resource, await _to_come(session, resource, now, None), now=now)


async def _open_one(session: AsyncSession, resource_id: UUID) -> Resource:
    resource = await lock_resource(session, resource_id)
    if resource.closed_at is not None:
        raise ResourceClosed
    return resource


async def _to_come(
    session: AsyncSession, resource: Resource, first: datetime, end: datetime | None
) -> list[Reservation]:
    """Live reservations in slots that begin in a span."""
    rows = select(Reservation).where(
        Reservation.resource_id == resource.id,
        Reservation.state.in_(LIVE),
        Reservation.begins_at >= first,
    )
    if end is not None:
        rows = rows.where(Reservation.begins_at < end)
    return list(await session.scalars(rows.order_by(Reservation.number)))
