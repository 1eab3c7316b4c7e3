"""What goes wrong with one content keeps no other waiting, and ends with people."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.registry import Registry, Written
from shequ_api.base.wechat.client import WeChatClient
from shequ_api.base.wechat.protocol import MediaKind, WeChat
from shequ_api.base.wechat.pushes import PushDoor
from shequ_api.features.content_checks.asking import take_back
from shequ_api.features.content_checks.rules import MOST_TRIES
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.clocks import Work
from tests.features.content_checks.conftest import KEY, TOKEN
from tests.features.content_checks.test_checks import check_of, state_of
from tests.features.content_checks.test_pictures import deliver
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of
from tests.serving import Hand

KIND = "ticket_message"


@pytest.fixture
def poison(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Messages that cannot be loaded."""
    registry, hurt = parts.get(Registry), set[UUID]()
    sound = registry.writings[KIND]

    async def load(session: AsyncSession, message_id: UUID) -> Written | None:
        if message_id in hurt:
            raise RuntimeError("cannot be opened")
        return await sound.load(session, message_id)

    monkeypatch.setitem(registry.writings, KIND, replace(sound, load=load))
    return hurt


@pytest.mark.usefixtures("on_wechat")
async def test_one_that_fails_keeps_no_other_waiting(
    talk: Talk, session: AsyncSession, parts: Parts, poison: set[UUID]
) -> None:
    ticket = await talk.handled()
    bad = await talk.says("resident", ticket, "坏的一条")
    poison.add(UUID(bad["id"]))
    fine = await talk.says("resident", ticket, "好的一条")
    at = utc_now()
    await parts.get(Worker).drain(at)
    assert await state_of(session, fine["id"]) == "pass"
    check = await check_of(session, bad["id"])
    assert (check.state, check.tries) == ("pending", 1)
    assert check.next_at > at
    for hours in range(1, 4):
        assert await state_of(session, bad["id"]) == "pending"
        await parts.get(Worker).drain(at + timedelta(hours=hours))
    check = await check_of(session, bad["id"])
    assert (check.state, check.reasons, check.tries) == ("review", ["failed"], 4)


@pytest.mark.usefixtures("on_wechat")
async def test_one_over_which_workers_died_is_taken_up_no_more(
    talk: Talk, session: AsyncSession, parts: Parts, hand: Hand
) -> None:
    ticket = await talk.handled()
    await parts.get(Worker).drain(utc_now())
    asked = await hand.calls("/wxa/msg_sec_check")
    said = await talk.says("resident", ticket, "路灯不亮")
    died = text("UPDATE content_checks SET tries = :many WHERE subject_id = :id")
    await session.execute(died, {"many": MOST_TRIES, "id": said["id"]})
    await session.commit()
    await parts.get(Worker).drain(utc_now())
    check = await check_of(session, said["id"])
    assert (check.state, check.reasons) == ("review", ["failed"])
    assert await hand.calls("/wxa/msg_sec_check") == asked


class SameTrace(WeChatClient):
    """A platform that answers one trace for everything."""

    async def check_media(self, openid: str, url: str, kind: MediaKind) -> str | None:
        return "one-and-the-same"


@pytest.fixture
async def confused(parts: Parts) -> AsyncIterator[None]:
    before: Any = parts.get(WeChat)
    found = object.__new__(SameTrace)
    found.__dict__.update(before.__dict__)
    parts.add(found, kind=WeChat)
    yield
    parts.add(before, kind=WeChat)


@pytest.mark.usefixtures("on_wechat", "confused")
async def test_a_trace_that_is_anothers_undoes_nothing_of_others(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, parts: Parts
) -> None:
    ticket = await talk.handled()
    headers, said = await cast.headers("resident"), []
    for colour in ("olive", "teal"):
        photo = await photo_of(client, headers, colour)
        said.append(await talk.says("resident", ticket, "现场", photo_ids=[photo]))
    last = await talk.says("resident", ticket, "没有照片")
    at = utc_now()
    await parts.get(Worker).drain(at)
    assert await state_of(session, last["id"]) == "pass"
    for hours in range(1, 6):
        await parts.get(Worker).drain(at + timedelta(hours=hours))
    found = [await check_of(session, each["id"]) for each in said]
    assert [each.state for each in found] == ["review", "review"]


@pytest.fixture
async def waiting(
    talk: Talk, client: AsyncClient, cast: Cast, work: Work, on_wechat: str, door: PushDoor
) -> dict[str, Any]:
    """A message whose picture waits for the platform."""
    ticket = await talk.handled()
    photo = await photo_of(client, await cast.headers("resident"), "olive")
    said = await talk.says("resident", ticket, "现场照片", photo_ids=[photo])
    await work()
    return said


async def test_the_first_push_counts(
    waiting: dict[str, Any], client: AsyncClient, session: AsyncSession, hand: Hand, work: Work
) -> None:
    result = await hand.media_waiting()
    setup = {"token": TOKEN, "encoding_key": KEY, "trace_id": result["trace_id"], "keep": True}
    for suggestion in ("risky", "pass", "risky"):
        push = await hand.media_result(suggest=suggestion, label=20002, **setup)
        assert (await deliver(client, push)).status_code == 200
        await work()
        assert await state_of(session, waiting["id"]) == "risky"


async def test_a_push_about_nothing_of_ours_is_forgotten(
    waiting: dict[str, Any], client: AsyncClient, session: AsyncSession, hand: Hand, parts: Parts
) -> None:
    await session.execute(text("UPDATE content_check_pictures SET trace_id = NULL"))
    await session.commit()
    push = await hand.media_result(suggest="pass", token=TOKEN, encoding_key=KEY)
    assert (await deliver(client, push)).status_code == 200
    at = utc_now()
    for minutes in range(0, 30, 2):
        await parts.get(Worker).drain(at + timedelta(minutes=minutes))
    left = text("SELECT count(*) FROM jobs WHERE name = 'content_checks.hear_verdict'")
    assert await session.scalar(left) == 0
    assert await state_of(session, waiting["id"]) == "pending"


async def test_what_is_written_anew_while_the_platform_thinks_is_another_content(
    waiting: dict[str, Any], client: AsyncClient, session: AsyncSession, hand: Hand, work: Work
) -> None:
    await take_back(session, KIND, UUID(waiting["id"]))
    await session.commit()
    push = await hand.media_result(suggest="pass", token=TOKEN, encoding_key=KEY)
    assert (await deliver(client, push)).status_code == 200
    await work()
    left = text("SELECT count(*) FROM content_checks WHERE subject_id = :id")
    assert await session.scalar(left, {"id": waiting["id"]}) == 0
