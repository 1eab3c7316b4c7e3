"""What an incident says can be changed: an edition after the other, and who reported it is told."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.incidents.outage import ended, linked, messages, published, revised
from tests.features.ticket_twins.passing import of_a_district, told
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

WATER = {"service_code": "public_facility"}
EAST, WEST = f"{HOME}-c1", f"{HOME}-c2"


async def test_another_answer_is_told_once_to_each(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    await file_ticket(**WATER)
    await file_ticket(by="same_compound", anonymous=True, **WATER)
    await work()
    again = await revised(client, cast, incident)
    assert (again.status_code, again.json()["edition"], again.headers["etag"]) == (200, 1, '"v1"')
    changed = await revised(client, cast, incident, answer="正在更换阀门。")
    assert (changed.json()["edition"], changed.json()["answer"]) == (2, "正在更换阀门。")
    stale = await revised(client, cast, incident, answer="不再更换。")
    assert stale.status_code == 412
    await work()
    news = (await messages(client, cast, "resident"))["incident_changed"]
    assert (news["about_id"], news["times"]) == (incident["id"], 1)
    unnamed = (await messages(client, cast, "same_compound"))["anonymous_ticket_news"]
    assert unnamed["times"] == 2, "linked, and changed"
    # What nobody reads but the office changes nothing for who reported.
    earlier = await revised(client, cast, changed.json(), starts_at="2026-01-01T00:00:00.000+08:00")
    assert earlier.json()["edition"] == 3
    await work()
    assert (await messages(client, cast, "resident"))["incident_changed"]["times"] == 1
    path = f"/incidents/{incident['id']}/editions"
    listed = await told(client, cast, "community_worker", "GET", path)
    assert [(each["number"], each["answer"]) for each in listed.json()["items"]] == [
        (3, "正在更换阀门。"),
        (2, "正在更换阀门。"),
        (1, "主管道爆裂，正在抢修。"),
    ]
    assert listed.json()["items"][0]["area_names"] == ["东苑"]


async def test_what_lies_inside_no_more_is_let_go_and_what_does_now_is_linked(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    east = await file_ticket(**WATER)
    west = await file_ticket(by="same_compound", **WATER, place_id=str(cast.places[f"{WEST}-b1"]))
    by_hand = await file_ticket(by="same_building", **WATER)
    incident = (await published(client, cast)).json()
    await work()
    assert set(await linked(client, cast, incident)) == {east["id"], by_hand["id"]}
    path = f"/incidents/{incident['id']}/tickets/{by_hand['id']}"
    await told(client, cast, "community_worker", "POST", f"{path}/unlinking", reason="水表")
    kept = await told(client, cast, "community_worker", "PUT", path)
    assert kept.json()["by_hand"] is True
    moved = await revised(client, cast, incident, place_ids=[str(cast.places[WEST])])
    assert moved.status_code == 200, moved.text
    await work()
    found = await linked(client, cast, incident)
    assert {key: each["result"] for key, each in found.items()} == {
        east["id"]: "moved",
        west["id"]: None,
        by_hand["id"]: None,
    }
    assert "incident_released" in await messages(client, cast, "resident")
    assert "incident_answered" in await messages(client, cast, "same_compound")
    # And back: what had moved away comes back, and is answered anew.
    both = [str(cast.places[EAST]), str(cast.places[WEST])]
    back = await revised(client, cast, moved.json(), place_ids=both)
    assert back.json()["edition"] == 3
    await work()
    found = await linked(client, cast, incident)
    assert {each["result"] for each in found.values()} == {None} and len(found) == 3
    assert (await messages(client, cast, "resident"))["incident_answered"]["times"] == 2


async def test_who_may_change_what(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    far = await revised(client, cast, incident, by="far_community_worker", answer="谣言")
    assert (far.status_code, far.json()["code"]) == (403, "not_your_incident")
    beyond = await revised(client, cast, incident, place_ids=[str(cast.places["510108014012-c1"])])
    assert (beyond.status_code, beyond.json()["code"]) == (422, "area_unknown")
    path = f"/incidents/{incident['id']}/editions"
    far = await told(client, cast, "far_community_worker", "GET", path)
    assert far.status_code == 403
    await ended(client, cast, incident)
    over = await revised(client, cast, incident, answer="又停了")
    assert (over.status_code, over.json()["code"]) == (409, "incident_over")


async def test_a_category_of_another_district_is_none_here(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await of_a_district(session, "corridor", "510108000000")
    assert (await published(client, cast, service_code="corridor")).status_code == 201
    await of_a_district(session, "corridor", "510104000000")
    refused = await published(client, cast, service_code="corridor")
    assert (refused.status_code, refused.json()["code"]) == (422, "incident_service_unknown")


async def test_of_what_has_ended_nobody_is_told_anything_more(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    over = [
        await file_ticket(by=who, **WATER, place_id=str(cast.places[f"{where}-b1"]))
        for who, where in (("resident", EAST), ("same_building", WEST))
    ]
    await file_ticket(by="same_compound", **WATER)
    both = [str(cast.places[EAST]), str(cast.places[WEST])]
    incident = (await published(client, cast, place_ids=both)).json()
    await work()
    assert len(await linked(client, cast, incident)) == 3
    for who, ticket in zip(("resident", "same_building"), over, strict=True):
        gone = await step(client, cast, who, ticket, "withdrawal", reason="已经好了")
        assert gone.status_code == 200, gone.text
    west = [str(cast.places[WEST])]
    moved = await revised(client, cast, incident, place_ids=west, answer="正在更换阀门。")
    assert moved.status_code == 200, moved.text
    await work()
    assert "incident_released" in await messages(client, cast, "same_compound")
    assert "incident_released" not in await messages(client, cast, "resident")
    assert "incident_changed" not in await messages(client, cast, "same_building")
