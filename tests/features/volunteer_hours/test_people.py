"""Accounts that are one human being, and accounts that are gone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.volunteer_attendance import personal as attendance
from shequ_api.features.volunteer_attendance.models import VolunteerSession
from shequ_api.features.volunteer_certificates import personal as certificates
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_hours import personal as hours
from shequ_api.features.volunteer_hours.models import VolunteerTally
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.features.volunteer_attendance.serving import DISTRICT, STAFF, Serving
from tests.features.volunteer_certificates.test_certificates import issue

KEPT, MERGED = "same_building", "resident"


async def _merged(session: AsyncSession, cast: Cast) -> None:
    ids = cast.people[KEPT], cast.people[MERGED]
    for module in (hours, attendance, certificates):
        await module.merge(session, *ids, utc_now())
    gone = update(Person).where(Person.id == ids[1])
    await session.execute(gone.values(merged_into_id=ids[0]))
    await session.commit()


@pytest.mark.parametrize("both", [True, False])
async def test_hours_go_with_the_account(
    serving: Serving, session: AsyncSession, cast: Cast, both: bool
) -> None:
    theirs = await serving.confirmed(30, ago=100, who=MERGED)
    if both:
        await serving.confirmed(20, who=KEPT)
    made = (await issue(serving)).json()
    await _merged(session, cast)
    assert await serving.minutes(KEPT) == (50 if both else 30)
    query = {"place_id": str(cast.places[HOME]), "period": "ever"}
    [line] = (await serving.got(STAFF, "/volunteers", **query))["items"]
    assert line["minutes"] == (50 if both else 30)
    found = await session.get_one(VolunteerCertificate, made["id"])
    await session.refresh(found)
    assert found.person_id == cast.people[KEPT]
    # What is taken back later comes from where it is now.
    await serving.decide(theirs, "rejected", note="没有来")
    assert await serving.minutes(KEPT) == (20 if both else 0)
    left = select(func.sum(VolunteerTally.minutes)).where(VolunteerTally.period == "ever")
    assert await session.scalar(left) == 3 * (20 if both else 0)
    assert not await verify(session)


async def test_nobody_served_twice_at_once(
    serving: Serving, session: AsyncSession, cast: Cast
) -> None:
    twice = await serving.confirmed(60, ago=30, who=MERGED)
    await serving.confirmed(60, ago=10, who=KEPT)
    await _merged(session, cast)
    assert await serving.minutes(KEPT) == 60
    found = await session.get_one(VolunteerSession, twice)
    await session.refresh(found)
    assert (found.state, found.person_id) == ("rejected", cast.people[KEPT])
    assert not await verify(session)


async def test_what_is_told_and_what_is_forgotten(
    serving: Serving, session: AsyncSession, cast: Cast, parts: Parts
) -> None:
    came = (await serving.comes(60)).json()
    ended = utc_now() - timedelta(minutes=5)
    assert (await serving.mend(came["id"], ended, reason="登记表")).status_code == 200
    await issue(serving, name_shown="full")
    person_id = cast.people["resident"]
    told = [
        await module.collect(session, parts, person_id)
        for module in (hours, attendance, certificates)
    ]
    assert told[0]["志愿时长"][0]["事由"] == "现场服务"
    assert told[1]["志愿签到"][0]["说明"] == "登记表"
    assert told[2]["志愿服务证明"][0]["姓名"] == "甲居民"
    for module in (hours, attendance, certificates):
        await module.erase(session, person_id, utc_now())
    await session.commit()
    lines = (await serving.got(STAFF, "/volunteer-sessions"))["items"]
    assert {line["note"] for line in lines} == {"（已注销）"}
    kept = (await session.scalars(select(VolunteerCertificate))).one()
    await session.refresh(kept)
    assert (kept.name, kept.withdrawn_for) == ("（已注销）", "account_gone")
    assert await serving.minutes() == lines[0]["minutes"], "the ledger stays"
    assert str(cast.places[DISTRICT]) == str(kept.district_id)
