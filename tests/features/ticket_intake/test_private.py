"""A private ticket: of all that others can read, nothing shows it, by itself or under a lead."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.http.openapi import routes_of
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.incidents.outage import published
from tests.features.ticket_twins.passing import asked, passed, told
from tests.features.tickets.conftest import BUILDING, TicketMaker
from tests.features.tickets.conftest import file_ticket as file_ticket
from tests.features.tickets.slips import TICKETS, photo_of, step

Known = dict[str, str]
CANARY = "楼上赵某某家中争吵"
OTHERS = ("same_building", "same_compound", "far_resident", "newcomer", "far_community_worker")
"""A neighbour, one who says "me too", strangers, and staff of another community."""
NOT_READ = re.compile(r"/(content|picture|sheet|poster|document|export)s?\b")
"""Files, which hold no text."""


@pytest.fixture
async def private(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> dict[str, Any]:
    """Of the resident's; found fit, handled, and answered by an incident: as public as can be."""
    photo = await photo_of(client, await cast.headers("resident"), "brown")
    draft = {"service_code": "public_facility", "text": CANARY, "photo_ids": [photo]}
    ticket = await file_ticket(private=True, **draft)
    await passed(session, work, ticket)
    await step(client, cast, "community_worker", ticket, "acceptance", note=CANARY)
    headers = await cast.headers("resident")
    said = await client.put(
        f"{TICKETS}/{ticket['id']}/messages/{new_id()}", json={"text": CANARY}, headers=headers
    )
    assert said.status_code == 201, said.text
    return {"photo": photo, **ticket}


async def around(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> Known:
    """An incident by which it is answered, and a code where it is: ids for addresses."""
    made = await published(client, cast)
    assert made.status_code == 201, made.text
    incident = made.json()
    path = f"/incidents/{incident['id']}/tickets/{ticket['id']}"
    await told(client, cast, "community_worker", "PUT", path)
    return {
        "ticket_id": ticket["id"],
        "incident_id": incident["id"],
        "file_id": ticket["photo"],
        "place_id": str(cast.places[BUILDING]),
        "compound_id": str(cast.places[f"{HOME}-c1"]),
        "community_id": str(cast.places[HOME]),
    }


def addresses(app: FastAPI, known: Known) -> list[str]:
    """Each GET there is, about the ticket and what is around it."""
    read = (path for path, route in routes_of(app) if "GET" in (route.methods or ()))

    def named(path: str) -> str:
        return re.sub(r"{(\w+)(:\w+)?}", lambda at: known.get(at[1], str(new_id())), path)

    return [named(path) for path in read if not NOT_READ.search(path)]


async def walk(
    app: FastAPI, client: AsyncClient, cast: Cast, known: Known, ticket: dict[str, Any]
) -> None:
    paths = addresses(app, known)
    assert len(paths) > 150
    assert f"{TICKETS}/{ticket['id']}/timeline" in paths
    for who in OTHERS:
        headers, read = await cast.headers(who), 0
        for path in paths:
            answer = await client.get(path, headers=headers)
            read += answer.is_success
            shown = answer.text.replace(f"/{ticket['id']}", "")  # the address that was asked
            for secret in (CANARY, ticket["id"], ticket["photo"], ticket["number"]):
                assert secret not in shown, (who, path, secret)
        assert read > 30, "what they may read at all"


async def hints(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> None:
    """Before filing, when scanning, when asking to support it."""
    issued = await told(
        client, cast, "community_worker", "POST", "/place-codes",
        place_id=str(cast.places[BUILDING]),
    )  # fmt: skip
    for who in OTHERS:
        question = {"place_id": str(cast.places[BUILDING]), "radius_metres": 500}
        alike = {"service_code": ticket["service_code"], "text": CANARY}
        for asks in (question, question | alike):
            assert ticket["id"] not in str(await asked(client, cast, who, **asks))
        landing = await told(client, cast, who, "POST", "/scans", code=issued.json()["code"])
        assert landing.is_success, landing.text
        assert CANARY not in landing.text
        assert ticket["id"] not in landing.text
        path = f"/public-tickets/{ticket['id']}/support"
        support = await told(client, cast, who, "PUT", path, kind="affected")
        assert support.status_code == 404, support.text


async def test_by_itself(
    app: FastAPI, client: AsyncClient, cast: Cast, private: dict[str, Any], work: Work
) -> None:
    known = await around(client, cast, private)
    await work()
    await walk(app, client, cast, known, private)
    await hints(client, cast, private)


async def test_settled_and_rated(
    app: FastAPI, client: AsyncClient, cast: Cast, private: dict[str, Any], work: Work
) -> None:
    await step(client, cast, "community_worker", private, "settlement", note=CANARY)
    path = f"/tickets/{private['id']}/ratings/mine"
    rated = await told(client, cast, "resident", "PUT", path, score=2, comment=CANARY)
    assert rated.status_code == 200, rated.text
    refused = await told(client, cast, "same_building", "PUT", path, score=1)
    assert refused.status_code == 404
    await work()
    await walk(app, client, cast, await around(client, cast, private), private)


async def test_under_a_neighbours_lead(
    app: FastAPI,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    private: dict[str, Any],
    file_ticket: TicketMaker,
    work: Work,
) -> None:
    lead = await file_ticket("same_building", service_code="public_facility", text="水压太低")
    await passed(session, work, lead)
    support = f"/public-tickets/{lead['id']}/support"
    assert (await told(client, cast, "same_compound", "PUT", support, kind="affected")).is_success
    body = {"ticket_ids": [private["id"]], "reason": "同一根水管"}
    merged = await told(
        client, cast, "community_worker", "POST", f"/tickets/{lead['id']}/merges", **body
    )
    assert merged.is_success, merged.text
    reply = await client.put(
        f"{TICKETS}/{lead['id']}/messages/{new_id()}",
        json={"text": "正在修", "public": True},
        headers=await cast.headers("community_worker"),
    )
    assert reply.status_code == 201, reply.text
    await work()
    known = {"incident_id": str(new_id()), "place_id": str(cast.places[BUILDING])}
    await walk(app, client, cast, known | {"ticket_id": private["id"]}, private)
    # The lead's own addresses, too: who ordered or supports it reads there.
    about = [
        each for each in addresses(app, known | {"ticket_id": lead["id"]}) if lead["id"] in each
    ]
    assert len(about) > 10
    for who in OTHERS:
        for path in about:
            shown = (await client.get(path, headers=await cast.headers(who))).text
            for secret in (CANARY, private["id"], private["photo"], private["number"]):
                assert secret not in shown, (who, path, secret)
