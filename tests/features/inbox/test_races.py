"""Told, read, opened and closed at the same moment, on rows that are committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import gather_parts
from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Hearing, Reaction, record
from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.matters import NewMatter, Office, catch_up, close_matters, open_matter
from shequ_api.features.inbox.models import Matter, Message, Telling
from shequ_api.features.inbox.personal import erase, merge
from shequ_api.features.inbox.service import read_until, tell
from shequ_api.features.message_lines.lines import LINES
from shequ_api.features.message_lines.reactions import tell_line
from shequ_api.features.tickets.events import TicketAccepted
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.inbox.reading import news

Doing = Callable[[AsyncSession], Awaitable[None]]
AT_ONCE = 8
[ACCEPTANCE] = [line for line in LINES if line.fact is TicketAccepted]


@pytest.fixture
async def parts(server: Embedded, template: str, fake_wechat_url: str) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_inbox_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def alone(parts: Parts, doing: Doing) -> None:
    """In a transaction and a connection of its own."""
    async with parts.get(Database).sessions() as session, session.begin():
        await doing(session)


async def at_once(parts: Parts, *doings: Doing) -> None:
    await asyncio.gather(*(alone(parts, doing) for doing in doings))


async def found(parts: Parts, model: Any = Message) -> list[Any]:
    async with parts.get(Database).sessions() as session:
        return list(await session.scalars(select(model)))


def accepted(cast: Cast) -> TicketAccepted:
    return TicketAccepted(
        subject_id=uuid4(),
        district_id=cast.places["510108000000"],
        community_id=cast.places[HOME],
        service_code="environment",
        reporter_id=cast.people["resident"],
        source_kind="code",
        source_id=None,
        filed_by_id=cast.people["newcomer"],
    )


async def test_a_reaction_done_twice_at_once_tells_once(parts: Parts, cast: Cast) -> None:
    fact, now = accepted(cast), utc_now()
    react = partial(tell_line, ACCEPTANCE, fact=fact, now=now)
    await at_once(parts, *(lambda session: react(session=session) for _ in range(AT_ONCE)))
    told = await found(parts)
    assert {each.person_id for each in told} == {fact.reporter_id, fact.filed_by_id}
    assert [each.times for each in told] == [1, 1]


async def test_repeats_at_once_are_one_message(parts: Parts, cast: Cast) -> None:
    topic, both = uuid4(), [cast.people["resident"], cast.people["newcomer"]]

    def once(number: int) -> Doing:
        persons = both if number % 2 else both[::-1]
        return lambda session: tell(session, persons, news(topic_id=topic), now=utc_now())

    await at_once(parts, *map(once, range(AT_ONCE)))
    assert [each.times for each in await found(parts)] == [AT_ONCE, AT_ONCE]


async def test_told_while_it_is_read_is_never_lost(parts: Parts, cast: Cast) -> None:
    person, topic, start = cast.people["resident"], uuid4(), utc_now()
    seen = start + timedelta(milliseconds=500)

    def step(number: int) -> Doing:
        if number % 2:
            return lambda session: read_until(session, person, seen=seen, now=utc_now())
        # Half of them after what was seen: these must stay unread.
        at = start + timedelta(seconds=number % 4 // 2)
        return lambda session: tell(session, [person], news(topic_id=topic), now=at)

    await at_once(parts, *map(step, range(4 * AT_ONCE)))
    messages, tellings = await found(parts), await found(parts, Telling)
    assert sum(each.times for each in messages) == len(tellings) == 2 * AT_ONCE
    unread = [each for each in messages if each.read_at is None]
    assert len(unread) <= 1
    assert all(each.told_at <= seen for each in messages if each.read_at)
    assert unread, "something was told after what was seen"


async def test_nothing_is_given_out_of_what_is_closed(parts: Parts, cast: Cast) -> None:
    new = NewMatter(
        kind=MessageKind.GRID_VACANT,
        occasion_id=uuid4(),
        about_kind="grid",
        about_id=cast.places[f"{HOME}-m03"],
        district_id=cast.places["510108000000"],
    )
    chiefs = Office(Role.GRID_CHIEF, cast.places[f"{HOME}-z01"], "网格空岗", "空岗")
    staff = Office(Role.COMMUNITY_WORKER, cast.places[HOME], "网格空岗", "空岗")
    now = utc_now()

    async def opened(session: AsyncSession) -> None:
        await open_matter(session, new, [staff, chiefs], now=now)

    async def closed(session: AsyncSession) -> None:
        await close_matters(session, Matter.occasion_id == new.occasion_id, now=now)

    async def given(session: AsyncSession) -> None:
        await catch_up(session, now)

    await at_once(parts, *[opened, given] * 4)
    assert len(await found(parts, Matter)) == 1
    assert sorted(each.role for each in await found(parts)) == ["community_worker", "grid_chief"]
    forget = text("UPDATE messages SET done_at = now() WHERE role = 'grid_chief'")
    await alone(parts, lambda session: ran(session, forget))
    await at_once(parts, *[given, closed] * 4)
    assert all(each.done_at for each in await found(parts))
    await at_once(parts, *[given, closed, opened] * 3)
    [matter] = await found(parts, Matter)
    open_ones = [each for each in await found(parts) if each.done_at is None]
    assert matter.closed_at is None or not open_ones, "nobody is asked to see to what is over"
    await at_once(parts, *[given, opened] * 4)
    [matter] = await found(parts, Matter)
    assert matter.closed_at is None, "there is something to see to again"
    assert [each.done_at for each in await found(parts)] == [None, None]


async def ran(session: AsyncSession, statement: Any) -> None:
    await session.execute(statement)


async def test_erased_and_merged_while_they_are_told(parts: Parts, cast: Cast) -> None:
    """Who is erased keeps nothing; who is merged is told elsewhere, once."""
    gone, kept = cast.people["far_resident"], cast.people["resident"]
    lock = text("SELECT 1 FROM persons WHERE id = :it FOR UPDATE").bindparams(it=gone)
    shut = text("UPDATE persons SET disabled_at = now() WHERE id = :it").bindparams(it=gone)

    async def erased(session: AsyncSession) -> None:
        await session.execute(lock)
        await session.execute(shut)
        await erase(session, gone, utc_now())

    told: list[Doing] = [
        lambda session: tell(session, [gone, kept], news(), now=utc_now()) for _ in range(AT_ONCE)
    ]
    await at_once(parts, *told, erased)
    assert {each.person_id for each in await found(parts)} == {kept}

    twin, other = cast.people["newcomer"], uuid4()
    same = news(topic_id=other)
    for person in (kept, twin):
        await alone(parts, partial(tell_again, person=person, news=same))
    await alone(parts, partial(tell_again, person=twin, news=news()))
    for _ in range(2):
        await alone(parts, lambda session: merge(session, kept, twin, utc_now()))
    whose = [each for each in await found(parts) if each.topic_id == other]
    assert [each.person_id for each in whose] == [kept]
    assert {each.person_id for each in await found(parts)} == {kept}
    assert {each.person_id for each in await found(parts, Telling)} == {kept}


async def tell_again(session: AsyncSession, *, person: UUID, news: Any) -> None:
    await tell(session, [person], news, now=utc_now())


async def test_a_worker_cut_off_in_the_middle_tells_once(parts: Parts, cast: Cast) -> None:
    database, fact = parts.get(Database), accepted(cast)
    async with database.sessions() as session, session.begin():
        record(session, fact, now=utc_now())

    async def cut(session: AsyncSession, fact: TicketAccepted, now: datetime) -> None:
        await tell_line(ACCEPTANCE, session, fact, now)
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    name = f"inbox.{ACCEPTANCE.kind}"
    dying = Worker(database, Hearing([Reaction(name, TicketAccepted, cut)], []))
    async with database.sessions() as session, session.begin():
        others = text("DELETE FROM jobs WHERE name <> :name").bindparams(name=name)
        await session.execute(others)
    await dying.step(utc_now())
    assert await found(parts) == [], "all of it went with the connection"
    later = utc_now() + timedelta(minutes=5)
    healthy = Worker(database, Hearing(list(parts.get(Registry).hearing.reactions.values()), []))
    while await healthy.step(later):
        pass
    assert [each.times for each in await found(parts)] == [1, 1]
    async with database.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM jobs")) == 0
        assert await session.scalar(select(func.count()).select_from(Telling)) == 2
