"""A claim, a vouch or a worker's word against a demolition, on several connections."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import Response
from sqlalchemy import select, text

from shequ_api.base.events.worker import Worker
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.living import EMPTY, OTHER_EMPTY, Street, said
from tests.cast import HOME
from tests.pausing import held_before

BUILDING = f"{HOME}-c1-b1"
FAR_EMPTY = f"{HOME}-c1-b2-u1-d201"
FAR_BUILDING = f"{HOME}-c1-b2"
HELD = "SELECT id FROM places WHERE id = :id FOR UPDATE"
ITS_PERSON = "FROM persons WHERE persons.id = $1::UUID FOR NO KEY UPDATE"


async def demolished(street: Street, code: str) -> Response:
    path = f"/places/{street.cast.places[code]}/demolition"
    return await street.ask("subdistrict_administrator", "POST", path, {"reason": "危房拆除"})


@pytest.fixture
async def site(crowded: Street) -> AsyncIterator[Street]:
    """Everybody has signed in, so that nothing but the claim waits."""
    for who in ("newcomer", "subdistrict_administrator", "micro_grid_worker"):
        await crowded.ask(who, "GET", "/me")
    yield crowded


async def live_at(parts: Parts, street: Street, code: str) -> list[Residency]:
    async with parts.get(Database).sessions() as session:
        here = Residency.place_id == street.cast.places[code], Residency.ends_on.is_(None)
        return list(await session.scalars(select(Residency).where(*here)))


async def test_a_claim_that_waited_finds_no_dwelling(site: Street, open_parts: Parts) -> None:
    """The claim has read the dwelling, and stands before its person's lock; the building goes."""
    async with held_before(open_parts, ITS_PERSON) as pause:
        claim = asyncio.create_task(site.claim("newcomer", EMPTY))
        await pause.stands()
        assert (await demolished(site, BUILDING)).status_code == 201
        pause.over.set()
        assert said(await claim) == (409, "place_ended")
    assert await live_at(open_parts, site, EMPTY) == []


async def test_one_of_both_waits_for_the_other(site: Street, open_parts: Parts) -> None:
    """Sent at once: the claim is refused, or the demolition ends it; and there is no deadlock."""
    async with open_parts.get(Database).sessions() as session, session.begin():
        await session.execute(text(HELD), {"id": site.cast.places[HOME]})
        gone = asyncio.create_task(demolished(site, FAR_BUILDING))
        await asyncio.sleep(0.2)
        claims = [asyncio.create_task(site.claim("newcomer", FAR_EMPTY))]
        await asyncio.sleep(0.2)
    assert (await gone).status_code == 201
    assert [answer.status_code for answer in await asyncio.gather(*claims)] in ([409], [201])
    assert await live_at(open_parts, site, FAR_EMPTY) == []


async def test_nobody_is_verified_where_nothing_stands(site: Street, open_parts: Parts) -> None:
    """Whatever way a claim came to lie there, no word lets it count."""
    async with open_parts.get(Database).sessions() as session, session.begin():
        door = await session.get_one(Place, site.cast.places[OTHER_EMPTY])
        door.ended_at = utc_now()
        columns = {name: getattr(door, name) for name in ("city_id", "district_id")}
        columns |= {name: getattr(door, name) for name in ("subdistrict_id", "community_id")}
        columns |= {"building_id": door.building_id, "micro_grid_id": door.micro_grid_id}
        stray = Residency(
            **columns,
            place_id=door.id,
            person_id=site.cast.people["newcomer"],
            belonging="tenant",
            starts_on=date(2026, 3, 1),
            claimed_at=utc_now(),
        )
        session.add(stray)
    path = f"/residencies/{stray.id}/verification"
    answer = await site.ask("micro_grid_worker", "PUT", path)
    assert said(answer) == (409, "place_ended")
    await open_parts.get(Worker).drain(utc_now())
    level = (await site.got("newcomer", "/me"))["level"]["level"]
    assert level < 2
