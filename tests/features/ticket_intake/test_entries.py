"""What staff enter for somebody without an account, or for an organisation."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.models import AccessLook
from shequ_api.base.people.models import Organisation
from shequ_api.features.ticket_intake.expiring import forget_petitioners
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.tickets.conftest import BUILDING
from tests.features.tickets.slips import TICKETS, step

NAME, PHONE = "赵某某", "13712345678"


class Counter:
    """A meeting, a doorstep, a telephone."""

    def __init__(self, client: AsyncClient, cast: Cast) -> None:
        self.client, self.cast = client, cast

    async def enter(self, who: str = "micro_grid_worker", **more: Any) -> Response:
        entry = {
            "channel": "meeting",
            "place_id": str(self.cast.places[BUILDING]),
            "service_code": "environment",
            "text": "坝坝会上反映垃圾清运不及时",
            "petitioner_name": NAME,
            "petitioner_phone": PHONE,
            **more,
        }
        headers = await self.cast.headers(who)
        return await self.client.post("/api/v1/ticket-entries", json=entry, headers=headers)

    async def petitioner(self, ticket: dict[str, Any], who: str) -> Response:
        address = f"{TICKETS}/{ticket['id']}/petitioner"
        return await self.client.get(address, headers=await self.cast.headers(who))


@pytest.fixture
def counter(client: AsyncClient, cast: Cast) -> Counter:
    return Counter(client, cast)


async def test_it_is_known_who_entered_it_and_for_whom(
    counter: Counter, session: AsyncSession
) -> None:
    answer = await counter.enter()
    assert answer.status_code == 201, answer.text
    ticket = answer.json()
    assert (ticket["source_kind"], ticket["reporter_id"], ticket["anonymous"]) == (
        *("meeting", None, False),
    )
    assert ticket["filed_by_name"] == "甲微格"
    assert NAME not in answer.text
    told = (await counter.petitioner(ticket, "community_worker")).json()
    assert (told["name"], told["phone"], told["entered_by_name"]) == (
        *(NAME, "137******78", "甲微格"),
    )
    rows = list(await session.scalars(text("SELECT to_jsonb(t)::text FROM ticket_petitioners t")))
    assert rows and not [row for row in rows if NAME in row or PHONE in row]
    assert (await counter.petitioner(ticket, "resident")).status_code == 404
    # Whoever is to settle it need not know for whom.
    await step(counter.client, counter.cast, "community_worker", ticket, "acceptance")
    partner = str(counter.cast.people["partner"])
    await step(
        counter.client, counter.cast, "community_worker", ticket, "assignment", person_id=partner
    )
    assert (await counter.petitioner(ticket, "partner")).status_code == 403
    done = await step(counter.client, counter.cast, "partner", ticket, "settlement", note="已清运")
    assert done.json()["state"] == "settled", done.text


async def test_the_number_is_shown_to_who_calls_back_and_stays_with_the_parts(
    counter: Counter, session: AsyncSession
) -> None:
    ticket = (await counter.enter()).json()
    client, cast = counter.client, counter.cast

    async def revealed(who: str, ticket_id: str) -> Response:
        path = f"{TICKETS}/{ticket_id}/petitioner/reveals"
        body = {"reason": "电话核实地点"}
        return await client.post(path, json=body, headers=await cast.headers(who))

    assert (await revealed("resident", ticket["id"])).status_code == 404
    parts = {"parts": [{"service_code": "environment", "text": "楼道堆放的杂物"}], "reason": "两件"}
    split = await step(client, cast, "community_worker", ticket, "splits", **parts)
    assert split.status_code == 201, split.text
    [part] = [each for each in split.json()["twins"] if each["relation"] == "child"]
    for ticket_id in (ticket["id"], part["id"]):
        told = await revealed("community_worker", ticket_id)
        assert told.status_code == 200, told.text
        assert (told.json()["name"], told.json()["phone"]) == (NAME, PHONE)
    looks = select(AccessLook).where(AccessLook.subject_kind == "ticket_petitioner")
    found = (await session.scalars(looks)).all()
    assert {str(each.subject_id) for each in found} == {ticket["id"], part["id"]}
    assert {each.reader_id for each in found} == {cast.people["community_worker"]}
    assert {(each.reason, *each.fields) for each in found} == {("电话核实地点", "phone")}


async def test_name_and_number_are_let_go(counter: Counter, session: AsyncSession) -> None:
    ticket = (await counter.enter()).json()
    year = timedelta(days=365)
    assert await forget_petitioners(session, utc_now(), year, 10) == 0
    assert await forget_petitioners(session, utc_now() + year, year, 10) == 1
    await session.commit()
    told = (await counter.petitioner(ticket, "community_worker")).json()
    assert (told["name"], told["phone"], told["entered_by_name"]) == (None, None, "甲微格")


async def test_an_organisation_asks(counter: Counter, session: AsyncSession) -> None:
    bare = await counter.enter(channel="enterprise", petitioner_name=None, petitioner_phone=None)
    assert (bare.status_code, bare.json()["code"]) == (422, "organisation_unfit")
    firm = await session.scalar(select(Organisation.id).limit(1))
    if firm is None:
        firm = new_id()
        places = counter.cast.places
        session.add(
            Organisation(
                id=firm,
                name="龙潭机电有限公司",
                partner_kind="enterprise",
                community_id=places[HOME],
                subdistrict_id=places["510108015000"],
                district_id=places["510108000000"],
                city_id=places["510100000000"],
                created_at=utc_now(),
            )
        )
        await session.commit()
    made = await counter.enter(
        channel="enterprise",
        organisation_id=str(firm),
        petitioner_name=None,
        petitioner_phone=None,
    )
    assert made.status_code == 201, made.text
    told = (await counter.petitioner(made.json(), "community_worker")).json()
    assert (UUID(told["organisation_id"]), told["name"]) == (firm, None)


async def test_who_may_enter_where_and_by_which_channel(counter: Counter) -> None:
    assert (await counter.enter("resident")).status_code == 403
    assert (await counter.enter("far_community_worker")).status_code == 404
    assert (await counter.enter(channel="hazard")).status_code == 422
    assert (await counter.enter(channel="mini_program")).status_code == 422
    headers = await counter.cast.headers("resident")
    draft = {"service_code": "noise", "text": "吵", "channel": "hotline"}
    assert (await counter.client.post(TICKETS, json=draft, headers=headers)).status_code == 422
    plain = {"service_code": "noise", "text": "吵"}
    own = (await counter.client.post(TICKETS, json=plain, headers=headers)).json()
    nobody = await counter.petitioner(own, "community_worker")
    assert nobody.status_code == 404
