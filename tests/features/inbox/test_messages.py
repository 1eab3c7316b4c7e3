"""Reading what one was told, on a bad network too."""

from datetime import timedelta
from uuid import uuid4

from httpx import AsyncClient
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.inbox.expiring import KEPT_DAYS, forget_old
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.models import Message, Telling
from shequ_api.features.inbox.service import tell
from shequ_api.features.inbox.wording import WORDS
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.architecture.api import our_routes
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.counting import Queries
from tests.features.inbox.reading import kinds, messages, news, told, unread

ME = "resident"


async def test_everybody_reads_their_own(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await told(session, cast, ME, 3)
    mine = await messages(client, cast, ME)
    assert len(mine) == 3
    assert {each["read_at"] for each in mine} == {None}
    assert await messages(client, cast, "newcomer") == []

    path, seen = f"/me/messages/{mine[1]['id']}/reading", {"told_at": mine[1]["told_at"]}
    other = await ask(client, cast, "newcomer", "PUT", path, json=seen)
    assert other.status_code == 404
    assert await unread(client, cast, ME) == 3, "a stranger reads nothing away"
    first = await ask(client, cast, ME, "PUT", path, json=seen)
    again = await ask(client, cast, ME, "PUT", path, json=seen)
    assert first.status_code == 200, first.text
    assert first.json() == again.json(), "the first reading stands"
    assert await unread(client, cast, ME) == 2
    left = await messages(client, cast, ME, unread=True)
    assert [each["id"] for each in left] == [mine[0]["id"], mine[2]["id"]]


async def test_what_was_told_since_stays_unread(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    topic, then = uuid4(), utc_now() - timedelta(hours=1)
    for minutes in (0, 1):
        at = then + timedelta(minutes=minutes)
        await tell(session, [cast.people[ME]], news(topic_id=topic), now=at)
    await session.commit()
    [shown] = await messages(client, cast, ME)
    assert shown["times"] == 2, "repeats are one message"
    await tell(session, [cast.people[ME]], news(topic_id=topic), now=utc_now())
    await session.commit()

    path, seen = f"/me/messages/{shown['id']}/reading", {"told_at": shown["told_at"]}
    late = await ask(client, cast, ME, "PUT", path, json=seen)
    assert (late.json()["read_at"], late.json()["times"]) == (None, 3)
    everything = {"until": shown["told_at"]}
    left = await ask(client, cast, ME, "PUT", "/me/messages/reading", json=everything)
    assert left.json() == {"count": 1, "more": False}
    seen = {"told_at": late.json()["told_at"]}
    assert (await ask(client, cast, ME, "PUT", path, json=seen)).json()["read_at"]

    await tell(session, [cast.people[ME]], news(topic_id=topic), now=utc_now())
    await session.commit()
    now = await messages(client, cast, ME)
    assert [each["times"] for each in now] == [1, 3], "what was read is history"


async def test_one_occasion_is_told_once(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    same = news()
    for _ in range(3):
        await tell(session, [cast.people[ME], cast.people["newcomer"]], same, now=utc_now())
        await session.commit()
        answer = {"until": utc_now().isoformat()}
        await ask(client, cast, "newcomer", "PUT", "/me/messages/reading", json=answer)
    assert [each["times"] for each in await messages(client, cast, ME)] == [1]
    assert len(await messages(client, cast, "newcomer")) == 1, "read in between, too"


async def test_a_shut_account_is_told_nothing_and_a_merged_one_elsewhere(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    far, new = cast.people["far_resident"], cast.people["newcomer"]
    merge = text("UPDATE persons SET merged_into_id = :kept WHERE id = :it")
    await session.execute(merge, {"kept": new, "it": far})
    shut = text("UPDATE persons SET disabled_at = now() WHERE id = :it")
    await session.execute(shut, {"it": cast.people["same_compound"]})
    told_to = [far, new, cast.people["same_compound"]]
    await tell(session, told_to, news(), now=utc_now())
    await session.commit()
    assert (await messages(client, cast, "newcomer"))[0]["times"] == 1
    found = await session.scalars(select(Message.person_id))
    assert set(found) == {new}


async def test_filters_and_pages_that_are_asked_again(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await told(session, cast, ME, 5)
    other = news(MessageKind.TICKET_ACCEPTED)
    await tell(session, [cast.people[ME]], other, now=utc_now())
    await session.commit()
    assert await kinds(client, cast, ME, kind="ticket_accepted") == ["ticket_accepted"]
    assert (await ask(client, cast, ME, "GET", "/me/messages?kind=gossip")).status_code == 422
    whole = [each["id"] for each in await messages(client, cast, ME)]
    first = (await ask(client, cast, ME, "GET", "/me/messages?limit=4")).json()
    for _ in range(2):
        after = {"limit": 4, "cursor": first["next_cursor"]}
        rest = (await ask(client, cast, ME, "GET", "/me/messages", params=after)).json()
        assert [each["id"] for each in first["items"] + rest["items"]] == whole
    stolen = await ask(client, cast, "newcomer", "GET", "/me/messages", params=after)
    assert stolen.json()["code"] == "cursor_invalid"
    bad = await ask(client, cast, ME, "PUT", "/me/messages/reading", json={"until": "yesterday"})
    assert bad.status_code == 422


async def test_ten_thousand_messages_of_one_person(
    client: AsyncClient, cast: Cast, session: AsyncSession, queries: Queries
) -> None:
    person, now = cast.people[ME], utc_now()
    rows = [
        {
            "id": new_id(),
            "person_id": person,
            "kind": MessageKind.TICKET_SETTLED,
            "title": "诉求已办结",
            "text": "请查看",
            "about_kind": "ticket",
            "about_id": (about := uuid4()),
            "topic_id": about,
            "times": 1,
            "told_at": now - timedelta(seconds=number),
        }
        for number in range(10_000)
    ]
    await session.execute(insert(Message), rows)
    await session.commit()
    await cast.headers(ME)
    with queries() as seen:
        answer = await ask(client, cast, ME, "GET", "/me/messages/unread-count")
    assert answer.json() == {"count": 999, "more": True}
    assert len(seen) <= 9
    question = {"unread": True, "limit": 100, "kind": "ticket_accepted"}
    assert await messages(client, cast, ME, **question) == []
    assert len(await messages(client, cast, ME, limit=100, unread=True)) == 100
    seen_all = {"until": now.isoformat()}
    left = await ask(client, cast, ME, "PUT", "/me/messages/reading", json=seen_all)
    assert left.json() == {"count": 0, "more": False}


async def test_old_ones_are_let_go(cast: Cast, session: AsyncSession) -> None:
    now = utc_now()
    for days in (1, KEPT_DAYS - 2):  # what was told first ages with what is told later
        await tell(session, [cast.people[ME]], news(), now=now)
        for model in (Message, Telling):
            aged = {"told_at": model.told_at - timedelta(days=days + 1)}
            await session.execute(update(model).values(aged))
    await forget_old(session, now)
    for model in (Message, Telling):
        assert await session.scalar(select(func.count()).select_from(model)) == 1


def test_each_kind_says_what_it_is_and_opens_something() -> None:
    assert set(WORDS) == set(MessageKind)
    operations = {route.name for _, route in our_routes()}
    assert {words.operation for words in WORDS.values()} <= operations
