"""Several connections that come, go, confirm and hear at once, on real transactions."""

import asyncio
from collections import Counter

from httpx import AsyncClient
from sqlalchemy import select

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.tickets.events import TicketSettled
from shequ_api.features.tickets.steps import facts_of
from shequ_api.features.volunteer_hours.models import VolunteerAccount, VolunteerService
from shequ_api.features.volunteer_hours.reactions import count_ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.earnings.facts import settled
from tests.features.volunteer_attendance.serving import STAFF, Serving


async def _proved(parts: Parts) -> None:
    async with parts.get(Database).sessions() as session:
        assert not await verify(session)


async def test_two_check_outs_at_once(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    serving = Serving(crowd, crowd_cast)
    came = (await serving.comes(30)).json()["id"]
    await serving.code(f"{HOME}-c2-b1")
    answers = await asyncio.gather(*(serving.leaves(came) for _ in range(8)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}
    # The same one sent many times at once is one; so is a check-in.
    mark_id, body = new_id(), await serving.mark(25)
    path = f"/volunteer-check-ins/{mark_id}"
    asking = (serving.ask("same_building", "PUT", path, json=body) for _ in range(8))
    assert Counter(each.status_code for each in await asyncio.gather(*asking)) == {201: 1, 200: 7}
    await _proved(open_parts)


async def test_sessions_that_overlap_at_once(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    serving = Serving(crowd, crowd_cast)
    ids = [(await serving.comes(60 + n, "same_compound")).json()["id"] for n in range(6)]
    leaving = (serving.leaves(each, n, "same_compound") for n, each in enumerate(ids))
    answers = await asyncio.gather(*leaving)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {
        "volunteer_session_overlaps"
    }


async def test_one_confirmation_and_one_end(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    serving = Serving(crowd, crowd_cast)
    made = (await serving.served(40, ago=600, who="partner"))["id"]
    answers = await asyncio.gather(
        *(serving.decide(made, who=who) for who in (STAFF, "grid_chief") * 4)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await serving.minutes("partner") == 40
    undone = (serving.decide(made, "rejected", who, "冒名") for who in (STAFF, "grid_chief") * 4)
    assert {answer.status_code for answer in await asyncio.gather(*undone)} == {200}
    assert await serving.minutes("partner") == 0
    [line] = await serving.services("partner")
    assert line["reversed_at"]
    await _proved(open_parts)


async def test_a_fact_heard_by_many_counts_once_and_a_days_bound_holds(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    serving, database = Serving(crowd, crowd_cast), open_parts.get(Database)
    await serving.policy(ticket_minutes=30, facts_day_minutes=100)
    facts = []
    async with database.sessions() as session, session.begin():
        for _ in range(5):
            ticket = await settled(session, crowd_cast, settled_by="committee_member")
            facts.append(
                TicketSettled(
                    **facts_of(ticket),
                    settled_by_id=crowd_cast.people["committee_member"],
                    accepted_by_id=crowd_cast.people[STAFF],
                )
            )

    async def hear(fact: TicketSettled) -> None:
        async with database.sessions() as session, session.begin():
            await count_ticket(session, fact, utc_now())

    await asyncio.gather(*(hear(fact) for fact in facts * 4))
    assert await serving.minutes("committee_member") == 100
    lines = select(VolunteerService.minutes).join(
        VolunteerAccount, VolunteerAccount.id == VolunteerService.account_id
    )
    theirs = lines.where(VolunteerAccount.person_id == crowd_cast.people["committee_member"])
    async with database.sessions() as session:
        assert sorted(await session.scalars(theirs)) == [0, 10, 30, 30, 30]
    await _proved(open_parts)
