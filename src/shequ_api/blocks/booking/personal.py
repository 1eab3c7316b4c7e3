"""What this block keeps about persons: their reservations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.booking.line import lock_resource, settle
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.rules import LIVE, Slot, State
from shequ_api.blocks.booking.service import cancel
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

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
        Reservation.person_id == person_id,
        Reservation.state.in_(LIVE),
        Reservation.ends_at > now,
    )
    await _give_back(session, list(await session.scalars(coming)), now)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime) -> list[str]:
    """Reservations are the kept person's; of two in one slot the merged one's is given back. Who
    made one for another stays as it was signed."""
    kept = aliased(Reservation)
    twice = (
        select(Reservation)
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
    )
    given_back = list((await session.scalars(twice)).unique())
    await _give_back(session, given_back, now)
    await repoint(session, [Reservation.person_id], old=merged_id, new=kept_id)
    if not given_back:
        return []
    return [f"两个账号在同一时段都有预约的，保留一个，取消 {len(given_back)} 个。"]


async def _give_back(session: AsyncSession, found: list[Reservation], now: datetime) -> None:
    ids = sorted({each.resource_id for each in found})
    locked = {resource_id: await lock_resource(session, resource_id) for resource_id in ids}
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
