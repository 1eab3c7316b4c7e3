"""What is said to a ticket that is merged, or taken out again, at that moment: heard once, by
whoever handles it then; with photos, and by whoever supports either."""

import asyncio
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import text

from shequ_api.base.events.worker import Worker
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import told
from tests.features.ticket_twins.test_races import ROUNDS, Ask, Desk, asked, both, stands
from tests.features.ticket_twins.test_races import client as client
from tests.features.ticket_twins.test_races import parts as parts
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import photo_of
from tests.pausing import held_before

STAFF, HANDLER, OTHERS = "community_worker", "micro_grid_worker", "general_grid_worker"
Ticket = dict[str, Any]


class Two:
    """A lead that one handles, and another ticket, that somebody else handles."""

    def __init__(self, client: AsyncClient, cast: Cast, parts: Parts) -> None:
        self.client, self.cast, self.parts = client, cast, parts
        self.desk = Desk(client, cast)
        self.lead: Ticket = {}
        self.other: Ticket = {}

    async def begin(self, make: TicketMaker) -> None:
        self.lead = await self.given(await make(private=False), HANDLER)
        self.other = await self.given(await make(by="same_compound", private=False), OTHERS)

    async def given(self, ticket: Ticket, to: str) -> Ticket:
        await asked(self.desk.take(STAFF, ticket, "acceptance"))
        person = str(self.cast.people[to])
        done = await asked(self.desk.take(STAFF, ticket, "assignment", person_id=person))
        assert done.status_code == 200, done.text
        return ticket

    def say(self, words: str, **body: Any) -> Ask:
        path = f"/tickets/{self.other['id']}/messages/{new_id()}"
        said = {"text": words, **body}
        return lambda: told(self.client, self.cast, "same_compound", "PUT", path, **said)

    async def heard_by(self, words: str) -> dict[str, int]:
        """Who was told of it, how often; once what is to be told was told."""
        await self.parts.get(Worker).drain(utc_now())
        found = text(
            "SELECT facts ->> 'assignee_id' AS told FROM events JOIN ticket_messages m"
            " ON m.id = (facts ->> 'message_id')::uuid"
            " WHERE name = 'ticket_replied' AND m.text = :words"
        )
        async with self.parts.get(Database).sessions() as session:
            told_to = [str(each) for each in await session.scalars(found, {"words": words})]
        names = {str(self.cast.people[each]): each for each in (HANDLER, OTHERS)}
        return {names[each]: told_to.count(each) for each in set(told_to)}

    async def on(self, ticket: Ticket, words: str) -> int:
        """How often it stands where the community reads the talk on a ticket."""
        path = f"/tickets/{ticket['id']}/messages"
        page = (await told(self.client, self.cast, STAFF, "GET", path)).json()["items"]
        return [each["text"] for each in page].count(words)


async def test_said_before_the_merge_was_seen_it_reaches_who_handles_the_lead(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    two = Two(client, cast, parts)
    await two.begin(file_ticket)
    await told(client, cast, "same_compound", "GET", "/me")
    async with held_before(parts, "INSERT INTO ticket_threads") as pause:
        saying = asyncio.ensure_future(asked(two.say("还在漏水")))
        await pause.stands()
        assert (await asked(two.desk.merge(two.lead, two.other))).status_code == 200
        pause.over.set()
        assert (await saying).status_code == 201
    assert await two.heard_by("还在漏水") == {HANDLER: 1}
    assert await two.on(two.lead, "还在漏水") == 1


async def test_said_while_it_is_merged_and_while_it_is_taken_out(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    two = Two(client, cast, parts)
    ends: list[tuple[Any, ...]] = []
    for number in range(ROUNDS):
        await two.begin(file_ticket)
        answers: list[Response] = []
        for act in (two.desk.merge(two.lead, two.other), two.desk.apart(two.other)):
            words = f"第{len(ends)}句"
            answers = await both(act, two.say(words))
            assert [each.status_code for each in answers] == [200, 201], answers
            state, lead_id = await stands(parts, two.other)
            heard = await two.heard_by(words)
            assert sum(heard.values()) == 1, heard
            assert await two.on(two.other, words) == 1
            assert await two.on(two.lead, words) == (1 if lead_id else 0)
            ends.append((number, state, *heard))
    assert {state for _, state, *_ in ends} == {"merged", "resolving"}, ends


async def test_photos_said_to_the_merged_one_stand_with_the_lead(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker
) -> None:
    two = Two(client, cast, parts)
    await two.begin(file_ticket)
    assert (await asked(two.desk.merge(two.lead, two.other))).status_code == 200
    photo = await photo_of(client, await cast.headers("same_compound"), "red")
    said = await asked(two.say("见照片", photo_ids=[photo]))
    assert said.status_code == 201, said.text
    for who, ticket in ((HANDLER, two.lead), (STAFF, two.lead), ("same_compound", two.other)):
        path = f"/tickets/{ticket['id']}/messages"
        page = (await told(client, cast, who, "GET", path)).json()["items"]
        [mine] = [each for each in page if each["text"] == "见照片"]
        assert [each["id"] for each in mine["photos"]] == [photo], who
    assert (await asked(two.desk.apart(two.other))).status_code == 200
    assert await two.on(two.lead, "见照片") == 0 and await two.on(two.other, "见照片") == 1
    assert (await shown(client, cast, OTHERS, two.other))["state"] == "resolving"
