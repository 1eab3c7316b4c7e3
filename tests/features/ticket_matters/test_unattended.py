"""What is told of tickets that nobody has: their community hears it, until somebody has it."""

from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask, posting_of
from tests.cast import NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given, returned
from tests.features.ticket_pressure.pressed import kinds
from tests.features.ticket_ratings.settled import settle
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


async def said(
    client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any], text: str = "怎么样了"
) -> Response:
    path = f"/tickets/{ticket['id']}/messages/{new_id()}"
    answer = await ask(client, cast, who, "PUT", path, json={"text": text})
    assert answer.is_success, answer.text
    return answer


async def count(client: AsyncClient, cast: Cast, who: str, kind: str) -> int:
    told = (await ask(client, cast, who, "GET", "/me/messages?limit=100")).json()["items"]
    return sum(each["kind"] == kind and not each["done_at"] for each in told)


async def test_an_urge_and_a_message_reach_the_community_until_somebody_has_it(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    assert (await step(client, cast, "resident", ticket, "urges")).status_code == 201
    for text in ("怎么样了", "在吗"):
        await said(client, cast, "resident", ticket, text)
    await work()
    for kind in ("ticket_urged", "ticket_replied"):
        assert await count(client, cast, STAFF, kind) == 1, kind
        assert kind not in await kinds(client, cast, "far_community_worker")
    await said(client, cast, STAFF, ticket, "已在安排")
    await work()
    assert await kinds(client, cast, STAFF) >= {"ticket_urged"}
    assert "ticket_replied" not in await kinds(client, cast, STAFF), "it was answered"
    await step(client, cast, STAFF, ticket, "acceptance")
    await given(client, cast, ticket)
    await work()
    assert "ticket_urged" not in await kinds(client, cast, STAFF)
    await said(client, cast, "resident", ticket, "谢谢")
    await work()
    assert "ticket_replied" in await kinds(client, cast, WORKER)
    assert "ticket_replied" not in await kinds(client, cast, STAFF), "whoever has it hears it"


async def test_a_word_on_what_has_ended_is_answered_too(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    await said(client, cast, "resident", ticket, "在吗")
    await step(client, cast, STAFF, ticket, "settlement", note="社区办了")
    await work()
    assert await count(client, cast, STAFF, "ticket_replied") == 0
    await said(client, cast, "resident", ticket, "还差一点")
    await work()
    assert await count(client, cast, STAFF, "ticket_replied") == 1
    await said(client, cast, STAFF, ticket, "马上补上")
    await work()
    assert await count(client, cast, STAFF, "ticket_replied") == 0


async def test_what_is_another_communitys_is_theirs_to_see_to(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await said(client, cast, "resident", ticket)
    await work()
    place = {"place_id": str(cast.places[NEIGHBOUR]), "reason": "在他们那边"}
    assert (
        await ask(client, cast, STAFF, "PUT", f"/tickets/{ticket['id']}/place", json=place)
    ).is_success
    await work()
    assert "ticket_replied" not in await kinds(client, cast, STAFF)
    await said(client, cast, "resident", ticket)
    await work()
    assert "ticket_replied" in await kinds(client, cast, "far_community_worker")


async def test_what_is_handled_again_and_nobodys_is_told_to_the_community(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket()
    await settle(client, cast, ticket, by="partner")
    held = await posting_of(session, cast, "partner")
    assert (await ask(client, cast, STAFF, "PUT", f"/postings/{held}/end")).is_success
    await step(client, cast, "resident", ticket, "reopening", reason="又堆满了")
    await work()
    assert await count(client, cast, STAFF, "ticket_unattended") == 1
    await step(client, cast, STAFF, ticket, "settlement", note="社区办了")
    await work()
    assert await count(client, cast, STAFF, "ticket_unattended") == 0


async def test_what_was_given_back_is_told_not_what_was_taken_back(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    for by, times in ((STAFF, 0), (WORKER, 1)):
        await given(client, cast, ticket)
        await work()
        assert (await returned(client, cast, ticket, by=by)).status_code == 200
        await work()
        assert await count(client, cast, STAFF, "ticket_unattended") == times, by


async def test_what_was_merged_speaks_for_its_lead_and_stands_alone_again(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, private=False, by="same_compound")
    assert (await merged(client, cast, lead, other)).status_code == 200
    await said(client, cast, "same_compound", other)
    await work()
    assert await count(client, cast, STAFF, "ticket_replied") == 1
    await given(client, cast, lead)
    await work()
    assert await count(client, cast, STAFF, "ticket_replied") == 0, "who has the lead has both"
    assert (await apart(client, cast, other)).status_code == 200
    await work()
    assert await count(client, cast, STAFF, "ticket_unattended") == 1
    await given(client, cast, other)
    await work()
    assert await count(client, cast, STAFF, "ticket_unattended") == 0
