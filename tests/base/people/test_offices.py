"""Who leads, who helps; lists of postings; ends, by hand and by the last day."""

from datetime import timedelta

import time_machine
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.endings import announce_over
from shequ_api.base.people.models import Posting
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import appointed, ask, day, newcomer, posting_of
from tests.cast import HOME, NEIGHBOUR, Cast


async def ends_told(session: AsyncSession) -> int:
    told = select(func.count()).where(Event.name == "posting_ended")
    return await session.scalar(told) or 0


async def test_a_grid_has_one_lead_and_any_deputies(client: AsyncClient, cast: Cast) -> None:
    second = await appointed(client, cast, "13900000005")
    assert second.json()["duty"] == "deputy", "the cast's worker leads already"
    lead = await appointed(client, cast, "13900000004", duty="lead")
    assert (lead.status_code, lead.json()["code"]) == (409, "grid_has_lead")
    first = await appointed(client, cast, "13900000004", grid_id=str(cast.places[f"{HOME}-m03"]))
    assert first.json()["duty"] == "lead"
    chief = await appointed(
        client,
        cast,
        "13900000004",
        by="subdistrict_administrator",
        role="grid_chief",
        grid_id=str(cast.places[f"{HOME}-z01"]),
        duty="lead",
    )
    assert (chief.status_code, chief.json()["code"]) == (422, "duty_unfit")


async def test_a_partner_stands_for_an_organisation(client: AsyncClient, cast: Cast) -> None:
    community = str(cast.places[HOME])
    alone = await appointed(
        client, cast, "13900000005", role="partner", grid_id=None, place_id=community
    )
    assert (alone.status_code, alone.json()["code"]) == (422, "organisation_needed")


async def test_postings_are_narrowed_by_what_one_asks(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    soon = await appointed(client, cast, "13900000005", ends_on=day(9))
    assert soon.status_code == 201, soon.text
    worker = str(cast.people["micro_grid_worker"])
    for question, expected in [
        ({"role": "grid_chief"}, {"甲网长"}),
        ({"grid_id": str(cast.places[f"{HOME}-m01"])}, {"甲微格", "戊居民"}),
        ({"ends_before": day(30)}, {"戊居民"}),
        ({"ends_before": day(5)}, set()),
        ({"person_id": worker}, {"甲微格"}),
        ({"person_id": worker, "past": "true"}, set()),
        ({"person_id": str(cast.people["far_partner"])}, set()),
    ]:
        answer = await ask(client, cast, "community_worker", "GET", "/postings", params=question)
        names = {item["person_name"] for item in answer.json()["items"]}
        assert names == expected, question


async def test_what_is_over_stays_readable(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    posting = await posting_of(session, cast, "micro_grid_worker")
    ended = await ask(client, cast, "community_worker", "PUT", f"/postings/{posting}/end")
    assert ended.status_code == 200, ended.text
    question = {"person_id": str(cast.people["micro_grid_worker"]), "past": "true"}
    listed = await ask(client, cast, "community_worker", "GET", "/postings", params=question)
    assert [item["id"] for item in listed.json()["items"]] == [posting]
    mine = await ask(client, cast, "micro_grid_worker", "GET", "/me/postings")
    assert mine.json()["items"][0]["ended_at"] is not None
    elsewhere = await ask(client, cast, "resident", "GET", "/me/postings")
    assert elsewhere.json()["items"] == []


async def test_an_end_is_told_once(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    posting = await posting_of(session, cast, "micro_grid_worker")
    path = f"/postings/{posting}/end"
    assert (await ask(client, cast, "community_worker", "PUT", path)).status_code == 200
    assert (await ask(client, cast, "community_worker", "PUT", path)).status_code == 409
    await announce_over(session, utc_now() + timedelta(days=1))
    assert await ends_told(session) == 1


async def test_a_last_day_is_told_once_by_the_clock(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    made = await appointed(client, cast, "13900000005", starts_on=day(-3), ends_on=day(1))
    await announce_over(session, utc_now())
    assert await ends_told(session) == 0
    tomorrow = utc_now() + timedelta(days=1)
    for _ in range(2):
        await announce_over(session, tomorrow)
        await session.commit()
    assert await ends_told(session) == 1
    posting = await session.get_one(Posting, made.json()["id"], populate_existing=True)
    assert posting.end_announced_at == tomorrow
    with time_machine.travel(tomorrow, tick=True):
        late = await ask(
            client, cast, "community_worker", "PUT", f"/postings/{made.json()['id']}/end"
        )
    assert (late.status_code, late.json()["code"]) == (409, "posting_ended")


async def test_work_goes_to_nobody_unfit(
    client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    leaver = await posting_of(session, cast, "micro_grid_worker")
    far = await posting_of(session, cast, "far_community_worker")
    path = f"/postings/{leaver}/end"
    for successor, status, code in [
        (leaver, 422, "successor_unfit"),
        (far, 404, "not_found"),
        (str(cast.places[NEIGHBOUR]), 404, "not_found"),
    ]:
        body = {"handed_to_posting_id": successor}
        answer = await ask(client, cast, "community_worker", "PUT", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    await newcomer(session, parts, cast, "later", "13900000061")
    later = await appointed(client, cast, "13900000061", starts_on=day(5))
    body = {"handed_to_posting_id": later.json()["id"]}
    answer = await ask(client, cast, "community_worker", "PUT", path, json=body)
    assert answer.json()["code"] == "successor_unfit", "does not serve yet"
