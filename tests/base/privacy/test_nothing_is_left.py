"""Being forgotten is measured in the tables: each value of each column, opened and searched."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.privacy.leavings import Canaries, traces
from tests.cast import Cast
from tests.clocks import Work
from tests.features.register.conftest import HOUSE, NEXT_DOOR, Doorstep
from tests.features.register.test_own import verified

ME, WORKER = "resident", "micro_grid_worker"
MY_NAME, MY_PHONE, MY_NUMBER, MY_OPENID = (
    "甲居民",
    "13900000001",
    "11010519491231002X",
    "openid-of-the-resident",
)
SPOKEN = f"{MY_NAME} {MY_PHONE} 已核"
DISTRICT = "510108000000"
EVIDENCE = {"access_log.reason"}
"""Why somebody looked, in the reader's words: written once, shown to auditors alone."""
MUST_BE_FOUND = {
    "access_log.reason",
    "mandates.note",
    "persons.name",
    "persons.phone_index",
    "persons.phone_sealed",
    "register_corrections.reason",
    "register_corrections.wanted_sealed",
    "register_history.former_sealed",
    "register_people.id_number_index",
    "register_people.id_number_sealed",
    "register_people.name_sealed",
    "register_people.phone_index",
    "register_people.phone_sealed",
    "register_premises.keeper_name_sealed",
    "register_premises.keeper_phone_sealed",
    "wechat_accounts.openid",
}
"""A search that finds nothing before finds nothing after."""


@pytest.fixture
def door(client: AsyncClient, cast: Cast) -> Doorstep:
    return Doorstep(client, cast)


@pytest.fixture
async def canaries(
    session: AsyncSession, cast: Cast, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> Canaries:
    found = Canaries((MY_NAME, MY_PHONE, MY_NUMBER, MY_OPENID))
    found.watch(monkeypatch)
    person = await session.get_one(Person, cast.people[ME])
    found.hide(person.phone_sealed, MY_PHONE)
    found.hide(person.phone_index, MY_PHONE)
    seal, district_id = parts.get(RegisterSeal), cast.places[DISTRICT]
    found.hide(seal.phone_index(district_id, MY_PHONE), MY_PHONE)
    found.hide(seal.id_number_index(district_id, MY_NUMBER), MY_NUMBER)
    session.add(
        WeChatAccount(person_id=person.id, app_id="wx", openid=MY_OPENID, created_at=utc_now())
    )
    await session.commit()
    return found


async def known_all_over(door: Doorstep, session: AsyncSession, cast: Cast, work: Work) -> str:
    """In the register thrice (once linked, once as an owner elsewhere, once as a shopkeeper), in
    the history, in corrections and in what staff wrote; gives the linked entry."""
    mine = str((await door.enter(name=MY_NAME, phone=MY_PHONE))["id"])
    await verified(session, cast, ME, HOUSE)
    await work()
    await door.enter(dwelling=NEXT_DOOR, name=MY_NAME, phone=MY_PHONE, belonging="owner")
    await door.did(WORKER, "PUT", f"/register/people/{mine}", id_number=MY_NUMBER)
    await door.did(WORKER, "PUT", f"/register/people/{mine}", name="甲小民")
    await door.did(WORKER, "PUT", f"/register/people/{mine}", name=MY_NAME)
    asked = {"entry_id": mine, "id_number": MY_NUMBER, "note": SPOKEN}
    correction = await door.did(ME, "POST", "/me/register-corrections", **asked)
    decision = {"accepted": False, "reason": SPOKEN}
    await door.did(WORKER, "PUT", f"/register/corrections/{correction['id']}/decision", **decision)
    why = {"fields": ["phone"], "purpose": "contact", "reason": SPOKEN}
    await door.did("community_worker", "POST", f"/register/people/{mine}/reveals", **why)
    await kept_shop(door)
    mandate = {"agent_phone": "13900000002", "permissions": ["ticket:file"], "note": SPOKEN}
    today = china_date(utc_now())
    days = {
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
    }
    await door.did(ME, "POST", "/me/mandates", **mandate, **days)
    return mine


async def kept_shop(door: Doorstep) -> dict[str, Any]:
    """A shop that the person keeps, and that somebody else kept in between."""
    shop = {"name": "好邻居便利店", "kind": "shop"}
    theirs = {**shop, "keeper_name": MY_NAME, "keeper_phone": MY_PHONE}
    made = await door.did(
        WORKER, "POST", "/register/premises", place_id=door.place(HOUSE), **theirs
    )
    other = {**shop, "keeper_name": "丙丁", "keeper_phone": "13700137000"}
    await door.did(WORKER, "PUT", f"/register/premises/{made['id']}", **other)
    kept: dict[str, Any] = await door.did(
        WORKER, "PUT", f"/register/premises/{made['id']}", **theirs
    )
    return kept


async def forgotten(door: Doorstep, parts: Parts) -> None:
    await door.did(ME, "POST", "/me/erasure", confirmation="注销账号")
    for minutes in range(0, 60, 15):
        await parts.get(Worker).drain(utc_now() + timedelta(days=8, minutes=minutes))


async def test_no_column_says_who_they_were(
    door: Doorstep,
    canaries: Canaries,
    session: AsyncSession,
    cast: Cast,
    parts: Parts,
    work: Work,
) -> None:
    await known_all_over(door, session, cast, work)
    inside = {"district_id": cast.places[DISTRICT], "person_id": cast.people[ME]}
    before = await traces(session, canaries, **inside)
    assert not MUST_BE_FOUND - before.keys()
    await forgotten(door, parts)
    assert await session.scalar(select(Erasure.done_at)) is not None
    after = await traces(session, canaries, **inside)
    assert {place: words for place, words in after.items() if place not in EVIDENCE} == {}
    assert after.keys() >= EVIDENCE


async def test_others_of_the_same_number_or_name_stay(
    door: Doorstep, canaries: Canaries, session: AsyncSession, cast: Cast, parts: Parts, work: Work
) -> None:
    """A child under a parent's number, and a namesake with a number of their own."""
    await known_all_over(door, session, cast, work)
    child = await door.enter(name="甲小童", phone=MY_PHONE)
    namesake = await door.enter(dwelling=NEXT_DOOR, name=MY_NAME, phone="13700137111")
    await forgotten(door, parts)
    assert [one["id"] for one in await door.search(WORKER, phone=MY_PHONE)] == [child["id"]]
    assert [one["id"] for one in await door.search(WORKER, name="居民")] == [namesake["id"]]


async def test_who_comes_back_is_counted_once(
    door: Doorstep, canaries: Canaries, session: AsyncSession, cast: Cast, parts: Parts, work: Work
) -> None:
    await known_all_over(door, session, cast, work)
    await forgotten(door, parts)
    assert (await door.got("community_worker", "/register/people"))["items"] == []
    await door.enter(name=MY_NAME, phone=MY_PHONE)
    assert len((await door.got("community_worker", "/register/people"))["items"]) == 1
    counts = (await door.got("community_worker", "/register/freshness"))["items"]
    assert sum(line["people"] for line in counts) == 1


async def test_a_shopkeeper_reads_of_their_shop_and_leaves_it(
    door: Doorstep, canaries: Canaries, session: AsyncSession, cast: Cast, parts: Parts, work: Work
) -> None:
    await known_all_over(door, session, cast, work)
    assert "好邻居便利店" in str(await door.got(ME, "/me/personal-data"))
    assert "好邻居便利店" not in str(await door.got("same_building", "/me/personal-data"))
    await forgotten(door, parts)
    [shop] = (await door.got(WORKER, "/register/premises"))["items"]
    assert (shop["name"], shop["keeper_name"], shop["keeper_phone"]) == ("好邻居便利店", None, None)
