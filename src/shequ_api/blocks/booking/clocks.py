"""What time does to reservations: holds lapse, lines end, who did not come is missed. And in the
end they are let go."""

from datetime import datetime, timedelta

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking.events import ReservationMissed
from shequ_api.blocks.booking.line import end, lock_resource, settle, tell
from shequ_api.blocks.booking.models import Reservation, Resource
from shequ_api.blocks.booking.rules import LIVE, Slot, State

AT_ONCE = 200
KEPT_DAYS = 730


async def lapse(session: AsyncSession, now: datetime) -> None:
    """Each minute: holds whose time is over, and lines for slots that have begun."""
    held = and_(Reservation.state == State.HELD, Reservation.expires_at <= now)
    waited = and_(Reservation.state == State.WAITING, Reservation.begins_at <= now)
    # In the order of the resources: two transactions that lock several never wait in a ring.
    found = select(Reservation).where(or_(held, waited))
    for each in await _in_order(session, found.limit(AT_ONCE)):
        resource = await lock_resource(session, each.resource_id)
        await session.refresh(each)
        if each.state == State.WAITING and each.begins_at <= now:
            end(each, State.EXPIRED, now=now)
            await session.flush()
        await settle(session, resource, Slot(each.begins_at, each.ends_at), now=now)


async def miss(session: AsyncSession, now: datetime) -> None:
    """Every ten minutes: whoever has not come when the grace behind their slot is over."""
    grace = func.make_interval(0, 0, 0, 0, 0, Resource.grace_minutes)
    found = (
        select(Reservation)
        .join(Resource, Resource.id == Reservation.resource_id)
        .where(Reservation.state == State.BOOKED, Reservation.ends_at <= now)
        .where(Reservation.ends_at + grace <= now)
    )
    for each in await _in_order(session, found.limit(AT_ONCE)):
        resource = await lock_resource(session, each.resource_id)
        await session.refresh(each)
        if each.state == State.BOOKED:
            end(each, State.NO_SHOW, now=now)
            tell(session, ReservationMissed, resource, each, now=now)
    await session.flush()


async def forget(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Let go reservations whose slot was over so long ago."""
    old = select(Reservation.id).where(
        Reservation.ends_at < now - kept, Reservation.state.not_in(LIVE)
    )
    gone = delete(Reservation).where(Reservation.id.in_(old.limit(most)))
    return len((await session.scalars(gone.returning(Reservation.id))).all())


async def _in_order(session: AsyncSession, found: Select[Reservation]) -> list[Reservation]:
    rows = list(await session.scalars(found))
    return sorted(rows, key=lambda each: (each.resource_id, each.number))
