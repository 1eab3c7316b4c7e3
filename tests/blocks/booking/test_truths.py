"""The block's truths, in the order of its README: on real connections, whose commits stay."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking import resources
from shequ_api.blocks.booking.resources import Policy
from shequ_api.blocks.booking.rules import Interval, Opening, State
from shequ_api.kit.ids import new_id
from tests.blocks.booking.desk import MONDAY, NOW, POLICY, Desk, at


def made(came: list[object]) -> list[UUID]:
    return [each for each in came if isinstance(each, UUID)]


def refused(came: list[object]) -> Counter[object]:
    return Counter(each for each in came if isinstance(each, str))


async def test_three_hundred_people_for_one_slot(desk: Desk) -> None:
    resource = await desk.resource()
    people = await desk.people(300)
    came = await asyncio.gather(*(desk.reserve(resource, who, at("10:00")) for who in people))
    assert len(made(came)) == 1
    assert refused(came) == {"slot_full": 299}
    [row] = await desk.rows(resource)
    assert (row.state, row.seat, row.number) == ("booked", 1, 1)


async def test_three_hundred_people_for_seven_seats(desk: Desk) -> None:
    resource = await desk.resource(capacity=7)
    people = await desk.people(300)
    came = await asyncio.gather(*(desk.reserve(resource, who, at("10:00")) for who in people))
    assert refused(came) == {"slot_full": 293}
    assert sorted(each.seat or 0 for each in await desk.rows(resource)) == list(range(1, 8))


OVERLAPS = text(
    "SELECT count(*) FROM booking_reservations a JOIN booking_reservations b"
    " ON a.resource_id = b.resource_id AND a.seat = b.seat AND a.id < b.id"
    " AND tstzrange(a.begins_at, a.ends_at) && tstzrange(b.begins_at, b.ends_at)"
    " WHERE a.resource_id = :resource AND a.state <> 'cancelled' AND b.state <> 'cancelled'"
)


async def test_ten_thousand_random_ranges_do_not_overlap(desk: Desk) -> None:
    """Past the service and its lock: the database alone refuses, whoever writes."""
    seed = random.randrange(2**32)
    drawn = random.Random(seed)
    resource, people = await desk.resource(), await desk.people(20)
    rows: list[dict[str, Any]] = []
    for number in range(10_000):
        begins_at = NOW + timedelta(minutes=drawn.randrange(60 * 24 * 30))
        rows.append(
            {
                "id": new_id(),
                "resource": resource,
                "district": desk.district_id,
                "person": people[number % 20],
                "number": number + 1,
                "begins_at": begins_at,
                "ends_at": begins_at + timedelta(minutes=drawn.randrange(1, 120)),
                "seat": drawn.randrange(1, 3),
            }
        )
    insert = text(
        "INSERT INTO booking_reservations (id, resource_id, district_id, person_id, made_by_id,"
        " number, begins_at, ends_at, seat, state, made_at, cancel_by, late)"
        " VALUES (:id, :resource, :district, :person, :person, :number, :begins_at, :ends_at,"
        " :seat, 'booked', :begins_at, :begins_at, false) ON CONFLICT DO NOTHING"
    )

    async def write(mine: list[dict[str, Any]]) -> None:
        async with desk.database.sessions() as session:
            for row in mine:
                async with session.begin():
                    await session.execute(insert, row)

    await asyncio.gather(*(write(rows[n::8]) for n in range(8)))
    async with desk.database.sessions() as session:
        assert await session.scalar(OVERLAPS, {"resource": resource}) == 0, seed
    kept = await desk.rows(resource)
    assert 100 < len(kept) < 10_000, seed
    # What was refused had cause to be: it meets somebody who stayed, by seat or by person.
    there = {each.id for each in kept}
    for row in rows:
        assert row["id"] in there or any(
            (each.seat == row["seat"] or each.person_id == row["person"])
            and each.begins_at < row["ends_at"]
            and row["begins_at"] < each.ends_at
            for each in kept
        )


async def test_adjacent_slots_are_both_fine(desk: Desk) -> None:
    resource, [who, other] = await desk.resource(), await desk.people(2)
    came = await asyncio.gather(
        desk.reserve(resource, who, at("10:00")),
        desk.reserve(resource, who, at("10:30")),
        desk.reserve(resource, other, at("09:30")),
    )
    assert len(made(list(came))) == 3
    assert {(each.begins_at, each.seat) for each in await desk.rows(resource)} == {
        (at("09:30"), 1),
        (at("10:00"), 1),
        (at("10:30"), 1),
    }


async def test_one_person_has_one_place_in_a_slot(desk: Desk) -> None:
    resource, [who] = await desk.resource(capacity=20), await desk.people(1)
    came = await asyncio.gather(*(desk.reserve(resource, who, at("10:00")) for _ in range(20)))
    assert len(made(list(came))) == 1
    assert refused(list(came)) == {"already_reserved": 19}


async def test_a_person_has_no_more_than_the_limit(desk: Desk) -> None:
    resource, [who] = await desk.resource(person_limit=3), await desk.people(1)
    hours = [at(f"{hour:02d}:00") for hour in range(9, 19)]
    came = await asyncio.gather(*(desk.reserve(resource, who, hour) for hour in hours))
    assert len(made(list(came))) == 3
    assert refused(list(came)) == {"too_many_reservations": 7}


async def test_only_slots_that_are_offered(desk: Desk) -> None:
    week = [Opening(1, Interval(600, 660), MONDAY)]
    resource, [who] = await desk.resource(week, lead_minutes=30), await desk.people(1)
    for wrong in (at("10:10"), at("11:00"), at("10:00", 1), at("10:00", 70)):
        assert await desk.reserve(resource, who, wrong) == "slot_not_offered"
    assert await desk.reserve(resource, who, at("10:00"), now=at("09:31")) == "slot_not_offered"
    assert isinstance(await desk.reserve(resource, who, at("10:00"), now=at("09:30")), UUID)


async def test_change_and_cancel_race(desk: Desk) -> None:
    """Whichever is first: one place at most, never in two slots, and nobody stays behind."""
    outcomes = Counter[tuple[object, object]]()
    for turn in range(30):
        resource, [who, waits] = await desk.resource(), await desk.people(2)
        mine = await desk.reserve(resource, who, at("10:00"))
        line = await desk.reserve(resource, waits, at("10:00"), State.WAITING)
        doing = [desk.move(mine, at("11:00")), desk.cancel(mine)]
        came = await asyncio.gather(*(doing if turn % 2 else reversed(doing)))
        moved, cancelled = came if turn % 2 else reversed(came)
        outcomes[moved, cancelled] += 1
        assert cancelled == "cancelled" and moved in {"booked", "reservation_over"}
        assert await desk.state_of(mine) == "cancelled"
        assert await desk.state_of(line) == "booked"
        assert await desk.facts(line) == ["reservation_promoted"]
    assert sum(outcomes.values()) == 30
    resource, [who] = await desk.resource(), await desk.people(1)
    mine = await desk.reserve(resource, who, at("10:00"))
    assert [await desk.cancel(mine), await desk.move(mine, at("11:00"))] == [
        "cancelled",
        "reservation_over",
    ]


async def test_two_who_change_places_with_a_full_slot_keep_theirs(desk: Desk) -> None:
    resource, [one, other] = await desk.resource(), await desk.people(2)
    first = await desk.reserve(resource, one, at("10:00"))
    second = await desk.reserve(resource, other, at("11:00"))
    came = await asyncio.gather(desk.move(first, at("11:00")), desk.move(second, at("10:00")))
    assert list(came) == ["slot_full", "slot_full"]
    assert {each.begins_at for each in await desk.rows(resource)} == {at("10:00"), at("11:00")}


async def test_the_line_is_served_in_its_order(desk: Desk) -> None:
    """Five places are given back at once: the first five who wait have them, and no other."""
    resource, people = await desk.resource(capacity=5), await desk.people(25)
    booked = [await desk.reserve(resource, who, at("10:00")) for who in people[:5]]
    lined = [desk.reserve(resource, who, at("10:00"), State.WAITING) for who in people[5:]]
    line = made(list(await asyncio.gather(*lined)))
    assert len(line) == 20
    order = [each.id for each in await desk.rows(resource) if each.id in set(line)]
    given_up = order[2]
    await asyncio.gather(desk.cancel(given_up), *(desk.cancel(each) for each in booked))
    # One who left the line may have had a place for a moment: it went on to the next.
    states = {each.id: each.state for each in await desk.rows(resource)}
    rest = [each for each in order if each != given_up]
    assert [states[each] for each in rest] == ["booked"] * 5 + ["waiting"] * 14
    assert states[given_up] == "cancelled"
    told = [await desk.facts(each) for each in rest[:6]]
    assert told == [["reservation_promoted"]] * 5 + [[]]


async def test_nobody_waits_beside_a_free_place(desk: Desk) -> None:
    resource, [one, other] = await desk.resource(), await desk.people(2)
    assert await desk.reserve(resource, one, at("10:00"), State.WAITING) == "slot_not_full"
    await desk.reserve(resource, one, at("10:00"))
    waits = await desk.reserve(resource, other, at("10:00"), State.WAITING)

    async def widen(session: AsyncSession) -> None:
        policy = Policy(**(POLICY | {"capacity": 2}))
        await resources.change_policy(session, resource, policy, now=NOW)

    await desk.do(widen)
    assert await desk.state_of(waits) == "booked"

    async def narrow(session: AsyncSession) -> None:
        await resources.change_policy(session, resource, Policy(**POLICY), now=NOW)

    assert await desk.do(narrow) == "seats_in_use"
