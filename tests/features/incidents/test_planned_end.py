"""An incident whose planned end passes is asked about, and ends by itself where nobody answers."""

from datetime import timedelta

from httpx import AsyncClient

from shequ_api.features.incidents.rules import GRACE, UNCHANGED, when_over
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests import clocks
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.incidents.outage import ended, linked, messages, published, revised
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import told
from tests.features.tickets.conftest import TicketMaker

WATER = {"service_code": "public_facility"}


async def test_the_office_is_asked_and_its_answer_ends_the_asking(
    client: AsyncClient, cast: Cast, parts: Parts, work: Work
) -> None:
    ends_at = utc_now() + timedelta(hours=1)
    incident = (await published(client, cast, ends_at=ends_at.isoformat())).json()
    assert incident["overdue"] is False
    await work()
    assert "incident_overdue" not in await messages(client, cast, "community_worker")
    await clocks.drain(parts, ends_at + timedelta(minutes=5), "incidents.watch_ends")
    asked = (await messages(client, cast, "community_worker"))["incident_overdue"]
    assert (asked["about_id"], asked["done_at"]) == (incident["id"], None)
    assert "东苑停水" in asked["text"]
    assert "incident_overdue" not in await messages(client, cast, "far_community_worker")
    path = f"/incidents/{incident['id']}"
    seen = (await told(client, cast, "resident", "GET", path)).json()
    assert (seen["state"], seen["overdue"]) == ("published", True)

    later = (utc_now() + timedelta(days=2)).isoformat()
    put_off = await revised(client, cast, incident, ends_at=later)
    assert (put_off.status_code, put_off.json()["overdue"]) == (200, False), put_off.text
    await clocks.drain(parts, ends_at + timedelta(minutes=10), "incidents.watch_ends")
    asked = (await messages(client, cast, "community_worker"))["incident_overdue"]
    assert asked["done_at"] is not None
    await clocks.drain(parts, ends_at + timedelta(minutes=10) + GRACE, "incidents.watch_ends")
    assert (await told(client, cast, "resident", "GET", path)).json()["state"] == "published"


async def test_where_nobody_answers_it_ends_and_each_is_handled_by_itself(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    ends_at = utc_now() + timedelta(hours=1)
    incident = (await published(client, cast, ends_at=ends_at.isoformat())).json()
    ticket = await file_ticket(**WATER)
    await work()
    assert ticket["id"] in await linked(client, cast, incident)
    overdue = ends_at + timedelta(hours=30)
    await clocks.drain(parts, overdue, "incidents.watch_ends")
    path = f"/incidents/{incident['id']}"
    seen = (await told(client, cast, "resident", "GET", path)).json()
    assert seen["state"] == "published", "its days begin when the office was asked"
    await clocks.drain(parts, overdue + GRACE, "incidents.watch_ends")
    seen = (await told(client, cast, "resident", "GET", path)).json()
    assert (seen["state"], seen["state_title"], seen["outcome"]) == ("lapsed", "到期自动结束", None)
    [line] = (await linked(client, cast, incident)).values()
    assert line["result"] == "released"
    assert (await shown(client, cast, "resident", ticket))["state"] == "submitted"
    assert "incident_released" in await messages(client, cast, "resident")
    asked = (await messages(client, cast, "community_worker"))["incident_overdue"]
    assert asked["done_at"] is not None


async def test_an_end_that_has_passed_is_none_to_plan(client: AsyncClient, cast: Cast) -> None:
    past = (utc_now() - timedelta(minutes=1)).isoformat()
    refused = await published(client, cast, ends_at=past)
    assert (refused.status_code, refused.json()["code"]) == (422, "incident_end_past")
    incident = (await published(client, cast)).json()
    refused = await revised(client, cast, incident, ends_at=past)
    assert (refused.status_code, refused.json()["code"]) == (422, "incident_end_past")


async def test_a_scan_says_what_is_going_on(client: AsyncClient, cast: Cast) -> None:
    place = {"place_id": str(cast.places[f"{HOME}-c1-b1"])}
    code = (await told(client, cast, "community_worker", "POST", "/place-codes", **place)).json()

    async def cards() -> dict[str, str]:
        answer = await client.post("/api/v1/scans", json={"code": code["code"]})
        heads = answer.json()["heads"]
        return {card["key"]: card["text"] for head in heads for card in head["cards"]}

    assert "incidents.going_on" not in await cards()
    ends_at = utc_now() + timedelta(days=1)
    incident = (await published(client, cast, ends_at=ends_at.isoformat())).json()
    assert (await cards())["incidents.going_on"] == f"东苑停水，{when_over(ends_at, overdue=False)}"
    await published(client, cast, title="东苑停电")
    assert (await cards())["incidents.going_on"] == "东苑停电，恢复时间待定；共 2 件"
    await ended(client, cast, incident, "cancellation")
    assert (await cards())["incidents.going_on"] == "东苑停电，恢复时间待定"


def test_what_is_said_of_the_end() -> None:
    at = utc_now().replace(month=11, day=22, hour=10, minute=5)
    assert when_over(at, overdue=False) == "预计11月22日18:05恢复"
    assert when_over(at, overdue=True) == "已超过预计时间，正在确认"
    assert when_over(None, overdue=False) == when_over(None, overdue=True) == "恢复时间待定"


async def test_one_without_a_planned_end_is_asked_about_too(
    client: AsyncClient, cast: Cast, parts: Parts, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    path = f"/incidents/{incident['id']}"
    old = utc_now() + UNCHANGED + timedelta(minutes=5)
    await clocks.drain(parts, old - timedelta(hours=1), "incidents.watch_ends")
    assert "incident_overdue" not in await messages(client, cast, "community_worker")
    await clocks.drain(parts, old, "incidents.watch_ends")
    asked = (await messages(client, cast, "community_worker"))["incident_overdue"]
    assert (asked["about_id"], asked["done_at"]) == (incident["id"], None)
    again = await revised(client, cast, incident)
    assert (again.json()["edition"], again.json()["overdue"]) == (2, False), "it is going on"
    await work()
    asked = (await messages(client, cast, "community_worker"))["incident_overdue"]
    assert asked["done_at"] is not None
    # The edition was made by the clock of the wall: it is old as well, and is asked about anew.
    await clocks.drain(parts, old + timedelta(minutes=10) + GRACE, "incidents.watch_ends")
    assert (await told(client, cast, "resident", "GET", path)).json()["overdue"] is True
    await clocks.drain(parts, old + timedelta(minutes=20) + 2 * GRACE, "incidents.watch_ends")
    seen = (await told(client, cast, "resident", "GET", path)).json()
    assert (seen["state"], seen["outcome"]) == ("lapsed", None)
