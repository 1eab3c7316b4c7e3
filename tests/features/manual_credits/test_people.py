"""Accounts that are one human being, people of one household, and accounts that are gone."""

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.located import located_at
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.personal import PERSONAL_DATA
from shequ_api.kit.clock import utc_now
from tests.cast import BEGAN, HOME, Cast, place
from tests.features.manual_credits.credits import ASKER, CREDITS, SECOND, THIRD, Desk, said
from tests.features.patrols.field import photo_of


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def _moves_in(session: AsyncSession, cast: Cast, key: str) -> None:
    dwelling = await place(session, f"{HOME}-c1-b1-u1-d101")
    session.add(
        Residency(
            **located_at(dwelling),
            person_id=cast.people[key],
            belonging=Belonging.FAMILY,
            starts_on=BEGAN,
            claimed_at=utc_now(),
            verified_at=utc_now(),
            verified_by_means=VerificationMeans.DOOR,
            verified_by_id=cast.people[key],
        )
    )
    await session.commit()


async def test_accounts_of_one_human_being_count_as_one(desk: Desk, session: AsyncSession) -> None:
    path = f"/api/v1/points/card?district_id={desk.cast.places['510108000000']}"
    card = (await desk.send("newcomer", "GET", path)).json()["number"]
    credit = await desk.asked(person_id=None, card_number=card)
    merged = update(Person).where(Person.id == desk.cast.people["newcomer"])
    await session.execute(merged.values(merged_into_id=desk.cast.people[SECOND]))
    await session.commit()
    assert said(await desk.approve(credit)) == (403, "own_credit")
    # Asked for once more by the card of old, it is the account of now that would get it.
    again = await desk.ask(person_id=None, card_number=card)
    assert again.json()["person_id"] == str(desk.cast.people[SECOND])


async def test_who_asked_under_another_account_asked(desk: Desk, session: AsyncSession) -> None:
    credit = await desk.asked()
    merged = update(Person).where(Person.id == desk.cast.people[ASKER])
    await session.execute(merged.values(merged_into_id=desk.cast.people[SECOND]))
    await session.commit()
    assert said(await desk.approve(credit)) == (403, "own_credit")


async def test_nobody_of_the_same_household(desk: Desk, session: AsyncSession) -> None:
    credit, given = await desk.asked(), await desk.asked()
    assert said(await desk.approve(given, THIRD)) == (200, "approved")
    await _moves_in(session, desk.cast, SECOND)
    assert said(await desk.reverse(given, SECOND)) == (403, "credit_in_household")
    assert said(await desk.approve(credit)) == (403, "credit_in_household")
    assert said(await desk.decline(credit)) == (403, "credit_in_household")
    await _moves_in(session, desk.cast, ASKER)
    assert said(await desk.ask()) == (422, "receiver_in_household")


async def test_who_is_gone_gets_nothing(desk: Desk, session: AsyncSession) -> None:
    credit = await desk.asked()
    shut = update(Person).where(Person.id == desk.cast.people["resident"])
    await session.execute(shut.values(disabled_at=utc_now()))
    await session.commit()
    assert said(await desk.approve(credit)) == (409, "credit_account_gone")
    assert said(await desk.ask()) == (409, "receiver_gone")


async def test_words_go_with_whoever_they_are_about(
    desk: Desk, session: AsyncSession, cast: Cast
) -> None:
    waiting, given = await desk.asked(), await desk.asked(reference="名单")
    await desk.approve(given)
    person_id = cast.people["resident"]
    await PERSONAL_DATA.erase(session, person_id, utc_now())
    await session.commit()
    lines = (await desk.send(ASKER, "GET", CREDITS)).json()["items"]
    assert {line["id"]: line["state"] for line in lines} == {
        waiting: "withdrawn",
        given: "approved",
    }
    assert {line["note"] for line in lines} == {"（已注销）"}
    kept = select(func.count()).where(ManualCredit.person_id == person_id)
    assert await session.scalar(kept) == 2
    kept_id = cast.people["same_building"]
    await PERSONAL_DATA.merge(session, kept_id, person_id, utc_now())
    assert await session.scalar(kept) == 0


async def test_photos_are_ones_own(desk: Desk, session: AsyncSession, cast: Cast) -> None:
    ids = {key: await photo_of(session, cast.people[key]) for key in (ASKER, "grid_chief")}
    await session.commit()
    assert said(await desk.ask(photo_ids=[ids["grid_chief"]])) == (422, "photo_unknown")
    credit = await desk.asked(photo_ids=[ids[ASKER]])
    whole = (await desk.send(SECOND, "GET", f"{CREDITS}/{credit}")).json()
    assert [photo["id"] for photo in whole["photos"]] == [ids[ASKER]]
