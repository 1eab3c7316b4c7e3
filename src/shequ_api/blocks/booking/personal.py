"""What this block keeps about persons: their reservations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.booking.line import lock_resource, settle
from shequ_api.blocks.booking.models import Reservation, Resource
from shequ_api.blocks.booking.rules import LIVE, Slot, State
from shequ_api.blocks.booking.service import cancel
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

STRENGTH = (State.BOOKED, State.HELD, State.WAITING)
"""Of two, the first stays."""
STATE_TITLES = {
    State.HELD: "已保留",
    State.BOOKED: "已预约",
    State.WAITING: "候补中",
    State.CANCELLED: "已取消",
    State.EXPIRED: "已过期",
    State.ATTENDED: "已到场",
    State.NO_SHOW: "未到场",
}


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My reservations, and those that I made for others."""
    mine = select(Reservation).where(Reservation.person_id == person_id)
    made = select(Reservation).where(
        Reservation.made_by_id == person_id, Reservation.person_id != person_id
    )
    return {
        "预约": [
            {
                "起": each.begins_at,
                "止": each.ends_at,
                "预约状态": each.state,
                "提交时间": each.made_at,
            }
            for each in await session.scalars(mine.order_by(Reservation.begins_at, Reservation.id))
        ],
        "代他人登记的预约": [
            {"起": each.begins_at, "提交时间": each.made_at}
            for each in await session.scalars(made.order_by(Reservation.begins_at, Reservation.id))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What is to come is given back, to whoever waits; what was is nobody's once the name is
    gone."""
    coming = select(Reservation).where(
        Reservation.person_id == person_id, Reservation.state.in_(LIVE)
    )
    await _give_back(session, list(await session.scalars(coming)), now)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> list[str]:
    """Reservations are the kept person's; of two in one slot the weaker one is given back. Who
    made one for another stays as it was signed."""
    found = await _twice(session, kept_id, merged_id)
    locked = await _lock(session, [one for one, _ in found])
    for both in found:
        for each in both:
            slot = Slot(each.begins_at, each.ends_at)
            await settle(session, locked[each.resource_id], slot, now=now)
    given_back: set[UUID] = set()
    for both in await _twice(session, kept_id, merged_id):
        if not given_back & {each.id for each in both}:
            weaker = max(both, key=lambda each: (STRENGTH.index(State(each.state)), each.number))
            await cancel(session, weaker.id, now=now, excused=True)
            given_back.add(weaker.id)
    await repoint(session, [Reservation.person_id], old=merged_id, new=kept_id)
    if not given_back:
        return []
    return [f"两个账号在同一时段都有预约的，保留一个，取消 {len(given_back)} 个。"]


async def _twice(
    session: AsyncSession, kept_id: UUID, merged_id: UUID
) -> list[tuple[Reservation, Reservation]]:
    """What each of two has where the other has something, too."""
    kept = aliased(Reservation)
    both = (
        select(Reservation, kept)
        .join(
            kept,
            (kept.resource_id == Reservation.resource_id)
            & (kept.begins_at < Reservation.ends_at)
            & (Reservation.begins_at < kept.ends_at),
        )
        .where(
            Reservation.person_id == merged_id,
            Reservation.state.in_(LIVE),
            kept.person_id == kept_id,
            kept.state.in_(LIVE),
        )
        .order_by(Reservation.resource_id, Reservation.number, kept.number)
    )
    rows = await session.execute(both.execution_options(populate_existing=True))
    return [(one, other) for one, other in rows]


async def _lock(session: AsyncSession, found: list[Reservation]) -> dict[UUID, Resource]:
    """Their resources, in the order in which everybody locks several."""
    ids = sorted({each.resource_id for each in found})
    return {resource_id: await lock_resource(session, resource_id) for resource_id in ids}


async def _give_back(session: AsyncSession, found: list[Reservation], now: datetime) -> None:
    locked = await _lock(session, found)
    for each in found:
        slot = Slot(each.begins_at, each.ends_at)
        await settle(session, locked[each.resource_id], slot, now=now)
        await session.refresh(each)
        if each.state in LIVE:
            await cancel(session, each.id, now=now, excused=True)


PERSONAL_DATA = PersonalData(
    columns=("booking_reservations.person_id", "booking_reservations.made_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
