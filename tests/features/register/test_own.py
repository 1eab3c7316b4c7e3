"""What the register says of me: reading it, asking for a correction, being linked, forgotten."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, enter_person
from shequ_api.base.events.facts import record
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.residency.events import ResidencyEnded, ResidencyVerified
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.features.register.models import Correction, Entry, Former, Occupancy
from shequ_api.features.register_residents.personal import collect, erase, merge
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.register.conftest import HOUSE, ID_NUMBER, NAME, NEXT_DOOR, PHONE, Doorstep

WORKER, ME = "micro_grid_worker", "resident"
MY_PHONE = "13900000001"
Work = Callable[[], Awaitable[int]]


async def verified(session: AsyncSession, cast: Cast, who: str, dwelling: str) -> None:
    fact = ResidencyVerified(
        subject_id=new_id(),
        district_id=cast.places["510108000000"],
        person_id=cast.people[who],
        dwelling_id=cast.places[dwelling],
        community_id=cast.places[HOME],
        belonging="owner",
        means="door",
        verified_by_id=cast.people[WORKER],
    )
    record(session, fact, now=utc_now())
    await session.commit()


@pytest.fixture
async def mine(door: Doorstep, session: AsyncSession, cast: Cast, work: Work) -> str:
    """My entry, which a worker made and my verified residency linked."""
    entry = await door.enter(name="甲居民", phone=MY_PHONE)
    await verified(session, cast, ME, HOUSE)
    await work()
    return str(entry["id"])


async def test_a_verified_residency_links_its_entry(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast
) -> None:
    own = await door.got(ME, "/me/register-entries")
    assert [(one["id"], one["name"], one["phone"]) for one in own["entries"]] == [
        (mine, "甲*民", "139******01")
    ]
    assert (await door.got("same_building", "/me/register-entries"))["entries"] == []
    await enter_district(session, cast.places["510108000000"])
    assert len(list(await session.scalars(select(Entry.id)))) == 1, "linked, not doubled"


async def test_a_namesake_with_another_number_is_not_linked(
    door: Doorstep, session: AsyncSession, cast: Cast, work: Work
) -> None:
    """Else whoever shares a name would read, and have corrected, another one's entry."""
    stranger = await door.enter(name="甲居民", phone="13700137000")
    await verified(session, cast, ME, HOUSE)
    await work()
    [own] = (await door.got(ME, "/me/register-entries"))["entries"]
    assert own["id"] != stranger["id"]
    assert own["source"] == "self_declared"


async def test_who_is_not_named_is_noted_for_a_look(
    door: Doorstep, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await verified(session, cast, ME, HOUSE)
    await work()
    await verified(session, cast, ME, HOUSE)
    await work()
    stale = (await door.got(WORKER, "/register/stale"))["items"]
    assert [(line["kind"], line["source"]) for line in stale] == [
        ("contact", "self_declared"),
        ("occupancy", "self_declared"),
    ]
    assert len(await door.search(WORKER, phone=MY_PHONE)) == 1


async def test_who_left_in_the_app_is_looked_after(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast, work: Work
) -> None:
    left = ResidencyEnded(
        subject_id=new_id(),
        person_id=cast.people[ME],
        dwelling_id=cast.places[HOUSE],
        community_id=cast.places[HOME],
        belonging="owner",
        end_kind="left",
        ends_on=china_date(utc_now()),
        ended_by_id=None,
    )
    record(session, left, now=utc_now())
    await session.commit()
    await work()
    stale = (await door.got(WORKER, "/register/stale"))["items"]
    assert [(line["kind"], line["entry_id"]) for line in stale] == [("occupancy", mine)]


async def test_a_correction_waits_and_is_confirmed(door: Doorstep, mine: str) -> None:
    asked = {"entry_id": mine, "phone": "13700137000", "note": "换号了"}
    made = await door.did(ME, "POST", "/me/register-corrections", **asked)
    assert (made["fields"], made["decided_at"]) == (["phone"], None)
    again = await door.ask(ME, "POST", "/me/register-corrections", json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "correction_waits")
    assert len(await door.search(WORKER, phone=MY_PHONE)) == 1, "nothing changes by asking"
    [line] = (await door.got(WORKER, "/register/corrections"))["items"]
    assert "13700137000" not in str(line)
    assert (await door.got("next_micro_worker", "/register/corrections"))["items"] == []
    why = {"purpose": "correction", "reason": "核实更正"}
    shown = await door.did(WORKER, "POST", f"/register/corrections/{line['id']}/reveals", **why)
    assert shown["values"] == {"wanted": {"phone": "13700137000"}, "note": "换号了"}
    path = f"/register/corrections/{line['id']}/decision"
    stranger = await door.ask("next_micro_worker", "PUT", path, json={"accepted": True})
    assert stranger.status_code == 404
    await door.did(WORKER, "PUT", path, accepted=True)
    assert len(await door.search(WORKER, phone="13700137000")) == 1
    twice = await door.ask(WORKER, "PUT", path, json={"accepted": True})
    assert twice.json()["code"] == "correction_decided"
    own = await door.got(ME, "/me/register-entries")
    assert [(one["accepted"], one["fields"]) for one in own["corrections"]] == [(True, ["phone"])]


async def test_a_rejection_says_why(door: Doorstep, mine: str) -> None:
    asked = {"entry_id": mine, "name": "别人"}
    made = await door.did(ME, "POST", "/me/register-corrections", **asked)
    path = f"/register/corrections/{made['id']}/decision"
    bare = await door.ask(WORKER, "PUT", path, json={"accepted": False})
    assert (bare.status_code, bare.json()["code"]) == (422, "reason_needed")
    await door.did(WORKER, "PUT", path, accepted=False, reason="证件姓名未变")
    [kept] = (await door.got(ME, "/me/register-entries"))["corrections"]
    assert (kept["accepted"], kept["reason"]) == (False, "证件姓名未变")
    assert len(await door.search(WORKER, name="居民")) == 1


async def test_nobody_corrects_another_ones_entry(door: Doorstep, mine: str) -> None:
    asked = {"entry_id": mine, "name": "别人"}
    answer = await door.ask("same_building", "POST", "/me/register-corrections", json=asked)
    assert answer.status_code == 404
    wrong = {"entry_id": mine, "id_number": "110105194912310021"}
    answer = await door.ask(ME, "POST", "/me/register-corrections", json=wrong)
    assert answer.json()["code"] == "id_number_wrong"


@pytest.mark.parametrize(
    ("name", "phone", "id_number", "matches"),
    [
        (NAME, PHONE, None, True),
        ("欧阳 小梅", "+86 138-0013-8000", None, True),
        (NAME, PHONE, ID_NUMBER.lower(), True),
        (NAME, None, ID_NUMBER, True),
        (NAME, PHONE, "440524188001010014", False),
        (NAME, "13700137000", None, False),
        (NAME, None, None, False),
        ("欧阳", PHONE, None, False),
        ("", PHONE, None, False),
    ],
)
async def test_the_matcher_answers_with_one_bit(
    door: Doorstep,
    session: AsyncSession,
    parts: Parts,
    name: str,
    phone: str | None,
    id_number: str | None,
    matches: bool,
) -> None:
    await door.enter(id_number=ID_NUMBER)
    book = parts.get(RegisterMatcher)  # type: ignore[type-abstract]  # parts are kept by protocol
    here, next_door = UUID(door.place(HOUSE)), UUID(door.place(NEXT_DOOR))
    assert await book.matches(session, here, name, phone, id_number) is matches
    assert await book.matches(session, next_door, name, phone, id_number) is False
    assert await book.matches(session, new_id(), name, phone, id_number) is False
    assert list(await session.scalars(select(Entry.id))) == [], "the walls are left again"


async def test_forgetting_keeps_the_counts_alone(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    await door.did(WORKER, "PUT", f"/register/people/{mine}", id_number=ID_NUMBER)
    path = f"/register/people/{mine}/facts/emergency_contact"
    await door.did(WORKER, "PUT", path, value="女儿")
    asked = {"entry_id": mine, "phone": "13700137000"}
    await door.did(ME, "POST", "/me/register-corrections", **asked)
    told = str(await collect(session, parts, cast.people[ME]))
    assert all(word in told for word in ("甲居民", MY_PHONE, ID_NUMBER, "女儿", "13700137000"))
    await erase(session, cast.people[ME], utc_now())
    await session.commit()
    assert await door.search(WORKER, phone=MY_PHONE) == []
    assert await door.search(WORKER, name="居民") == []
    assert (await door.got(ME, "/me/register-entries"))["entries"] == []
    [line] = (await door.got(WORKER, "/register/people"))["items"]
    assert (line["id"], line["name"], line["phone"], line["id_number"]) == (mine, None, None, None)
    await enter_district(session, cast.places["510108000000"])
    assert set(await session.scalars(select(Former.former_sealed))) == {None}
    assert set(await session.scalars(select(Correction.wanted_sealed))) == {None}
    assert len(list(await session.scalars(select(Occupancy.id)))) == 1


async def test_merged_accounts_share_their_entries(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast
) -> None:
    kept, merged = cast.people["newcomer"], cast.people[ME]
    for _ in range(2):
        await merge(session, kept, merged, utc_now())
    await session.commit()
    assert [
        one["id"] for one in (await door.got("newcomer", "/me/register-entries"))["entries"]
    ] == [mine]
    await enter_person(session, merged)
    assert list(await session.scalars(select(Entry.id))) == []


async def test_what_was_known_of_a_place_that_is_gone_is_over(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await door.did(WORKER, "PUT", f"/register/people/{mine}/facts/lives_alone", value=True)
    beside = await door.enter("next_micro_worker", f"{HOME}-c1-b2-u1-d101", name="丙丁")
    gone = PlaceEnded(
        subject_id=cast.places[f"{HOME}-c1-b1"],
        kind="building",
        community_id=cast.places[HOME],
        ended_by_id=None,
    )
    record(session, gone, now=utc_now())
    await session.commit()
    await work()
    left = (await door.got("community_worker", "/register/people"))["items"]
    assert [line["id"] for line in left] == [beside["id"]]
    counts = (await door.got("community_worker", "/register/freshness"))["items"]
    assert sorted(line["facts"] for line in counts) == [0, 2]
