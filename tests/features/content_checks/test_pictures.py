"""Pictures are judged later, by a push; what never comes, people judge."""

from datetime import timedelta
from hashlib import sha1
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.wechat.pushes import PushDoor
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.content_checks.conftest import KEY, TOKEN
from tests.features.content_checks.test_checks import check_of, state_of
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of
from tests.serving import Hand

PUSHES = "/api/v1/wechat/pushes"


async def deliver(client: AsyncClient, push: dict[str, Any]) -> Response:
    return await client.post(PUSHES, params=push["query"], content=push["body"].encode())


@pytest.fixture
async def shown(
    talk: Talk,
    client: AsyncClient,
    cast: Cast,
    work: Work,
    on_wechat: str,
    door: PushDoor,
) -> dict[str, Any]:
    """A message with a photo whose words were found fit, and whose picture waits."""
    ticket = await talk.handled()
    photo = await photo_of(client, await cast.headers("resident"), "olive")
    said = await talk.says("resident", ticket, "现场照片", photo_ids=[photo])
    await work()
    return said


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ({"suggest": "pass"}, "pass"),
        ({"suggest": "review", "label": 21000}, "review"),
        ({"suggest": "risky", "label": 20002}, "risky"),
        ({"suggest": "pass", "errcode": -1008}, "review"),
    ],
)
async def test_the_push_decides(
    shown: dict[str, Any],
    client: AsyncClient,
    session: AsyncSession,
    hand: Hand,
    work: Work,
    result: dict[str, Any],
    state: str,
) -> None:
    assert await state_of(session, shown["id"]) == "pending"
    push = await hand.media_result(**result, token=TOKEN, encoding_key=KEY)
    fetched = await client.get(push["media_url"])
    assert fetched.status_code == 200, "the platform must be able to fetch it"
    for _ in range(2):
        answer = await deliver(client, push)
        assert (answer.status_code, answer.text) == (200, "success")
        await work()
        assert await state_of(session, shown["id"]) == state


async def test_what_is_not_wechats_changes_nothing(
    shown: dict[str, Any], client: AsyncClient, session: AsyncSession, hand: Hand, work: Work
) -> None:
    push = await hand.media_result(suggest="pass", token=TOKEN, encoding_key=KEY)
    query, body = push["query"], push["body"]
    forged = [
        {"query": query | {"signature": "0" * 40}, "body": body},
        {"query": query | {"msg_signature": "0" * 40}, "body": body},
        {"query": query | {"timestamp": str(int(query["timestamp"]) - 9000)}, "body": body},
        {"query": query, "body": body.replace('"Encrypt": "', '"Encrypt": "AAAA')},
        {"query": query, "body": '{"Event":"wxa_media_check"}'},
        {"query": query, "body": "[]"},
    ]
    for each in forged:
        refused = await deliver(client, each)
        assert (refused.status_code, refused.json()["code"]) == (403, "push_not_genuine")
    await work()
    assert await state_of(session, shown["id"]) == "pending"


async def test_a_push_that_overtakes_our_own_note_is_heard_later(
    talk: Talk,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    hand: Hand,
    parts: Parts,
    shown: dict[str, Any],
) -> None:
    check = await check_of(session, shown["id"])
    from_us = await session.connection()
    await from_us.exec_driver_sql(
        "UPDATE content_check_pictures SET trace_id = 'x' || trace_id"  # not written down yet
    )
    await session.commit()
    push = await hand.media_result(suggest="pass", token=TOKEN, encoding_key=KEY)
    assert (await deliver(client, push)).status_code == 200
    await parts.get(Worker).drain(utc_now())
    assert await state_of(session, shown["id"]) == "pending"
    from_us = await session.connection()
    await from_us.exec_driver_sql(
        "UPDATE content_check_pictures SET trace_id = substr(trace_id, 2)"
    )
    await session.commit()
    await parts.get(Worker).drain(utc_now() + timedelta(minutes=5))
    assert await state_of(session, shown["id"]) == "pass"
    assert check.subject_id is not None


async def test_an_answer_that_never_comes_is_left_to_people(
    shown: dict[str, Any], session: AsyncSession, parts: Parts
) -> None:
    await parts.get(Worker).drain(utc_now() + timedelta(minutes=20))
    assert await state_of(session, shown["id"]) == "pending"
    await parts.get(Worker).drain(utc_now() + timedelta(minutes=50))
    check = await check_of(session, shown["id"])
    assert (check.state, check.reasons) == ("review", ["no_answer"])


async def test_the_console_proves_the_address(
    client: AsyncClient, door: PushDoor, hand: Hand
) -> None:
    stamp = str(int(utc_now().timestamp()))
    query = {"timestamp": stamp, "nonce": "7", "echostr": "4375120948345356249"}
    ours = {**query, "signature": signature(stamp, "7")}
    answer = await client.get(PUSHES, params=ours)
    assert (answer.status_code, answer.text) == (200, "4375120948345356249")
    other = await client.get(PUSHES, params={**query, "signature": signature(stamp, "8")})
    assert other.status_code == 403


def signature(stamp: str, nonce: str) -> str:
    return sha1("".join(sorted([TOKEN, stamp, nonce])).encode()).hexdigest()
