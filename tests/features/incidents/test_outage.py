"""What many report at once is linked, answered, and settled together; one by one where need be."""

from httpx import AsyncClient

from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.incidents.outage import linked, published
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import told
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

WATER = {"service_code": "public_facility"}
WEST = f"{HOME}-c2-b1"


async def test_those_before_and_after_are_linked_and_settled_with_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    before = await file_ticket(**WATER)
    other = await file_ticket()
    west = await file_ticket(**WATER, place_id=str(cast.places[WEST]))
    answer = await published(client, cast)
    assert answer.status_code == 201, answer.text
    incident = answer.json()
    await work()
    after = await file_ticket(by="same_compound", **WATER)
    gone = await file_ticket(by="same_compound", **WATER)
    await work()
    await step(client, cast, "same_compound", gone, "withdrawal", reason="来水了")
    found = await linked(client, cast, incident)
    assert set(found) == {before["id"], after["id"], gone["id"]}
    assert "incident_answered" in await heard(client, cast, "resident", incident)
    seen = await told(client, cast, "resident", "GET", f"/incidents/{incident['id']}")
    assert seen.json()["answer"] == "主管道爆裂，正在抢修。"

    path = f"/incidents/{incident['id']}/resolution"
    outcome = {"outcome": "17:40 恢复供水"}
    far = await told(client, cast, "far_community_worker", "POST", path, **outcome)
    assert (far.status_code, far.json()["code"]) == (403, "not_your_incident")
    done = await told(client, cast, "community_worker", "POST", path, **outcome)
    assert (done.status_code, done.json()["state"]) == (200, "resolved")
    again = await told(client, cast, "community_worker", "POST", path, **outcome)
    assert (again.status_code, again.json()["code"]) == (409, "incident_over")
    await work()
    results = {key: each["result"] for key, each in (await linked(client, cast, incident)).items()}
    assert results == {before["id"]: "settled", after["id"]: "settled", gone["id"]: "left"}
    slips = (await shown(client, cast, "resident", before))["slips"]
    assert [slip["step"] for slip in slips] == ["submit", "accept", "settle"]
    assert slips[-1]["note"] == "17:40 恢复供水"
    for ticket in (other, west):
        assert (await shown(client, cast, "resident", ticket))["state"] == "submitted"
    late = await file_ticket(by="same_building", **WATER)
    await work()
    assert late["id"] not in await linked(client, cast, incident)


async def test_what_was_unlinked_by_hand_is_left_alone_and_can_come_back(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    one, other = await file_ticket(**WATER), await file_ticket(**WATER)
    west = await file_ticket(**WATER, place_id=str(cast.places[WEST]))
    await work()
    url = f"/incidents/{incident['id']}/tickets"
    for ticket in (one, other):
        path = f"{url}/{ticket['id']}/unlinking"
        gone = await told(client, cast, "community_worker", "POST", path, reason="是水表坏了")
        assert (gone.status_code, gone.json()["unlink_reason"]) == (200, "是水表坏了"), gone.text
    twice = await told(client, cast, "community_worker", "POST", path, reason="是水表坏了")
    assert (twice.status_code, twice.json()["code"]) == (409, "ticket_not_linked")
    for ticket in (other, west):
        back = await told(client, cast, "community_worker", "PUT", f"{url}/{ticket['id']}")
        assert (back.status_code, back.json()["unlinked_at"]) == (200, None), back.text
    await told(
        client,
        cast,
        "community_worker",
        "POST",
        f"/incidents/{incident['id']}/resolution",
        outcome="恢复供水",
    )
    await work()
    states = [
        (await shown(client, cast, "resident", ticket))["state"] for ticket in (one, other, west)
    ]
    assert states == ["submitted", "settled", "settled"]


async def test_cancelled_it_lets_go_of_all(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    ticket = await file_ticket(**WATER)
    await work()
    path = f"/incidents/{incident['id']}/cancellation"
    done = await told(client, cast, "community_worker", "POST", path, outcome="误报")
    assert done.json()["state"] == "cancelled"
    await work()
    found = await linked(client, cast, incident)
    assert found[ticket["id"]]["result"] == "released"
    assert (await shown(client, cast, "resident", ticket))["state"] == "submitted"


async def test_residents_see_it_before_they_order(client: AsyncClient, cast: Cast) -> None:
    incident = (await published(client, cast)).json()
    here = {"place_id": str(cast.places[f"{HOME}-c1-b1"])}
    asked = "/tickets/duplicates"
    for question, many in (
        (here, 1),
        (here | {"service_code": "public_facility"}, 1),
        (here | {"service_code": "noise"}, 0),
        ({"place_id": str(cast.places[WEST])}, 0),
    ):
        answer = await told(client, cast, "same_building", "POST", asked, **question)
        found = [each["id"] for each in answer.json()["incidents"]]
        assert found.count(incident["id"]) == many, question
    path = f"/places/{cast.places[f'{HOME}-c1-b1']}/incidents"
    listed = await told(client, cast, "resident", "GET", path)
    assert [each["id"] for each in listed.json()] == [incident["id"]]
    district = [str(cast.places["510108000000"])]
    whole = (await published(client, cast, by="district_administrator", place_ids=district)).json()
    at = {"position": {"longitude": 104.128, "latitude": 30.702}}
    answer = await told(client, cast, "far_resident", "POST", asked, **at)
    assert whole["id"] in {each["id"] for each in answer.json()["incidents"]}


async def test_nobody_speaks_for_places_beyond_theirs(client: AsyncClient, cast: Cast) -> None:
    assert (await published(client, cast, by="resident")).status_code == 403
    beyond = [str(cast.places[f"{NEIGHBOUR}-c1"])]
    door = [str(cast.places[f"{HOME}-c1-b1-u1-d101"])]
    for places in (beyond, door):
        answer = await published(client, cast, place_ids=places)
        assert (answer.status_code, answer.json()["code"]) == (422, "area_unknown")
    wrong = await published(client, cast, service_code="nothing")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "incident_service_unknown")
    grids = [str(cast.places[f"{HOME}-m01"]), str(cast.places[f"{HOME}-z01"])]
    both = await published(client, cast, place_ids=[], grid_ids=grids)
    assert (both.status_code, len(both.json()["areas"])) == (201, 2), both.text
    listed = await told(client, cast, "community_worker", "GET", "/incidents")
    assert both.json()["id"] in {each["id"] for each in listed.json()["items"]}
