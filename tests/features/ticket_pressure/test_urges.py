"""催办 of what was merged, by each for themselves, by a mandate, and without a name."""

from typing import Any
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AuditEntry
from shequ_api.features.ticket_pressure.models import TicketUrge
from tests.base.identity.test_mandates import terms
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_handling.handled import STAFF, WORKER, accepted, given, seen_by
from tests.features.ticket_pressure.pressed import kinds
from tests.features.ticket_twins.test_merging import merged
from tests.features.tickets.conftest import TicketMaker

AGENT, OLD = "same_building", "resident"


async def urged(
    client: AsyncClient, cast: Cast, who: str, ticket: dict[str, Any], **headers: str
) -> Response:
    path = f"/tickets/{ticket['id']}/urges"
    return await ask(client, cast, who, "POST", path, json={}, headers=headers)


async def urges_of(session: AsyncSession, ticket: dict[str, Any]) -> list[TicketUrge]:
    found = select(TicketUrge).where(TicketUrge.ticket_id == UUID(ticket["id"]))
    return list(await session.scalars(found.order_by(TicketUrge.urged_at)))


async def test_what_was_merged_is_urged_under_its_lead_once_by_each(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    own = [
        await accepted(client, cast, file_ticket, private=False, by="same_compound")
        for _ in range(2)
    ]
    nameless = await accepted(
        client, cast, file_ticket, private=False, by="same_building", anonymous=True
    )
    await given(client, cast, lead)
    assert (await merged(client, cast, lead, *own, nameless)).status_code == 200
    for who, ticket, counted in (
        ("resident", lead, 1),
        ("same_compound", own[0], 2),
        ("same_building", nameless, 3),
    ):
        answer = await urged(client, cast, who, ticket)
        assert (answer.status_code, answer.json()["urges"]) == (201, counted), answer.text
        assert answer.json()["ticket_id"] == lead["id"]
    for who, ticket in (("same_compound", own[1]), ("same_building", nameless), ("resident", lead)):
        again = await urged(client, cast, who, ticket)
        assert (again.status_code, again.json()["code"]) == (409, "urged_already"), who
    kept = {each.own_ticket_id: each.person_id for each in await urges_of(session, lead)}
    assert kept[UUID(own[0]["id"])] == cast.people["same_compound"]
    assert kept[UUID(nameless["id"])] is None
    await work()
    assert "ticket_urged" in await kinds(client, cast, WORKER)
    assert (await seen_by(client, cast, STAFF, lead))["urges"] == 3
    signed = select(AuditEntry.person_id).where(AuditEntry.operation == "urge_ticket")
    people = (cast.people["resident"], cast.people["same_compound"], None)
    assert set(await session.scalars(signed)) == set(people), "not by whom, of the nameless one"


async def test_by_a_mandate_both_are_kept(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    body = terms(agent_phone="13900000002", permissions=["ticket:urge"])
    mandate = await ask(client, cast, OLD, "POST", "/me/mandates", json=body)
    dress = {"X-On-Behalf-Of": mandate.json()["id"]}
    assert (await urged(client, cast, AGENT, ticket)).status_code == 404, "not as oneself"
    answer = await urged(client, cast, AGENT, ticket, **dress)
    assert answer.status_code == 201, answer.text
    own = await urged(client, cast, OLD, ticket)
    assert (own.status_code, own.json()["code"]) == (409, "urged_already"), "it was in their name"
    [kept] = await urges_of(session, ticket)
    assert (kept.person_id, kept.agent_id) == (cast.people[OLD], cast.people[AGENT])
