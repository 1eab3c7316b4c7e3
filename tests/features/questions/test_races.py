"""Two who decide about one question at once: on committed rows, the second behind the first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import event, text, update

from shequ_api.app import create_app
from shequ_api.base.people.merging import hand_on, lock_both
from shequ_api.base.registry import Registry
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.questions.models import Question
from shequ_api.features.ticket_limits.counting import Limits
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.clocks import drain
from tests.conftest import settings_for_tests
from tests.features.knowledge_search.desk import Desk
from tests.features.questions.test_questions import PUBLIC, asked, step
from tests.pausing import held_before

Act = Callable[[], Awaitable[Any]]
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
ANSWER = {"text": "带户口簿"}


class Race:
    """A question of the resident's, and those who decide about it."""

    def __init__(self, parts: Parts, desk: Desk) -> None:
        self.parts, self.desk = parts, desk
        self.question: dict[str, Any] = {}

    async def begin(self, *, answered: bool = False, late: bool = False) -> None:
        """Another question, of which all has been told."""
        self.question = await asked(self.desk, text=f"问题{new_id()}")
        if answered:
            await step(self.desk, self.question, "answer", ANSWER)
        this = Question.id == UUID(self.question["id"])
        yesterday = china_date(utc_now()) - timedelta(days=1)
        async with self.parts.get(Database).sessions() as session, session.begin():
            await session.execute(update(ContentCheck).values(state="pass"))
            if late:
                await session.execute(update(Question).where(this).values(due_on=yesterday))
        await drain(self.parts, utc_now())

    async def act(self, name: str) -> str:
        """What came of it: a state, or the code of a refusal."""
        step, body, by = {
            "answer": ("answer", ANSWER, "community_worker"),
            "other_answer": ("answer", {"text": "不用带"}, "grid_chief"),
            "publication": ("publication", PUBLIC, "community_worker"),
            "ticket": ("ticket", None, "community_worker"),
            "withdrawal": ("withdrawal", None, "resident"),
        }[name]
        path = f"/questions/{self.question['id']}/{step}"
        told = (await self.desk.send("POST", path, body, by=by)).json()
        return str(told.get("code", told.get("state")))

    async def blocked(self, task: "asyncio.Task[Any]") -> None:
        """Until somebody waits for a row that another holds."""
        while not task.done():
            async with self.parts.get(Database).sessions() as session:
                if await session.scalar(WAITING):
                    return

    async def run(self, first: Awaitable[Any], second: Act, before: str) -> tuple[Any, Any]:
        """The first is held before a statement, behind its locks; the second comes meanwhile."""
        async with held_before(self.parts, before) as pause:
            one = asyncio.ensure_future(first)
            await pause.stands()
            other = asyncio.ensure_future(second())
            await self.blocked(other)
            assert not other.done(), "it did not wait"
            pause.over.set()
            return await one, await other

    async def row(self) -> Question:
        async with self.parts.get(Database).sessions() as session:
            return await session.get_one(Question, UUID(self.question["id"]))


@pytest.fixture
async def race(open_parts: Parts) -> AsyncIterator[Race]:
    open_parts.add(Limits(1000, 1000))
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Race(open_parts, Desk(client, await Cast.found(open_parts)))


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("answer", "other_answer", ("answered", "question_answered_before")),
        ("answer", "withdrawal", ("answered", "withdrawn")),
        ("withdrawal", "answer", ("withdrawn", "question_over")),
        ("withdrawal", "publication", ("withdrawn", "question_over")),
        ("publication", "withdrawal", ("answered", "withdrawn")),
        ("withdrawal", "ticket", ("withdrawn", "question_over")),
    ],
)
async def test_the_second_reads_what_the_first_decided(
    race: Race, first: str, second: str, codes: tuple[str, str]
) -> None:
    await race.begin(answered="publication" in {first, second})
    got = await race.run(race.act(first), lambda: race.act(second), "UPDATE questions SET")
    assert got == codes
    kept = await race.row()
    assert (kept.state, kept.ticket_id) == (
        "answered" if second == "other_answer" else "withdrawn",
        None,
    )
    assert (kept.published_id is not None) == (first == "publication")
    if second == "other_answer":
        assert kept.answer == ANSWER["text"]


async def test_an_answer_meets_the_clock(race: Race) -> None:
    """Either it is answered, or it is a ticket; never both."""

    async def clock() -> int:
        return await drain(race.parts, utc_now(), "questions.pass_on_late")

    await race.begin(late=True)
    got, _ = await race.run(race.act("answer"), clock, "UPDATE questions SET state")
    kept = await race.row()
    assert (got, kept.state, kept.ticket_id) == ("answered", "answered", None)
    await race.begin(late=True)
    _, got = await race.run(clock(), lambda: race.act("answer"), "INSERT INTO tickets")
    kept = await race.row()
    assert (got, kept.state, kept.ticket_id is None) == ("question_over", "ticket", False)


async def merge(race: Race, kept_id: UUID, merged_id: UUID) -> None:
    async with race.parts.get(Database).sessions() as session, session.begin():
        await lock_both(session, kept_id, merged_id)
        modules = race.parts.get(Registry).personal_data
        await hand_on(session, modules, kept_id, merged_id, now=utc_now())


async def owner_of(race: Race) -> UUID:
    """Of the question and of its ticket."""
    row = await race.row()
    async with race.parts.get(Database).sessions() as session:
        ticket = await session.get_one(Ticket, row.ticket_id)
    assert ticket.reporter_id == row.asker_id
    return row.asker_id


async def test_accounts_are_merged_while_a_ticket_is_made(race: Race) -> None:
    """Persons before questions: whoever comes second waits, and nobody is undone."""
    kept_id, merged_id = (race.desk.cast.people[who] for who in ("newcomer", "resident"))
    await race.begin()
    inserted = list[str]()
    engine = race.parts.get(Database).engine.sync_engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        inserted.extend(["ticket"] * statement.startswith("INSERT INTO tickets"))

    event.listen(engine, "before_cursor_execute", note)
    merging = partial(merge, race, kept_id, merged_id)
    code, _ = await race.run(race.act("ticket"), merging, "FROM ticket_services")
    event.remove(engine, "before_cursor_execute", note)
    assert (code, inserted) == ("ticket", ["ticket"]), "it was made anew"
    assert await owner_of(race) == kept_id


async def test_a_ticket_is_asked_for_while_accounts_are_merged(race: Race) -> None:
    kept_id, merged_id = (race.desk.cast.people[who] for who in ("newcomer", "resident"))
    await race.begin()
    merging = merge(race, kept_id, merged_id)
    words = "UPDATE questions SET asker_id"
    _, code = await race.run(merging, lambda: race.act("ticket"), words)
    assert code == "question_asker_merged"
    assert await race.act("ticket") == "ticket"
    assert await owner_of(race) == kept_id
