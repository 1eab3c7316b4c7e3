"""What time, offices and erasures do to reservations; what the database and the checker refuse."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking import clocks, personal, resources, service
from shequ_api.blocks.booking.checker import verify
from shequ_api.blocks.booking.models import Resource
from shequ_api.blocks.booking.queries import offered_slots
from shequ_api.blocks.booking.rules import Interval, LateCancel, Opening, State
from shequ_api.kit.db import constraint_of
from tests.blocks.booking.desk import MONDAY, NOW, Desk, at


async def test_an_expired_hold_is_free_at_once_and_goes_to_the_line(desk: Desk) -> None:
    resource, [one, other, third] = await desk.resource(), await desk.people(3)
    held = await desk.reserve(resource, one, at("10:00"), State.HELD)
    waits = await desk.reserve(resource, other, at("10:00"), State.WAITING)
    before, at_once = NOW + timedelta(minutes=9, seconds=59), NOW + timedelta(minutes=10)
    assert await desk.reserve(resource, third, at("10:00"), now=before) == "slot_full"

    async def confirm(session: AsyncSession) -> str:
        return (await service.confirm(session, held, now=at_once)).state

    assert await desk.do(confirm) == "hold_expired"
    assert await desk.cancel(held, now=at_once) == "reservation_over"

    async def lapse(session: AsyncSession) -> None:
        await clocks.lapse(session, at_once)

    await desk.do(lapse)
    assert [await desk.state_of(held), await desk.state_of(waits)] == ["expired", "booked"]


async def test_without_a_clock_whoever_comes_meets_the_truth(desk: Desk) -> None:
    """Nobody marked the hold: the next one in the line has the place, not the newcomer."""
    resource, [one, other, third] = await desk.resource(), await desk.people(3)
    await desk.reserve(resource, one, at("10:00"), State.HELD)
    at_once = NOW + timedelta(minutes=10)
    async with desk.database.sessions() as session:
        row = await session.get_one(Resource, resource)
        [slot] = [
            each
            for each in await offered_slots(session, row, MONDAY, MONDAY, now=at_once)
            if each.begins_at == at("10:00")
        ]
    assert (slot.free, slot.waiting) == (1, 0)
    waits = await desk.reserve(resource, other, at("10:00"), State.WAITING)
    assert isinstance(waits, UUID)
    assert await desk.reserve(resource, third, at("10:00"), now=at_once) == "slot_full"


async def test_a_hold_is_confirmed_or_expires_never_both(desk: Desk) -> None:
    for turn in range(10):
        resource, [one] = await desk.resource(), await desk.people(1)
        held = await desk.reserve(resource, one, at("10:00"), State.HELD)
        late = NOW + timedelta(minutes=10)

        async def confirm(session: AsyncSession, held: UUID = held) -> str:
            return (await service.confirm(session, held, now=NOW)).state

        async def lapse(session: AsyncSession, late: datetime = late) -> None:
            await clocks.lapse(session, late)

        doing = [desk.do(confirm), desk.do(lapse)]
        came = await asyncio.gather(*(doing if turn % 2 else doing[::-1]))
        said = came[0] if turn % 2 else came[1]
        assert (said, await desk.state_of(held)) in {
            ("booked", "booked"),
            ("hold_expired", "expired"),
        }


@pytest.mark.parametrize("late_cancel", LateCancel)
async def test_cancelled_until_its_time(desk: Desk, late_cancel: LateCancel) -> None:
    resource, [who] = await desk.resource(late_cancel=late_cancel), await desk.people(1)
    in_time, late = at("09:00"), at("09:00") + timedelta(seconds=1)
    first = await desk.reserve(resource, who, at("10:00"))
    assert await desk.cancel(first, now=in_time) == "cancelled"
    second = await desk.reserve(resource, who, at("10:00"))
    came = await desk.cancel(second, now=late)
    assert came == ("cancelled" if late_cancel == LateCancel.COUNT else "too_late_to_cancel")
    assert [each.late for each in await desk.rows(resource)] == [
        False,
        late_cancel == LateCancel.COUNT,
    ]
    if late_cancel == LateCancel.REFUSE:
        assert await desk.move(second, at("12:00"), now=late) == "too_late_to_cancel"


async def test_who_does_not_come_is_barred_for_a_while(desk: Desk) -> None:
    resource, [who] = await desk.resource(), await desk.people(1)
    missed = [await desk.reserve(resource, who, at("10:00", day)) for day in (0, 1)]

    async def miss(session: AsyncSession) -> None:
        await clocks.miss(session, at("10:44", 1))

    await desk.do(miss)
    assert [await desk.state_of(each) for each in missed] == ["no_show", "booked"]

    async def miss_later(session: AsyncSession) -> None:
        await clocks.miss(session, at("10:45", 1))

    await desk.do(miss_later)
    assert await desk.facts(missed[1]) == ["reservation_missed"]
    until = at("10:00", 8)
    almost = until - timedelta(seconds=1)
    assert await desk.reserve(resource, who, at("12:00", 8), now=almost) == "booking_barred"
    assert isinstance(await desk.reserve(resource, who, at("12:00", 8), now=until), UUID)

    async def came(session: AsyncSession) -> None:
        await service.mark(session, missed[0], attended=True, now=at("11:00", 1))

    await desk.do(came)
    assert isinstance(await desk.reserve(resource, who, at("13:00", 8), now=almost), UUID)


async def test_a_closed_day_ends_what_lay_in_it(desk: Desk) -> None:
    resource, [one, other, third] = await desk.resource(), await desk.people(3)
    booked = await desk.reserve(resource, one, at("10:00", 1))
    waits = await desk.reserve(resource, other, at("10:00", 1), State.WAITING)
    stays = await desk.reserve(resource, third, at("14:00", 1))
    tuesday = MONDAY + timedelta(days=1)

    async def afternoon(session: AsyncSession) -> int:
        return await resources.set_day(session, resource, tuesday, [Interval(720, 1080)], now=NOW)

    assert await desk.do(afternoon) == 2
    assert await desk.do(afternoon) == 0
    for each in (booked, waits):
        assert (await desk.state_of(each), await desk.facts(each)) == (
            "cancelled",
            ["reservation_dropped"],
        )
    assert await desk.state_of(stays) == "booked"
    assert await desk.reserve(resource, one, at("10:00", 1)) == "slot_not_offered"


async def test_openings_have_editions_and_do_not_overlap(desk: Desk) -> None:
    resource = await desk.resource([Opening(1, Interval(540, 600), MONDAY)])

    async def afternoons(session: AsyncSession) -> None:
        later = MONDAY + timedelta(days=7)
        said = [Opening(1, Interval(840, 900), MONDAY)]
        await resources.set_openings(session, resource, said, since=later)

    await desk.do(afternoons)
    async with desk.database.sessions() as session:
        row = await session.get_one(Resource, resource)
        last = MONDAY + timedelta(days=7)
        found = await offered_slots(session, row, MONDAY, last, now=NOW)
    assert [each.begins_at for each in found] == [
        at(clock, days) for days, clock in ((0, "09:00"), (0, "09:30"), (7, "14:00"), (7, "14:30"))
    ]

    async def twice(session: AsyncSession) -> None:
        said = [Opening(1, Interval(840, 900), MONDAY), Opening(1, Interval(890, 960), MONDAY)]
        await resources.set_openings(session, resource, said, since=MONDAY)

    assert await desk.do(twice) == "openings_unfit"


async def test_erased_and_merged_people_leave_no_place_behind(desk: Desk) -> None:
    resource, [kept, merged, waits] = await desk.resource(capacity=2), await desk.people(3)
    for who in (kept, merged):
        await desk.reserve(resource, who, at("10:00"))
    line = await desk.reserve(resource, waits, at("10:00"), State.WAITING)

    async def merge(session: AsyncSession) -> list[str]:
        return await personal.merge(session, kept, merged, NOW)

    assert len(await desk.do(merge)) == 1
    assert await desk.do(merge) == []
    assert await desk.state_of(line) == "booked"
    assert {each.person_id for each in await desk.rows(resource)} == {kept, waits}

    async def erase(session: AsyncSession) -> None:
        await personal.erase(session, waits, NOW)

    await desk.do(erase)
    assert await desk.state_of(line) == "cancelled"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("seat = 2", None),
        ("seat = NULL", "ck_booking_reservations_seated"),
        ("state = 'held'", "ck_booking_reservations_held"),
        ("ends_at = begins_at", "ck_booking_reservations_lasts"),
        ("state = 'gone'", "ck_booking_reservations_state"),
    ],
)
async def test_the_database_refuses_what_the_service_would(
    desk: Desk, change: str, constraint: str | None
) -> None:
    resource, [who] = await desk.resource(), await desk.people(1)
    mine = await desk.reserve(resource, who, at("10:00"))
    broken = None
    async with desk.database.sessions() as session:
        try:
            await session.execute(
                text(f"UPDATE booking_reservations SET {change} WHERE id = :id"), {"id": mine}
            )
        except DBAPIError as error:
            broken = constraint_of(error)
    assert broken == constraint


async def test_the_checker_finds_what_is_against_a_truth(desk: Desk) -> None:
    """In a transaction that is thrown away: seats that are none, and who was passed over."""
    resource, [one, other] = await desk.resource(), await desk.people(2)
    booked = await desk.reserve(resource, one, at("10:00"))
    waits = await desk.reserve(resource, other, at("10:00"), State.WAITING)
    mine = {str(booked), str(waits), str(resource)}
    assert not mine & {found for _, found in await desk.findings()}
    for change, row, finding in (
        ("seat = 2", booked, {("oversold", str(booked))}),
        ("state = 'cancelled'", booked, {("waits_beside_a_free_place", str(waits))}),
        ("number = 9", waits, {("numbers", str(resource))}),
    ):
        async with desk.database.sessions() as session:
            await session.execute(
                text(f"UPDATE booking_reservations SET {change} WHERE id = :id"), {"id": row}
            )
            found = set(await verify(session, NOW))
            assert finding <= found
            await session.rollback()


async def test_what_is_long_over_is_let_go(desk: Desk) -> None:
    resource, [who] = await desk.resource(), await desk.people(1)
    old = await desk.reserve(resource, who, at("10:00"))
    new = await desk.reserve(resource, who, at("11:00", 5))

    async def done(session: AsyncSession) -> int:
        await service.mark(session, old, attended=True, now=at("10:00"))
        kept = timedelta(days=clocks.KEPT_DAYS)
        return await clocks.forget(session, at("11:00", 1) + kept, kept, 1000)

    assert await desk.do(done) >= 1
    assert [each.id for each in await desk.rows(resource)] == [new]
