"""What minors may give away: as far as a proof of who they are told an age."""

import asyncio
from datetime import date, datetime, timedelta

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.ages import age_of, kept_age, years_on
from shequ_api.base.identity.models import IdentityProof
from shequ_api.features.charity.models import Donation
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast
from tests.features.card_gifts.giving import Giving
from tests.features.charity.test_donating import give
from tests.features.charity_minors.lines import allow
from tests.features.points.earned import fund

GIVER, TAKER = "resident", "same_building"


def born(years: int, *, days: int = 0) -> date:
    """Who has so many years, since so many days."""
    today = china_date(utc_now()) - timedelta(days=days)
    return today.replace(year=today.year - years, day=min(today.day, 28))


def proof(cast: Cast, who: str, born_on: date | None, at: datetime | None = None) -> IdentityProof:
    now = at or utc_now()
    return IdentityProof(
        person_id=cast.people[who],
        method="counter",
        of_age=born_on is None,
        born_on=born_on,
        proved_at=now,
        expires_at=now + timedelta(days=1),
    )


def test_of_adults_no_day_is_kept() -> None:
    today = date(2026, 11, 23)
    assert kept_age("11010519491231002X", today) == {"of_age": True, "born_on": None}
    child = date(1949, 12, 31)
    assert kept_age("11010519491231002X", date(1967, 12, 30)) == {
        "of_age": False,
        "born_on": child,
    }
    assert kept_age("11010519491231002X", date(1967, 12, 31))["of_age"] is True
    assert kept_age("C12345678", today) == kept_age(None, today)
    assert kept_age(None, today) == {"of_age": None, "born_on": None}
    assert years_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


async def test_the_newest_proof_that_tells_an_age_counts(cast: Cast, session: AsyncSession) -> None:
    now, me = utc_now(), cast.people[GIVER]
    assert await age_of(session, me, now) is None
    first, wrong = proof(cast, GIVER, born(12), now - timedelta(days=9)), proof(cast, GIVER, None)
    session.add_all([first, wrong])
    await session.flush()
    assert await age_of(session, me, now) == 18
    wrong.revoked_at = now
    await session.flush()
    assert await age_of(session, me, now) == 12
    # What a proof told holds on, though it counts no more.
    assert await age_of(session, me, now + timedelta(days=7 * 366)) == 18


async def test_gifts_need_an_age(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    giving = Giving(client, cast)
    await fund(session, cast, GIVER, 100, now=utc_now())
    await session.commit()
    assert (await giving.allow()).status_code == 201
    # Nobody knows how old they are: that is let, unless a policy says otherwise.
    assert (await giving.offer(GIVER, TAKER, 1)).status_code == 201
    assert (await giving.allow(unknown_age_gives=False)).status_code == 201
    refused = await giving.offer(GIVER, TAKER, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "giver_age_unknown")
    session.add(proof(cast, GIVER, born(16)))
    await session.commit()
    refused = await giving.offer(GIVER, TAKER, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "giver_too_young")
    assert refused.json()["detail"] == "年满 18 周岁才可以转赠积分"
    assert (await giving.allow(minimum_age=16)).status_code == 201
    assert (await giving.offer(GIVER, TAKER, 1)).status_code == 201
    assert (await giving.allow(minimum_age=7)).status_code == 422
    # Being given something asks for no age.
    session.add(proof(cast, TAKER, born(6)))
    await session.commit()
    assert (await giving.offer(GIVER, TAKER, 1)).status_code == 201


async def test_minors_donate_within_a_cap(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, GIVER, 500, now=utc_now())
    session.add(proof(cast, GIVER, born(10)))
    await session.commit()
    assert (await give(client, cast, GIVER, amount_points=60)).status_code == 201
    over = await give(client, cast, GIVER, amount_points=41)
    assert (over.status_code, over.json()["code"]) == (409, "minor_cap_reached")
    assert (over.json()["cap_points"], over.json()["counted_points"]) == (100, 60)
    assert (await give(client, cast, GIVER, amount_points=40)).status_code == 201
    assert (await allow(client, cast, minimum_age=12)).status_code == 201
    young = await give(client, cast, GIVER, amount_points=1)
    assert (young.status_code, young.json()["code"]) == (409, "donor_too_young")
    wrong = await allow(client, cast, at=HOME, by="district_administrator")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "minor_policy_place_unfit")
    late = await allow(client, cast, valid_from="2026-01-01T00:00:00+08:00")
    assert (late.status_code, late.json()["code"]) == (422, "minor_policy_begun")
    # Of adults nothing is asked.
    session.add(proof(cast, GIVER, None))
    await session.commit()
    assert (await give(client, cast, GIVER, amount_points=101)).status_code == 201


async def test_a_minors_pledge_stays_below_the_cap(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await fund(session, cast, GIVER, 5, now=utc_now())
    session.add(proof(cast, GIVER, born(10)))
    await session.commit()
    assert (await give(client, cast, GIVER, amount_points=1)).status_code == 201
    pool = (await session.scalars(select(Donation.pool_id))).one()
    giving = Giving(client, cast)
    pledge = {"pool_id": str(pool), "per": "points_earned", "every_units": 10, "give_points": 1}
    path = "/api/v1/me/unit-pledges"
    over = await giving.send(GIVER, "POST", path, pledge | {"month_cap_points": 101})
    assert (over.status_code, over.json()["code"]) == (409, "minor_cap_reached")
    made = await giving.send(GIVER, "POST", path, pledge | {"month_cap_points": 100})
    assert made.status_code == 201, made.text


async def test_two_gifts_of_a_minor_at_once_are_counted(
    crowd: AsyncClient, crowd_cast: Cast, open_parts: Parts
) -> None:
    async with open_parts.get(Database).sessions() as session:
        await fund(session, crowd_cast, GIVER, 500, now=utc_now())
        session.add(proof(crowd_cast, GIVER, born(10)))
        await session.commit()
    await crowd_cast.headers(GIVER)
    told = await asyncio.gather(
        *(give(crowd, crowd_cast, GIVER, amount_points=60) for _ in range(4))
    )
    assert sorted(each.status_code for each in told) == [201, 409, 409, 409]
