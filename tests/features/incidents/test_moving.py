"""Tickets that go elsewhere or are about something else: let go, linked, and told; and by hand."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.incidents.outage import ended, linked, messages, published
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import failures, told
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

WATER = {"service_code": "public_facility"}
WEST, EAST = f"{HOME}-c2-b1", f"{HOME}-c1-b1"


class Desk:
    """The community's, and what an incident came to."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def ask(
        self, method: str, path: str, by: str = "community_worker", **body: Any
    ) -> Response:
        return await told(self.client, self.cast, by, method, path, **body)

    async def put(self, ticket: dict[str, Any], place: str) -> None:
        body = {"place_id": str(self.cast.places[place]), "reason": "看错了"}
        done = await self.ask("PUT", f"/tickets/{ticket['id']}/place", **body)
        assert done.status_code == 200, done.text

    async def call(self, ticket: dict[str, Any], service_code: str) -> None:
        body = {"service_code": service_code, "reason": "现场看过"}
        done = await self.ask("PUT", f"/tickets/{ticket['id']}/service", **body)
        assert done.status_code == 200, done.text

    async def results(self, incident: dict[str, Any]) -> dict[str, str | None]:
        found = await linked(self.client, self.cast, incident)
        return {key: line["result"] for key, line in found.items()}


async def test_where_it_lies_and_what_it_is_about_decide(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    desk = Desk(client, cast)
    incident = (await published(client, cast)).json()
    moves, renamed = await file_ticket(**WATER), await file_ticket(by="same_compound", **WATER)
    comes = await file_ticket(by="same_building", place_id=str(cast.places[WEST]), **WATER)
    await work()
    assert await desk.results(incident) == {moves["id"]: None, renamed["id"]: None}
    await desk.put(moves, WEST)
    await desk.call(renamed, "noise")
    await desk.put(comes, EAST)
    await work()
    assert await desk.results(incident) == {
        moves["id"]: "moved",
        renamed["id"]: "moved",
        comes["id"]: None,
    }
    for who in ("resident", "same_compound"):
        assert "incident_released" in await messages(client, cast, who)
    assert "incident_answered" in await messages(client, cast, "same_building")
    await desk.call(renamed, "public_facility")
    await work()
    assert (await desk.results(incident))[renamed["id"]] is None
    assert (await messages(client, cast, "same_compound"))["incident_answered"]["times"] == 2
    await ended(client, cast, incident)
    await work()
    assert await desk.results(incident) == {
        moves["id"]: "moved",
        renamed["id"]: "settled",
        comes["id"]: "settled",
    }
    assert (await shown(client, cast, "resident", moves))["state"] == "submitted"
    assert await failures(session) == []


async def test_what_went_to_another_community_is_not_settled_from_here(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    desk = Desk(client, cast)
    incident = (await published(client, cast)).json()
    by_hand = await file_ticket(place_id=str(cast.places[WEST]), **WATER)
    path = f"/incidents/{incident['id']}/tickets/{by_hand['id']}"
    assert (await desk.ask("PUT", path)).json()["by_hand"] is True
    await desk.call(by_hand, "noise")
    await work()
    assert await desk.results(incident) == {by_hand["id"]: None}, "a hand's word stands"
    await desk.put(by_hand, NEIGHBOUR)
    await ended(client, cast, incident)
    await work()
    [line] = (await linked(client, cast, incident)).values()
    assert (line["result"], line["text"]) == ("moved", None)
    assert (await shown(client, cast, "resident", by_hand))["state"] == "submitted"


async def test_nobody_settles_their_own_ticket_elsewhere_by_an_incident(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    desk = Desk(client, cast)
    by = "far_community_worker"
    areas = [str(cast.places[f"{NEIGHBOUR}-c1"])]
    incident = (await published(client, cast, by=by, place_ids=areas)).json()
    own = await file_ticket(by=by, **WATER)
    refused = await desk.ask("PUT", f"/incidents/{incident['id']}/tickets/{own['id']}", by=by)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_ticket_to_link")


async def test_cancelled_each_is_told_that_theirs_goes_on(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    incident = (await published(client, cast)).json()
    ticket = await file_ticket(**WATER)
    gone = await file_ticket(by="same_compound", **WATER)
    await work()
    await step(client, cast, "same_compound", gone, "withdrawal", reason="来水了")
    await ended(client, cast, incident, "cancellation")
    await work()
    assert await Desk(client, cast).results(incident) == {
        ticket["id"]: "released",
        gone["id"]: "left",
    }
    released = (await messages(client, cast, "resident"))["incident_released"]
    assert released["about_id"] == incident["id"]
    assert "incident_released" not in await messages(client, cast, "same_compound")


async def test_unlinked_after_the_end_while_it_is_handled_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    desk = Desk(client, cast)
    incident = (await published(client, cast)).json()
    ticket = await file_ticket(**WATER)
    await work()
    about = await desk.ask("GET", f"/tickets/{ticket['id']}/incidents", by="resident")
    assert [each["id"] for each in about.json()] == [incident["id"]]
    await ended(client, cast, incident)
    await work()
    path = f"/incidents/{incident['id']}/tickets/{ticket['id']}/unlinking"
    over = await desk.ask("POST", path, reason="是水表坏了")
    assert (over.status_code, over.json()["code"]) == (409, "ticket_cannot_unlink")
    again = await step(client, cast, "resident", ticket, "reopening", reason="还是没水")
    assert again.status_code == 200, again.text
    gone = await desk.ask("POST", path, reason="是水表坏了")
    assert (gone.status_code, gone.json()["unlink_reason"]) == (200, "是水表坏了"), gone.text
    about = await desk.ask("GET", f"/tickets/{ticket['id']}/incidents", by="resident")
    assert about.json() == []
