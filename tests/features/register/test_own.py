"""What the register says of me: reading it, asking for a correction, being linked, forgotten."""

from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, enter_person
from shequ_api.base.events.facts import record
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.base.register.models import Correction, Entry, Former, Occupancy
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.residency.events import ResidencyEnded, ResidencyVerified
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.features.register_residents.forgetting import erase
from shequ_api.features.register_residents.personal import collect, merge
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.register.conftest import HOUSE, ID_NUMBER, NAME, NEXT_DOOR, PHONE, Doorstep

WORKER, ME = "micro_grid_worker", "resident"
MY_PHONE = "13900000001"


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


async def test_looks_from_before_the_link_reach_their_person(
    door: Doorstep, session: AsyncSession, cast: Cast, work: Work
) -> None:
    entry = await door.enter(name="甲居民", phone=MY_PHONE)
    beside = await door.enter(dwelling=NEXT_DOOR, name="丙丁", phone="13700137000")
    why = {"fields": ["phone"], "purpose": "contact", "reason": "登记前联系"}
    for one in (entry, beside):
        await door.did("community_worker", "POST", f"/register/people/{one['id']}/reveals", **why)
    assert (await door.got(ME, "/me/access-log"))["items"] == []
    await verified(session, cast, ME, HOUSE)
    await work()
    [look] = (await door.got(ME, "/me/access-log"))["items"]
    assert (look["subject_id"], look["fields"]) == (entry["id"], ["phone"])
    assert (await door.got("same_building", "/me/access-log"))["items"] == []
    copy = await door.got(ME, "/me/personal-data")
    [logs] = [part for part in copy["parts"] if part["module"] == "audit"]
    assert "'看了什么': ['手机号']" in str(logs)


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
    book = parts.get(RegisterMatcher)
    here, next_door = UUID(door.place(HOUSE)), UUID(door.place(NEXT_DOOR))
    assert await book.matches(session, here, name, phone, id_number) is matches
    assert await book.matches(session, next_door, name, phone, id_number) is False
    assert await book.matches(session, new_id(), name, phone, id_number) is False
    assert list(await session.scalars(select(Entry.id))) == [], "the walls are left again"


async def test_forgetting_ends_the_entry_and_empties_it(
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
    assert (await door.got(WORKER, "/register/people"))["items"] == [], "nobody is counted twice"
    await enter_district(session, cast.places["510108000000"])
    assert set(await session.scalars(select(Former.former_sealed))) == {None}
    assert set(await session.scalars(select(Correction.wanted_sealed))) == {None}
    [stayed] = await session.scalars(select(Occupancy))
    assert (stayed.person_id, stayed.ends_on) == (None, china_date(utc_now()))


async def _word(door: Doorstep, method: str, code: str, **body: Any) -> Response:
    return await door.ask(ME, method, f"/me/consents/{code}", json=body or None)


async def test_what_rests_on_a_consent_goes_with_it(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast, parts: Parts, work: Work
) -> None:
    """The ID number and the day of birth, also from history and from what was asked."""
    await door.did(WORKER, "PUT", f"/register/people/{mine}", id_number=ID_NUMBER)
    await door.did(WORKER, "PUT", f"/register/people/{mine}", id_number="440524188001010014")
    asked = {"entry_id": mine, "id_number": ID_NUMBER, "note": "证件"}
    await door.did(ME, "POST", "/me/register-corrections", **asked)
    assert ID_NUMBER in str(await collect(session, parts, cast.people[ME]))
    await seed_policies(session, utc_now())
    await session.commit()
    for code in ("privacy_notice", "sensitive_information"):
        assert (await _word(door, "PUT", code, version=1)).is_success
    assert (await _word(door, "DELETE", "privacy_notice")).is_success
    await work()
    assert len(await door.search(WORKER, id_number="440524188001010014")) == 1, "not its consent"
    assert (await _word(door, "DELETE", "sensitive_information")).is_success
    await work()
    assert await door.search(WORKER, id_number="440524188001010014") == []
    assert len(await door.search(WORKER, phone=MY_PHONE)) == 1
    told = str(await collect(session, parts, cast.people[ME]))
    assert not [word for word in (ID_NUMBER, "440524188001010014", "1949-12-31") if word in told]
    await enter_district(session, cast.places["510108000000"])
    seal = parts.get(RegisterSeal)
    for former in await session.scalars(select(Former).execution_options(populate_existing=True)):
        said = seal.open_facts("register_history", former.id, "former", former.former_sealed)
        assert not {"id_number", "born_on"} & said.keys()


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
