"""What WeChat tells of subscriptions: each tap counts once, whoever tells of it, however often."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.wechat.pushes import PushDoor
from shequ_api.features.subscription_messages.models import SubscriptionAnswer, SubscriptionSend
from shequ_api.kit.clock import utc_now
from tests.clocks import Work
from tests.features.content_checks.conftest import KEY, TOKEN, door
from tests.features.content_checks.test_pictures import deliver
from tests.features.subscription_messages.conftest import phones
from tests.features.subscription_messages.phones import Phones, states
from tests.serving import Hand

__all__ = ["door", "phones"]
SEND = "/cgi-bin/message/subscribe/send"


class Platform:
    """WeChat, telling us of the phones."""

    def __init__(self, phones: Phones, hand: Hand) -> None:
        self.phones, self.hand = phones, hand

    async def push(self, event: str, who: str, **more: Any) -> dict[str, Any]:
        user = self.phones.users.get(who, who)
        what = {"template_ids": [self.phones.wechat_id], "token": TOKEN, "encoding_key": KEY}
        return await self.hand.subscription_push(event, user, **(what | more))

    async def tell(self, event: str, who: str, **more: Any) -> None:
        answer = await deliver(self.phones.client, await self.push(event, who, **more))
        assert (answer.status_code, answer.text) == (200, "success")


@pytest.fixture
async def platform(phones: Phones, hand: Hand, door: PushDoor) -> Platform:
    await phones.saved(wanted_credits=9)
    await phones.linked("resident")
    return Platform(phones, hand)


async def left(session: AsyncSession) -> int:
    """Accepts that a send may use."""
    unspent = text(
        "SELECT count(*) FROM subscription_answers"
        " WHERE answer = 'accept' AND spent_at IS NULL AND void_at IS NULL"
    )
    return int(await session.scalar(unspent) or 0)


async def test_a_tap_that_is_told_twice_counts_once(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await phones.accepts("resident")
    await platform.tell("popup", "resident")
    assert await left(session) == 1, "the report came first"
    await platform.tell("popup", "resident", ago_seconds=60)
    assert await left(session) == 2, "this one was not reported, or not yet"
    await phones.accepts("resident")
    assert await left(session) == 2, "now it was"
    await phones.accepts("resident")
    assert await left(session) == 3


async def test_the_same_push_again_is_the_same(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    """Signed and sealed anew each time, as WeChat does; told at once, and after an hour."""
    pushes = [await platform.push("popup", "resident") for _ in range(3)]
    taps = {json.loads(push["message"])["CreateTime"] for push in pushes}
    for push in (*pushes, pushes[0]):
        assert (await deliver(phones.client, push)).status_code == 200
    assert await left(session) == len(taps), "a second passed between two, or none did"
    await session.execute(text("DELETE FROM wechat_pushes"))
    await session.commit()
    assert (await deliver(phones.client, pushes[0])).status_code == 200
    assert await left(session) == len(taps)


async def _rows(session: AsyncSession) -> Counter[str]:
    return Counter(await session.scalars(select(SubscriptionAnswer.answer)))


async def test_refused_in_the_popup(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await phones.accepts("resident", 2)
    await platform.tell("popup", "resident", status="reject", ago_seconds=3600)
    assert await left(session) == 2, "what was allowed since then stands"
    assert await phones.to_ask("resident") == [phones.id]
    await platform.tell("popup", "resident", status="reject")
    assert await left(session) == 0
    assert await phones.to_ask("resident") == []
    await phones.report("resident", "reject")
    aged = text("UPDATE subscription_answers SET answered_at = answered_at - interval '20 days'")
    await session.execute(aged)
    await session.commit()
    assert await phones.to_ask("resident") == [phones.id], "two tellings are one refusal of three"


async def test_switched_off_in_the_settings_and_on_again(
    platform: Platform, phones: Phones, session: AsyncSession, work: Work
) -> None:
    await phones.accepts("resident", 2)
    for _ in range(2):
        await platform.tell("change", "resident", status="reject")
    assert await left(session) == 0
    await phones.told("resident")
    await work()
    assert await states(session) == [], "nothing is put on its way"
    aged = text("UPDATE subscription_answers SET answered_at = answered_at - interval '400 days'")
    await session.execute(aged)
    await session.commit()
    assert await phones.to_ask("resident") == [], "who switched it off is never asked again"
    await platform.tell("change", "resident", status="accept")
    assert await phones.to_ask("resident") == [phones.id]
    assert await left(session) == 0, "to be on is no accept"
    await phones.accepts("resident")
    assert await left(session) == 1, "and is no other telling of this tap"


async def test_a_lasting_template_switched_on_is_open(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await phones.saved(lasting=True, wanted_credits=9)
    await phones.accepts("resident")
    await platform.tell("change", "resident", status="reject")
    assert await left(session) == 0
    await platform.tell("change", "resident", status="accept")
    assert await left(session) == 1


async def test_what_never_arrived_is_marked(
    platform: Platform, phones: Phones, session: AsyncSession, work: Work
) -> None:
    await phones.accepts("resident", 3)
    await phones.told("resident")
    await work()
    await platform.tell("sent", "resident")
    assert await states(session) == ["sent"]
    for _ in range(2):
        await platform.tell("sent", "resident", errcode=1)
    assert await states(session) == ["failed"], "it came as taken, and did not arrive"
    await phones.told("resident")
    await work()
    assert await states(session) == ["failed", "sent"]
    await platform.tell("sent", "resident", errcode=43101)
    assert await states(session) == ["failed", "refused"]
    assert await left(session) == 0, "who refuses has no accept left"


async def test_a_push_says_what_became_of_an_unsure_send(
    platform: Platform, phones: Phones, session: AsyncSession, work: Work, hand: Hand
) -> None:
    await phones.accepts("resident", 2)
    await phones.told("resident")
    await hand.mishap("status", path=SEND, status=502)
    await work()
    assert await states(session) == ["unsure"]
    for _ in range(2):
        await platform.tell("sent", "resident", msgid="4242")
    assert await states(session) == ["sent"]
    await phones.told("resident")
    await phones.parts.get(Worker).drain(utc_now() + timedelta(hours=2))
    await platform.tell("sent", "resident", msgid="4242", errcode=1)
    assert await states(session) == ["failed", "sent"], "it speaks of the first alone"
    numbers = await session.scalars(select(SubscriptionSend.msgid))
    assert "4242" in list(numbers)


async def test_strangers_and_nonsense_change_nothing(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await phones.accepts("resident")
    for event in ("popup", "change", "sent"):
        await platform.tell(event, f"nobody-{uuid4().hex}", status="reject")
        await platform.tell(event, "resident", template_ids=[f"tmpl_{uuid4().hex}"])
        await platform.tell(event, "resident", template_ids=[])
    assert (await left(session), await _rows(session)) == (1, {"accept": 1})


async def test_several_templates_in_one_push(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await platform.tell("popup", "resident", template_ids=[phones.wechat_id, f"tmpl_{uuid4().hex}"])
    assert await left(session) == 1
