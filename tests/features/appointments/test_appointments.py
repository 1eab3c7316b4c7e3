"""From the list of counters to the counter itself: booked, held, awaited, changed, given back."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.booking.models import Reservation
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.clocks import Work
from tests.features.appointments.hall import API, MINE, Hall, at, day_after, same


async def test_people_see_the_counters_of_their_community_and_book_a_slot(hall: Hall) -> None:
    counter = await hall.counter()
    of_all = await hall.counter(by="subdistrict_administrator")
    await hall.counter(by="far_community_worker", place="510108014012")
    listed = (await hall.ask("GET", API, "resident")).json()["items"]
    assert {each["id"] for each in listed} == {counter["id"], of_all["id"]}
    assert {each["whole_subdistrict"] for each in listed} == {True, False}
    nobodys = (await hall.ask("GET", API, "newcomer")).json()["items"]
    assert nobodys == []
    there = {"place_id": str(hall.cast.places["510108015017"])}
    asked = (await hall.ask("GET", API, "newcomer", params=there)).json()["items"]
    assert len(asked) == 2

    days = {"first_day": str(day_after(2)), "last_day": str(day_after(3))}
    path = f"{API}/{counter['id']}/slots"
    slots = (await hall.ask("GET", path, "resident", params=days)).json()["slots"]
    assert len(slots) == 48
    assert (slots[9]["free"], same(slots[9]["begins_at"], at(9))) == (1, True)
    made = await hall.booked(counter, "resident", at(9))
    assert (made["state"], made["state_title"], made["ahead"]) == ("booked", "已预约", None)
    slots = (await hall.ask("GET", path, "resident", params=days)).json()["slots"]
    assert [each["free"] for each in slots[8:11]] == [1, 0, 1]
    listed = (await hall.ask("GET", MINE, "resident")).json()["items"]
    assert [(each["id"], each["counter_name"]) for each in listed] == [(made["id"], "社保窗口")]
    others = await hall.ask("GET", f"{MINE}/{made['id']}", "same_building")
    assert others.status_code == 404

    for wrong in ({"first_day": str(day_after(3)), "last_day": str(day_after(2))}, None):
        asked_for = wrong or {"first_day": str(day_after(0)), "last_day": str(day_after(31))}
        answer = await hall.ask("GET", path, "resident", params=asked_for)
        assert (answer.status_code, answer.json()["code"]) == (422, "appointment_days_unfit")


async def test_a_place_in_the_queue_needs_a_key_and_is_taken_once(hall: Hall) -> None:
    counter, key = await hall.counter(), str(new_id())
    bare = await hall.book(counter, "resident", at(9), keyed=False)
    assert bare.status_code == 400
    first = await hall.book(counter, "resident", at(9), key=key)
    again = await hall.book(counter, "resident", at(9), key=key)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    twice = await hall.book(counter, "resident", at(9))
    assert (twice.status_code, twice.json()["code"]) == (409, "slot_full")
    closed = await hall.book(counter, "resident", at(9, days=40))
    assert closed.json()["code"] == "slot_not_offered"


async def test_who_waits_is_told_when_a_place_is_given_back(hall: Hall, work: Work) -> None:
    counter = await hall.counter()
    early = await hall.book(counter, "same_building", at(9), "wait")
    assert early.json()["code"] == "slot_not_full"
    booked = await hall.booked(counter, "resident", at(9))
    first = await hall.booked(counter, "same_building", at(9), "wait")
    second = await hall.booked(counter, "same_compound", at(9), "wait")
    assert (first["state"], first["ahead"], second["ahead"]) == ("waiting", 0, 1)
    given_back = await hall.act("cancellation", "resident", booked)
    assert given_back.json()["state"] == "cancelled"
    assert (await hall.mine("same_building", first))["state"] == "booked"
    assert (await hall.mine("same_compound", second))["ahead"] == 0
    await work()
    assert await hall.told("same_building") == ["appointment_promoted"]
    assert await hall.told("same_compound") == []
    assert await hall.told("resident") == []


async def test_what_is_held_is_confirmed_or_lapses(
    hall: Hall, work: Work, session: AsyncSession
) -> None:
    counter = await hall.counter()
    held = await hall.booked(counter, "resident", at(9), "hold")
    assert (held["state"], held["expires_at"] is None) == ("held", False)
    waits = await hall.booked(counter, "same_building", at(9), "wait")
    over = update(Reservation).where(Reservation.id == held["id"])
    await session.execute(over.values(expires_at=utc_now() - timedelta(seconds=1)))
    await session.commit()
    late = await hall.act("confirmation", "resident", held)
    assert (late.status_code, late.json()["code"]) == (409, "hold_expired")
    await work("booking.lapse")
    assert (await hall.mine("resident", held))["state"] == "expired"
    assert (await hall.mine("same_building", waits))["state"] == "booked"
    other = await hall.booked(counter, "resident", at(10), "hold")
    confirmed = await hall.act("confirmation", "resident", other)
    assert (confirmed.json()["state"], confirmed.json()["expires_at"]) == ("booked", None)


async def test_changed_to_another_hour(hall: Hall) -> None:
    counter = await hall.counter()
    mine = await hall.booked(counter, "resident", at(9))
    await hall.booked(counter, "same_compound", at(10))
    waits = await hall.booked(counter, "same_building", at(9), "wait")
    full = await hall.act("move", "resident", mine, {"begins_at": at(10)})
    assert (full.status_code, full.json()["code"]) == (409, "slot_full")
    assert same((await hall.mine("resident", mine))["begins_at"], at(9))
    moved = await hall.act("move", "resident", mine, {"begins_at": at(11)})
    assert same(moved.json()["begins_at"], at(11))
    assert (await hall.mine("same_building", waits))["state"] == "booked"
    await hall.act("cancellation", "resident", mine)
    over = await hall.act("move", "resident", mine, {"begins_at": at(12)})
    assert over.json()["code"] == "reservation_over"


async def test_a_closed_day_and_a_closed_counter_tell_whom_they_meet(
    hall: Hall, work: Work
) -> None:
    counter = await hall.counter()
    booked = await hall.booked(counter, "resident", at(9))
    later = await hall.booked(counter, "same_building", at(9, days=3))
    path = f"{API}/{counter['id']}/days/{day_after(2)}"
    shut = await hall.ask("PUT", path, "community_worker", {"openings": []})
    assert (shut.status_code, shut.json()["dropped"]) == (200, 1)
    assert (await hall.mine("resident", booked))["state"] == "cancelled"
    await work()
    assert await hall.told("resident") == ["appointment_dropped"]
    again = await hall.book(counter, "resident", at(9))
    assert again.json()["code"] == "slot_not_offered"
    some = {"openings": [{"starts": "09:00", "ends": "10:00"}]}
    assert (await hall.ask("PUT", path, "community_worker", some)).status_code == 200
    await hall.booked(counter, "resident", at(9))
    unfit = {"openings": [{"starts": "10:00", "ends": "09:00"}]}
    answer = await hall.ask("PUT", path, "community_worker", unfit)
    assert (answer.status_code, answer.json()["code"]) == (422, "openings_unfit")
    past = f"{API}/{counter['id']}/days/{day_after(-1)}"
    answer = await hall.ask("PUT", past, "community_worker", some)
    assert answer.json()["code"] == "appointment_day_unfit"

    closed = await hall.ask("POST", f"{API}/{counter['id']}/closing", "community_worker")
    assert (closed.status_code, closed.json()["dropped"]) == (200, 2)
    await work()
    assert await hall.told("same_building") == ["appointment_dropped"]
    assert (await hall.mine("same_building", later))["state"] == "cancelled"
    refused = await hall.book(counter, "resident", at(15))
    assert refused.json()["code"] == "resource_closed"
    assert (await hall.ask("GET", API, "resident")).json()["items"] == []


async def test_a_counter_is_changed_by_whoever_saw_its_last_version(hall: Hall) -> None:
    counter = await hall.counter()
    path = f"{API}/{counter['id']}"
    got = await hall.ask("GET", path, "resident")
    content = {name: counter[name] for name in ("name", "serves", "policy")}
    content |= {"openings": [{"weekday": 1, "starts": "09:00", "ends": "12:00"}]}
    blind = await hall.ask("PUT", path, "community_worker", content)
    assert blind.status_code == 428
    match = {"If-Match": got.headers["etag"]}
    changed = await hall.ask("PUT", path, "community_worker", content, headers=match)
    assert changed.status_code == 200, changed.text
    assert [(each["weekday"], each["starts"]) for each in changed.json()["openings"]] == [
        (1, "09:00")
    ]
    stale = await hall.ask("PUT", path, "community_worker", content, headers=match)
    assert stale.status_code == 412
    far = await hall.ask("PUT", path, "far_community_worker", content, headers=match)
    assert far.status_code == 404
    member = await hall.ask("PUT", path, "micro_grid_worker", content, headers=match)
    assert member.status_code == 404


async def test_the_day_of_a_counter_and_who_came(
    hall: Hall, work: Work, session: AsyncSession
) -> None:
    counter = await hall.counter()
    person = {"begins_at": at(10), "person_id": str(hall.cast.people["same_building"])}
    desk = f"{API}/{counter['id']}/desk-appointments"
    made = await hall.ask("POST", desk, "community_worker", person)
    assert (made.status_code, made.json()["person_name"]) == (201, "乙居民")
    assert (await hall.mine("same_building", made.json()))["state"] == "booked"
    stranger = person | {"person_id": str(hall.cast.people["far_resident"]), "begins_at": at(11)}
    answer = await hall.ask("POST", desk, "community_worker", stranger)
    assert (answer.status_code, answer.json()["code"]) == (422, "appointment_person_unknown")

    mine = await hall.booked(counter, "resident", at(9))
    path = f"{API}/{counter['id']}/appointments?day={day_after(2)}"
    listed = (await hall.ask("GET", path + "&limit=1", "community_worker")).json()
    rest = await hall.ask(
        "GET", f"{path}&limit=1&cursor={listed['next_cursor']}", "community_worker"
    )
    found = [*listed["items"], *rest.json()["items"]]
    assert [each["id"] for each in found] == [mine["id"], made.json()["id"]]
    far = await hall.ask("GET", path, "far_community_worker")
    assert far.status_code == 404

    attendance = f"/api/v1/appointments/{mine['id']}/attendance"
    early = await hall.ask("PUT", attendance, "community_worker", {"attended": True})
    assert (early.status_code, early.json()["code"]) == (409, "reservation_not_begun")
    begun = utc_now() - timedelta(hours=2)
    today = update(Reservation).where(Reservation.id == mine["id"])
    await session.execute(
        today.values(begins_at=begun, ends_at=begun + timedelta(hours=1), cancel_by=begun)
    )
    await session.commit()
    await work("booking.miss")
    assert (await hall.mine("resident", mine))["state"] == "no_show"
    assert await hall.told("resident") == ["appointment_missed"]
    came = await hall.ask("PUT", attendance, "community_worker", {"attended": True})
    assert came.json()["state"] == "attended"
    strange = await hall.ask("PUT", attendance, "far_community_worker", {"attended": False})
    assert strange.status_code == 404


async def test_a_counter_stands_in_a_community_of_ones_scope(hall: Hall) -> None:
    body = {"name": "窗口", "serves": "办事", "policy": {"capacity": 1, "slot_minutes": 30}}
    body |= {"place_id": str(hall.cast.places["510108014012"]), "openings": []}
    answer = await hall.ask("POST", API, "community_worker", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "counter_place_unfit")
    member = await hall.ask("POST", API, "micro_grid_worker", body)
    assert member.status_code == 403


async def test_a_special_day_is_shown_and_taken_back(hall: Hall) -> None:
    counter = await hall.counter()
    path, day = f"{API}/{counter['id']}/days/{day_after(2)}", str(day_after(2))
    noon = {"starts": "12:00", "ends": "14:00"}
    assert (
        await hall.ask("PUT", path, "community_worker", {"openings": [noon]})
    ).status_code == 200
    shown = (await hall.ask("GET", f"{API}/{counter['id']}", "resident")).json()
    assert shown["special_days"] == [{"day": day, "openings": [noon]}]
    assert (await hall.book(counter, "resident", at(9))).json()["code"] == "slot_not_offered"
    back = await hall.ask("PUT", path, "community_worker", {"openings": None})
    assert (back.status_code, back.json()["openings"]) == (200, None)
    assert (await hall.book(counter, "resident", at(9))).status_code == 201


async def test_the_counter_cancels_for_who_rings_up(hall: Hall) -> None:
    """However late: it is no absence, and whoever waits has the place."""
    counter = await hall.counter(cancel_minutes=10_080)
    made = await hall.booked(counter, "resident", at(9))
    waits = await hall.booked(counter, "same_building", at(9), taking="wait")
    path = f"/api/v1/appointments/{made['id']}/cancellation"
    assert (await hall.ask("POST", path, "resident")).status_code == 404
    answer = await hall.ask("POST", path, "community_worker")
    assert (answer.status_code, answer.json()["state"], answer.json()["late"]) == (
        *(200, "cancelled"),
        False,
    )
    assert (await hall.mine("same_building", waits))["state"] == "booked"
