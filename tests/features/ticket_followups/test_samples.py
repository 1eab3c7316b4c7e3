"""A community's month is drawn once; who handled a ticket does not check it; what fails reopens."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_ratings.endings import archive_due
from shequ_api.features.ticket_ratings.models import TicketEnding
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_ratings.test_rating import shown
from tests.features.tickets.conftest import TicketMaker

SAMPLES = "/api/v1/quality-samples"


async def test_a_month_is_drawn_once_and_what_fails_is_handled_again(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    tickets = [await file_ticket() for _ in range(3)]
    for ticket in tickets:
        await settle(client, cast, ticket, by="community_worker")
    await work()
    past = (china_date(utc_now()).replace(day=1) - timedelta(days=1)).replace(day=1)
    await session.execute(update(TicketEnding).values(settled_at=china_midnight(past)))
    await archive_due(session, utc_now() + timedelta(days=60))
    await session.commit()
    boss = await cast.headers("subdistrict_administrator")
    month = past.strftime("%Y-%m")
    body = {"community_id": str(cast.places[HOME]), "month": month}
    now = await client.post(
        SAMPLES, json=body | {"month": china_date(utc_now()).strftime("%Y-%m")}, headers=boss
    )
    assert (now.status_code, now.json()["code"]) == (409, "month_not_over")
    staff = await cast.headers("community_worker")
    assert (await client.post(SAMPLES, json=body, headers=staff)).status_code == 403
    found = await client.post(SAMPLES, json=body, headers=boss)
    assert found.status_code == 201, found.text
    sample = found.json()
    assert (sample["population"], sample["size"]) == (3, 1)
    twice = await client.post(SAMPLES, json=body, headers=boss)
    assert (twice.status_code, twice.json()["code"]) == (409, "sample_drawn_already")
    none = await client.post(SAMPLES, json=body | {"month": "2025-01"}, headers=boss)
    assert (none.status_code, none.json()["code"]) == (409, "nothing_settled")

    [check] = sample["checks"]
    url = f"{SAMPLES}/{sample['id']}/checks/{check['ticket_id']}"
    failed = {"passed": False, "note": "现场未清运"}
    own = await client.put(url, json=failed, headers=staff)
    assert (own.status_code, own.json()["code"]) == (403, "handled_it_yourself")
    looked = await client.put(url, json=failed, headers=boss)
    assert looked.status_code == 200, looked.text
    assert looked.json()["checks"][0]["reopened"] is True
    again = await client.put(url, json=failed, headers=boss)
    assert (again.status_code, again.json()["code"]) == (409, "checked_already")
    seen = await shown(client, cast, "resident", {"id": check["ticket_id"]})
    assert seen["state"] == "resolving"
    listed = await client.get(SAMPLES, headers=staff)
    assert sample["id"] in {each["id"] for each in listed.json()["items"]}
    far = await cast.headers("far_community_worker")
    assert (await client.get(f"{SAMPLES}/{sample['id']}", headers=far)).status_code == 404
