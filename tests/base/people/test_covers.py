"""Covers last no longer than what they are for; offices are not written into the past."""

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.endings import announce_over
from shequ_api.base.people.models import Person, Posting
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import appointed, as_day, ask, day, posting_of
from tests.cast import HOME, Cast

BY = "community_worker"
COVER = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [(0, 7, 201), (0, 366, 201), (-1, 7, 422), (0, 367, 422), (3, 40, 422), (-9999, 9999, 422)],
)
async def test_a_cover_is_for_some_days_of_the_office(
    client: AsyncClient, cast: Cast, session: AsyncSession, starts: int, ends: int, status: int
) -> None:
    posting = await posting_of(session, cast, "micro_grid_worker")
    if ends == 40:
        held = await session.get_one(Posting, UUID(posting))
        held.ends_on = as_day(day(39))
        await session.commit()
    draft = COVER | {"starts_on": day(starts), "ends_on": day(ends)}
    answer = await ask(client, cast, BY, "POST", f"/postings/{posting}/covers", json=draft)
    assert answer.status_code == status, answer.text
    assert status == 201 or answer.json()["code"] == "cover_days_unfit"


async def test_a_cover_ends_with_the_office(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    posting = await posting_of(session, cast, "micro_grid_worker")
    cover = await ask(client, cast, BY, "POST", f"/postings/{posting}/covers", json=COVER)
    assert cover.status_code == 201, cover.text
    ended = await ask(client, cast, BY, "PUT", f"/postings/{posting}/end", json={})
    assert ended.status_code == 200, ended.text
    me = (await ask(client, cast, "newcomer", "GET", "/me")).json()
    assert (me["acting_role"], me["postings"]) == ("resident", [])
    row = await session.get_one(Posting, UUID(cover.json()["id"]), populate_existing=True)
    assert row.ended_by_id == cast.people[BY]
    assert row.end_announced_at is not None


async def test_a_cover_ends_when_the_last_day_of_the_office_has_passed(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """As one that was entered before covers were held to the days of the office."""
    posting = await posting_of(session, cast, "micro_grid_worker")
    cover = await ask(client, cast, BY, "POST", f"/postings/{posting}/covers", json=COVER)
    held = await session.get_one(Posting, UUID(posting))
    held.ends_on = as_day(day(1))
    await session.commit()
    await announce_over(session, utc_now() + timedelta(days=1))
    await session.commit()
    row = await session.get_one(Posting, UUID(cover.json()["id"]), populate_existing=True)
    assert row.ended_at is not None


async def test_no_office_begins_long_before_it_is_given(client: AsyncClient, cast: Cast) -> None:
    grid = {"grid_id": str(cast.places[f"{HOME}-m03"])}
    early = await appointed(client, cast, "13900000005", **grid, starts_on=day(-32))
    assert (early.status_code, early.json()["code"]) == (422, "too_long_ago")
    on_paper = await appointed(client, cast, "13900000005", **grid, starts_on=day(-31))
    assert on_paper.status_code == 201, on_paper.text


async def test_who_served_there_once_is_not_theirs_to_shut_out(
    client: AsyncClient, cast: Cast
) -> None:
    who, path = "subdistrict_administrator", f"/persons/{cast.people['far_resident']}"
    why = {"reason": "核查"}
    made = await appointed(client, cast, "13900000004", duty="deputy")
    assert made.status_code == 201, made.text
    shut = await ask(client, cast, who, "PUT", f"{path}/disabling", json=why)
    assert shut.status_code == 200, shut.text
    ended = await ask(client, cast, BY, "PUT", f"/postings/{made.json()['id']}/end", json={})
    assert ended.status_code == 200, ended.text
    opened = await ask(client, cast, who, "PUT", f"{path}/enabling", json=why)
    assert opened.status_code == 200, "whoever shut it opens it again"
    later = await ask(client, cast, who, "PUT", f"{path}/disabling", json=why)
    assert later.status_code == 404, later.text


async def test_who_lost_the_number_is_seen_by_those_above(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    from_above = {"person_id": str(cast.people["micro_grid_worker"])}
    listed = await ask(client, cast, BY, "GET", "/postings", params=from_above)
    assert [line["phone_missing"] for line in listed.json()["items"]] == [False]
    lost = update(Person).where(Person.id == cast.people["micro_grid_worker"])
    await session.execute(lost.values(phone_index=None, phone_sealed=None))
    await session.commit()
    listed = await ask(client, cast, BY, "GET", "/postings", params=from_above)
    assert [line["phone_missing"] for line in listed.json()["items"]] == [True]
