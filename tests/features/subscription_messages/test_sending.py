"""What is told in the app arrives on the phone, if its owner allowed it, once for each accept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.features.subscription_messages.models import SubscriptionAnswer, SubscriptionSend
from shequ_api.kit.clock import utc_now
from tests.clocks import Work
from tests.features.inbox.reading import messages
from tests.features.subscription_messages.phones import Phones, states
from tests.serving import Hand

SEND = "/cgi-bin/message/subscribe/send"


async def test_one_accept_is_one_send(phones: Phones, work: Work, session: AsyncSession) -> None:
    await phones.saved()
    await phones.linked("resident")
    await phones.told("resident")
    await work()
    assert await phones.arrived() == [], "nobody is sent what they did not allow"
    await phones.accepts("resident")
    title = "您反映的楼道照明长期损坏问题已经由社区办结请查看"
    await phones.told("resident", title=title)
    await phones.told("resident", topic_id=None or phones.cast.people["resident"])
    await work()
    await phones.told("resident")
    await work()
    [sent] = await phones.arrived()
    values = {key: each["value"] for key, each in sent["data"].items()}
    assert values["thing1"] == "您有新消息", "two that came together are one"
    assert (values["number4"], values["phrase5"]) == ("2", "消息提醒")
    assert sent["page"].startswith("pages/index/index?about=inbox")
    assert await states(session) == ["sent"], "with no accept left nothing is put on its way"
    await phones.accepts("resident")
    await phones.told("resident", title=title, text="办理" * 30)
    await work()
    sent = (await phones.arrived())[1]
    assert sent["data"]["thing1"]["value"] == f"{title[:19]}…"
    assert len(sent["data"]["thing2"]["value"]) == 20
    [newest, *_] = await messages(phones.client, phones.cast, "resident")
    assert f"about=ticket&id={newest['about_id']}" in sent["page"]


async def test_accepts_are_used_from_the_oldest_on(
    phones: Phones, work: Work, session: AsyncSession
) -> None:
    await phones.saved()
    await phones.linked("resident")
    await phones.accepts("resident", 3)
    for _ in range(2):
        await phones.told("resident")
        await work()
    spent = select(SubscriptionAnswer.spent_at).order_by(SubscriptionAnswer.answered_at)
    assert [at is not None for at in await session.scalars(spent)] == [True, True, False]


async def test_what_was_read_in_the_app_is_not_sent(
    phones: Phones, work: Work, session: AsyncSession
) -> None:
    await phones.saved(merge_minutes=30)
    await phones.linked("resident")
    await phones.accepts("resident")
    await phones.told("resident")
    await work()
    assert await states(session) == ["waiting"]
    seen = {"until": (utc_now() + timedelta(minutes=1)).isoformat()}
    await phones.ask("resident", "PUT", "/me/messages/reading", json=seen)
    await phones.parts.get(Worker).drain(utc_now() + timedelta(minutes=31))
    assert await states(session) == ["seen"]
    assert await phones.arrived() == []


async def test_quiet_until_the_morning(phones: Phones, work: Work, session: AsyncSession) -> None:
    await phones.saved()
    await phones.linked("resident")
    await phones.accepts("resident")
    now = utc_now()
    quiet = {
        "starts": f"{(now + timedelta(hours=7)).strftime('%H')}:00",
        "ends": f"{(now + timedelta(hours=10)).strftime('%H')}:00",
    }
    await phones.choose("resident", quiet)
    await phones.told("resident", now=now)
    await work()
    [due_at] = await session.scalars(select(SubscriptionSend.due_at))
    assert await states(session) == ["waiting"]
    assert timedelta(hours=1) <= due_at - now <= timedelta(hours=2)
    await phones.parts.get(Worker).drain(due_at + timedelta(seconds=1))
    assert len(await phones.arrived()) == 1


@pytest.mark.parametrize(
    ("mishap", "state", "left"),
    [
        ({"kind": "errcode", "errcode": -1}, "waiting", 1),
        ({"kind": "errcode", "errcode": 45009}, "waiting", 1),
        ({"kind": "status", "status": 502}, "unsure", 0),
        ({"kind": "garbage"}, "unsure", 0),
        ({"kind": "errcode", "errcode": 43101}, "refused", 0),
        ({"kind": "errcode", "errcode": 40003}, "unreachable", 0),
    ],
)
async def test_what_comes_of_a_bad_day(
    phones: Phones,
    work: Work,
    session: AsyncSession,
    hand: Hand,
    mishap: dict[str, Any],
    state: str,
    left: int,
) -> None:
    """What was not taken is sent later; what may have arrived is not sent again."""
    await phones.saved()
    await phones.linked("resident")
    await phones.accepts("resident")
    await phones.told("resident")
    await hand.mishap(**mishap, path=SEND)
    await work()
    assert await states(session) == [state]
    unspent = text("SELECT count(*) FROM subscription_answers WHERE spent_at IS NULL")
    assert await session.scalar(unspent) == left
    [pause] = (await session.execute(text("SELECT count(*) FROM subscription_pauses"))).one()
    assert pause == (state in ("waiting", "unsure")), "the next ones wait for a better moment"
    await phones.parts.get(Worker).drain(utc_now() + timedelta(hours=2))
    assert len(await phones.arrived()) == (state == "waiting")
    assert await states(session) == ["sent" if state == "waiting" else state]


@pytest.mark.parametrize("how", ["expired", "replaced"])
async def test_an_old_token_costs_nothing(
    phones: Phones, work: Work, session: AsyncSession, hand: Hand, how: str
) -> None:
    await phones.saved()
    await phones.linked("resident", "same_building")
    for each in ("resident", "same_building"):
        await phones.accepts(each)
    await phones.told("resident")
    await work()
    await hand.end_token(how)
    await phones.told("same_building")
    await work()
    assert await states(session) == ["sent", "sent"]


async def test_a_faulty_template_is_told_and_mended(
    phones: Phones, work: Work, session: AsyncSession, cast: Any
) -> None:
    """Our keys are not those of the template at WeChat: 47003."""
    await phones.saved(fields=[{"key": "thing1", "source": "title", "text": None}])
    await phones.linked("resident", "same_building")
    for each in ("resident", "same_building"):
        await phones.accepts(each)
        await phones.told(each, district_id=cast.places["510108000000"])
    await work()
    assert await states(session) == ["waiting", "waiting"]
    shown = await phones.ask("auditor", "GET", f"/subscription-templates/{phones.id}")
    assert shown.status_code == 403
    page = (await phones.ask("community_worker", "GET", "/subscription-templates")).json()
    assert [each["faulty_errcode"] for each in page["items"]] == [47003]
    told = await messages(phones.client, cast, "city_administrator")
    assert [each["kind"] for each in told] == ["subscription_template_faulty"]
    assert await phones.to_ask("resident") == [], "nobody is asked for what does not work"
    phones.version = page["items"][0]["version"]
    await phones.saved()
    told = await messages(phones.client, cast, "city_administrator")
    assert told[0]["done_at"] is not None
    await phones.parts.get(Worker).drain(utc_now() + timedelta(minutes=31))
    assert await states(session) == ["sent", "sent"]


async def test_an_emergency_knows_no_quiet_and_is_tried_twice(
    phones: Phones, work: Work, session: AsyncSession, hand: Hand
) -> None:
    await phones.saved()
    await phones.linked("resident")
    await phones.accepts("resident", 2)
    await phones.choose("resident", {"starts": "00:00", "ends": "23:59"})
    await phones.told("resident")
    await work()
    made_urgent = text(
        "UPDATE subscription_sends SET urgent = true, merges = false, due_at = now()"
    )
    await session.execute(made_urgent)
    await session.commit()
    await hand.mishap("lost", path=SEND, seconds=6)
    await phones.parts.get(Worker).drain(utc_now())
    assert await states(session) == ["waiting"], "it may have arrived, and is sent once more"
    await phones.parts.get(Worker).drain(utc_now() + timedelta(minutes=1))
    assert await states(session) == ["sent"]
    assert len(await phones.arrived()) == 2
