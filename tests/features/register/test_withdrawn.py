"""Who takes back the consent to sensitive information is not asked for it at the door again."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.base.register.models import RegisterFact
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.register.conftest import HOUSE, ID_NUMBER, NEXT_DOOR, Doorstep
from tests.features.register.test_own import ME, MY_PHONE, WORKER, verified
from tests.features.register_imports.conftest import Importing, row, xlsx

CONSENT = "/me/consents/sensitive_information"
SEALED = {"emergency_contact": "女儿 13700137000", "mobility_need": "需要轮椅"}


async def answered(door: Doorstep, method: str, path: str, **body: Any) -> Response:
    return await door.ask(WORKER, method, path, json={"source": "door_visit", **body})


@pytest.fixture
async def mine(door: Doorstep, session: AsyncSession, cast: Cast, work: Work) -> str:
    """My entry, of which everything was known before I took the consent back."""
    await seed_policies(session, utc_now())
    await session.commit()
    entry = str((await door.enter(name="甲居民", phone=MY_PHONE, id_number=ID_NUMBER))["id"])
    await verified(session, cast, ME, HOUSE)
    await work()
    facts = f"/register/people/{entry}/facts"
    await door.did(WORKER, "PUT", f"{facts}/mobility_need", value="拄拐杖")
    for key, value in {**SEALED, "lives_alone": True}.items():
        await door.did(WORKER, "PUT", f"{facts}/{key}", value=value)
    assert (await door.ask(ME, "PUT", CONSENT, json={"version": 1})).is_success
    assert (await door.ask(ME, "DELETE", CONSENT)).is_success
    await work()
    return entry


def refused(answer: Response) -> None:
    assert answer.status_code == 409, answer.text
    problem = answer.json()
    assert (problem["code"], problem["policy"]) == ("consent_withdrawn", "sensitive_information")


async def test_sealed_facts_go_with_it_and_others_stay(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast
) -> None:
    known = (await door.got(WORKER, f"/register/dwellings/{door.place(HOUSE)}"))["facts"]
    assert [fact["key"] for fact in known] == ["lives_alone"]
    await enter_district(session, cast.places["510108000000"])
    facts = list(await session.scalars(select(RegisterFact)))
    assert len(facts) == 4, "that they were known once stays"
    assert {fact.value_sealed for fact in facts} == {None}, "nor what was said before"


async def test_nobody_writes_it_anew_before_they_agree_again(
    door: Doorstep, mine: str, work: Work
) -> None:
    entry = f"/register/people/{mine}"
    for key, value in SEALED.items():
        refused(await answered(door, "PUT", f"{entry}/facts/{key}", value=value))
    refused(await answered(door, "PUT", entry, id_number=ID_NUMBER))
    refused(await answered(door, "PUT", entry, born_on="1949-12-31"))
    wish = {"entry_id": mine, "id_number": ID_NUMBER}
    refused(await door.ask(ME, "POST", "/me/register-corrections", json=wish))
    assert (await answered(door, "PUT", entry, name="甲小民")).is_success
    assert (await answered(door, "PUT", f"{entry}/facts/lives_alone", value=False)).is_success
    law = await answered(door, "PUT", f"{entry}/facts/residence_permit_until", value="2030-01-01")
    assert law.is_success
    kinds = {kind["key"]: kind for kind in await door.got(WORKER, "/register/fact-kinds")}
    assert kinds["residence_permit_until"]["legal_basis"]
    assert kinds["mobility_need"]["legal_basis"] is None
    assert (await door.ask(ME, "PUT", CONSENT, json={"version": 1})).is_success
    assert (await answered(door, "PUT", entry, id_number=ID_NUMBER)).is_success


async def test_an_entry_that_is_found_to_be_theirs_loses_it_too(
    door: Doorstep, mine: str, session: AsyncSession, cast: Cast, work: Work
) -> None:
    """Noted next door, before anybody knew that it is the same human being."""
    person = {"name": "甲居民", "phone": MY_PHONE, "id_number": ID_NUMBER}
    other = await door.enter(dwelling=NEXT_DOOR, **person)
    await verified(session, cast, ME, NEXT_DOOR)
    await work()
    assert await door.search(WORKER, id_number=ID_NUMBER) == []
    assert other["id"] in [found["id"] for found in await door.search(WORKER, phone=MY_PHONE)]


async def test_a_list_brings_it_back_as_little(
    mine: str, door: Doorstep, client: AsyncClient, cast: Cast, work: Work
) -> None:
    """The rest of the line is written, and the line says what was not."""
    importing = Importing(client, await cast.headers("community_worker"), cast, work)
    line = row("甲居民", ID_NUMBER, MY_PHONE, 核实日期=china_date(utc_now()).isoformat())
    done = await importing.applied(xlsx(line))
    [outcome] = done["counts"]
    assert await importing.reasons(done["id"], outcome) == {2: ["consent_withdrawn"]}
    assert await door.search(WORKER, id_number=ID_NUMBER) == []
