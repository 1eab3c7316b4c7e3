"""Seasons and single days, late bookings, and two accounts of one human being."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking import personal, resources
from shequ_api.blocks.booking.models import Resource
from shequ_api.blocks.booking.rules import LIVE, Interval, Opening, State
from tests.blocks.booking.desk import MONDAY, NOW, POLICY, Desk, at


@pytest.mark.parametrize("kept_is", [State.BOOKED, State.HELD, State.WAITING])
async def test_of_two_the_stronger_stays(desk: Desk, kept_is: State) -> None:
    """A place that is had is not lost to one that was waited for, whoever's account it was on."""
    resource, [kept, merged, first] = await desk.resource(), await desk.people(3)
    weak, strong = (merged, kept) if kept_is == State.BOOKED else (kept, merged)
    had = await desk.reserve(resource, strong, at("10:00"))
    before = await desk.reserve(resource, first, at("10:00"), State.WAITING)
    if kept_is == State.HELD:
        await desk.cancel(before)
        await desk.do(lambda session: _widened(session, resource))
        await desk.reserve(resource, weak, at("10:00"), State.HELD)
    else:
        await desk.reserve(resource, weak, at("10:00"), State.WAITING)

    async def merge(session: AsyncSession) -> list[str]:
        return await personal.merge(session, kept, merged, NOW)

    assert len(await desk.do(merge)) == 1
    assert await desk.state_of(had) == "booked"
    live = [each for each in await desk.rows(resource) if each.state in LIVE]
    assert {(each.person_id, each.state) for each in live if each.person_id != first} == {
        (kept, "booked")
    }


async def _widened(session: AsyncSession, resource: UUID) -> None:
    row = await session.get_one(Resource, resource)
    row.capacity = 2


async def test_winter_hours_are_said_beforehand(desk: Desk) -> None:
    """Two of one weekday, each for its time; what is over already is let be."""
    winter = MONDAY + timedelta(days=14)
    resource = await desk.resource(horizon_days=30)

    async def say(session: AsyncSession) -> None:
        said = [
            Opening(1, Interval(540, 720), MONDAY, winter),
            Opening(1, Interval(600, 660), winter),
            Opening(1, Interval(60, 120), MONDAY - timedelta(days=30), MONDAY),
        ]
        await resources.set_openings(session, resource, said, since=MONDAY)

    async def turned(session: AsyncSession) -> None:
        said = [Opening(1, Interval(540, 720), winter, winter - timedelta(days=1))]
        await resources.set_openings(session, resource, said, since=MONDAY)

    await desk.do(say)
    assert await desk.do(turned) == "openings_unfit"
    [who] = await desk.people(1)
    assert isinstance(await desk.reserve(resource, who, at("09:00")), UUID)
    assert await desk.reserve(resource, who, at("09:00", 14)) == "slot_not_offered"


async def test_a_day_keeps_whoever_lies_within_its_hours(desk: Desk) -> None:
    """However its slots are cut by then; and taken back, it is as every week."""
    resource, [early, late] = await desk.resource(), await desk.people(2)
    kept = await desk.reserve(resource, early, at("10:00"))
    lost = await desk.reserve(resource, late, at("11:00"))

    async def shorter(session: AsyncSession) -> int:
        row = await session.get_one(Resource, resource)
        row.slot_minutes = 25
        await session.flush()
        return await resources.set_day(session, resource, MONDAY, [Interval(550, 665)], now=NOW)

    async def taken_back(session: AsyncSession) -> int:
        return await resources.set_day(session, resource, MONDAY, None, now=NOW)

    assert await desk.do(shorter) == 1
    assert [await desk.state_of(each) for each in (kept, lost)] == ["booked", "cancelled"]
    assert await desk.do(taken_back) == 0


async def test_a_hold_ends_with_its_slot_s_begin(desk: Desk) -> None:
    resource, [who] = await desk.resource(hold_minutes=60, lead_minutes=0), await desk.people(1)
    held = await desk.reserve(resource, who, at("10:00"), State.HELD, now=at("09:50"))
    [row] = await desk.rows(resource)
    assert (row.id, row.expires_at) == (held, at("10:00"))


async def test_who_books_late_may_think_again(desk: Desk) -> None:
    """What could not be cancelled any more when it was booked can be for some minutes."""
    resource, [who] = await desk.resource(cancel_minutes=120, lead_minutes=0), await desk.people(1)
    made = await desk.reserve(resource, who, at("10:00"), now=at("09:30"))
    [row] = await desk.rows(resource)
    assert row.cancel_by == at("09:30") + timedelta(minutes=POLICY["hold_minutes"])
    assert await desk.cancel(made, now=row.cancel_by + timedelta(seconds=1)) == "too_late_to_cancel"
