"""What stays with its community: what those above gave to it, and what leads others."""

from httpx import AsyncClient, Response

from tests.base.people.asking import ask
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.ticket_handling.handled import STAFF, accepted, bounced, given, returned
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.conftest import file_ticket as file_ticket
from tests.features.tickets.slips import step


async def ruled(client: AsyncClient, cast: Cast, ticket: dict[str, str], place: str) -> Response:
    body = {"place_id": str(cast.places[place]), "reason": "在和美社区一侧"}
    return await ask(client, cast, STAFF, "PUT", f"/tickets/{ticket['id']}/place", json=body)


async def test_what_those_above_gave_to_it_goes_back_to_them_and_not_next_door(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await bounced(client, cast, ticket, 3)
    ruling = {"person_id": str(cast.people["micro_grid_worker"]), "reason": "按清单归社区"}
    done = await step(client, cast, "subdistrict_administrator", ticket, "arbitration", **ruling)
    assert done.status_code == 200, done.text
    refused = await ruled(client, cast, ticket, NEIGHBOUR)
    assert (refused.status_code, refused.json()["code"]) == (409, "ruling_binds")
    assert refused.json()["operation"] == "return_ticket"
    assert (await ruled(client, cast, ticket, f"{HOME}-c1-b2")).status_code == 200, "within it"
    new = await returned(client, cast, ticket, by=STAFF, new_fact="产权属于和美社区")
    assert new.json()["awaits_arbitration"] is True, "which is for those above to judge"


async def test_a_lead_goes_elsewhere_once_it_leads_no_more(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    lead, other = [await accepted(client, cast, file_ticket, private=False) for _ in range(2)]
    assert (await given(client, cast, lead)).status_code == 200
    assert (await merged(client, cast, lead, other)).status_code == 200
    refused = await ruled(client, cast, lead, NEIGHBOUR)
    assert (refused.status_code, refused.json()["code"]) == (409, "lead_stays")
    assert (await apart(client, cast, other)).status_code == 200
    assert (await ruled(client, cast, lead, NEIGHBOUR)).status_code == 200
