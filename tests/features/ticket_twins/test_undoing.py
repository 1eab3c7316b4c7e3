"""An undone merge leaves nothing out; an undone split stands in nobody's way but a person's."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Ticket
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import accepted, bounced
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_routing.ruled import made
from tests.features.ticket_twins.passing import failures, of_a_district, open_ticket, told
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.ticket_twins.test_splitting import put_back, split
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import photo_of, step

STAFF, ABOVE = "community_worker", "subdistrict_administrator"
WAITS = ("awaits_place", "awaits_service", "awaits_arbitration")


async def test_what_it_waited_for_it_waits_for_again(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    lead, other = await file_ticket(private=False), await file_ticket(by="same_compound")
    row = await session.get_one(Ticket, other["id"])
    row.awaits_place = row.awaits_service = True
    await session.commit()
    assert (await merged(client, cast, lead, other)).status_code == 200
    seen = await shown(client, cast, STAFF, other)
    assert [seen[name] for name in WAITS] == [False, False, False]
    assert (await apart(client, cast, other)).status_code == 200
    seen = await shown(client, cast, STAFF, other)
    assert [seen[name] for name in WAITS] == [True, True, False]


async def test_those_above_are_asked_again_who_handles_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead, other = await file_ticket(private=False), await accepted(client, cast, file_ticket)
    await bounced(client, cast, other, 3)
    await work()
    assert (await merged(client, cast, lead, other)).status_code == 200
    await work()
    assert not (await ask(client, cast, ABOVE, "GET", "/ticket-arbitrations")).json()["items"]
    assert (await apart(client, cast, other)).status_code == 200
    await work()
    [waiting] = (await ask(client, cast, ABOVE, "GET", "/ticket-arbitrations")).json()["items"]
    assert waiting["ticket_id"] == other["id"]
    ruling = {"person_id": str(cast.people["department_officer"]), "reason": "归本部门"}
    ruled = await step(client, cast, ABOVE, other, "arbitration", **ruling)
    assert (ruled.status_code, ruled.json()["assignee_name"]) == (200, "甲部门"), ruled.text


async def test_apart_again_supporters_hear_of_what_they_supported(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await open_ticket(file_ticket, session, work)
    other = await open_ticket(file_ticket, session, work, by="same_compound")
    path = f"/public-tickets/{other['id']}/support"
    await told(client, cast, "far_resident", "PUT", path, kind="follows")
    await merged(client, cast, lead, other)
    await step(client, cast, STAFF, lead, "acceptance")
    await work()
    assert heard_of(await heard(client, cast, "far_resident", lead))
    await apart(client, cast, other)
    await work()
    assert heard_of(await heard(client, cast, "far_resident", other))
    answer = await told(client, cast, "far_resident", "GET", "/me/messages")
    times = {each["about_id"]: each["times"] for each in answer.json()["items"]}
    await step(client, cast, STAFF, lead, "refusal", reason="重复")
    await step(client, cast, STAFF, other, "acceptance")
    await work()
    answer = await told(client, cast, "far_resident", "GET", "/me/messages")
    now = {each["about_id"]: each["times"] for each in answer.json()["items"]}
    assert await failures(session) == []
    assert now == times | {other["id"]: times[other["id"]] + 1}, "of the lead no more"


def heard_of(kinds: list[str]) -> bool:
    return kinds == ["supported_ticket_news"]


async def test_a_part_that_a_rule_gave_to_somebody_goes_back(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    await made(client, cast, {"at_once": True}, service_codes=["public_facility"])
    parent = await file_ticket(text="路灯和水管都坏了")
    parts = [{"service_code": "public_facility", "text": f"第{n}件"} for n in range(4)]
    done = await split(client, cast, parent, parts=parts)
    ruled, given, answered, shown_again = [
        each for each in done.json()["twins"] if each["relation"] == "child"
    ]
    await work()
    for part in (ruled, given, answered, shown_again):
        assert (await shown(client, cast, STAFF, part))["state"] == "resolving"
    await assigned(client, cast, given)
    await said(client, cast, answered, text="还有一处")
    photo = await photo_of(client, await cast.headers("resident"), "red")
    await said(client, cast, shown_again, photo_ids=[photo])
    for part in (given, answered, shown_again):
        refused = await put_back(client, cast, part)
        assert (refused.status_code, refused.json()["code"]) == (409, "part_touched"), part
    back = await put_back(client, cast, ruled)
    assert (back.status_code, back.json()["merged_into_id"]) == (200, parent["id"]), back.text


async def assigned(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> None:
    person = str(cast.people["general_grid_worker"])
    given = await step(client, cast, STAFF, ticket, "assignment", person_id=person)
    assert given.status_code == 200, given.text


async def said(client: AsyncClient, cast: Cast, ticket: dict[str, Any], **body: Any) -> None:
    path = f"/tickets/{ticket['id']}/messages/0199a3c4-5d6e-7f80-9a1b-{ticket['id'][-12:]}"
    answer = await told(client, cast, "resident", "PUT", path, **body)
    assert answer.status_code == 201, answer.text


async def test_a_part_is_of_no_category_of_another_district(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    await of_a_district(session, "corridor", "510104000000")
    parent = await file_ticket()
    parts = [{"service_code": "corridor", "text": "扶手"}]
    refused = await split(client, cast, parent, parts=parts)
    assert (refused.status_code, refused.json()["code"]) == (422, "part_unfit")
    await of_a_district(session, "corridor", "510108000000")
    assert (await split(client, cast, parent, parts=parts)).status_code == 201
