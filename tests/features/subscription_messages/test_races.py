"""Several workers, one credit; a worker that dies; a notice to many: on rows that are committed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from shequ_api.app import close_parts, gather_parts
from shequ_api.base.events.facts import Hearing
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.models import WeChatAccount
from shequ_api.base.registry import Registry
from shequ_api.base.wechat.protocol import SendOutcome, SendResult, WeChat
from shequ_api.features.inbox.service import tell
from shequ_api.features.notification_settings.models import NotificationSettings
from shequ_api.features.subscription_messages import sending
from shequ_api.features.subscription_messages.courier import carry_out
from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionKind,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.conftest import WORKER, clone, settings_for_tests
from tests.features.inbox.reading import news
from tests.features.subscription_messages.phones import APP, FIELDS, KEYS
from tests.serving import Hand


class Street:
    """A template and people with accepts, on a database of their own."""

    def __init__(self, parts: Parts, cast: Cast, hand: Hand) -> None:
        self.parts, self.cast, self.hand = parts, cast, hand
        self.template_id, self.wechat_id = uuid4(), f"tmpl_{uuid4().hex}"
        self.sessions = parts.get(Database).sessions

    async def laid_out(self) -> None:
        await self.hand.template(self.wechat_id, KEYS)
        async with self.sessions() as session, session.begin():
            await session.execute(text("DELETE FROM jobs"))
            template = SubscriptionTemplate(
                id=self.template_id,
                wechat_template_id=self.wechat_id,
                title="社区消息",
                fields=FIELDS,
                page="pages/index/index",
                lasting=False,
                merge_minutes=0,
                wanted_credits=3,
                ask_again_days=14,
                changed_at=utc_now(),
                changed_by_id=self.cast.people["city_administrator"],
            )
            session.add(template)
            await session.flush()
            session.add(SubscriptionKind(kind="ticket_settled", template_id=self.template_id))

    async def with_phone(self, who: str, accepts: int) -> None:
        user, now = f"{who}-{uuid4().hex}", utc_now()
        openid = await self.hand.openid(user)
        for _ in range(accepts):
            await self.hand.answers(user, self.wechat_id)
        async with self.sessions() as session, session.begin():
            person_id = self.cast.people[who]
            account = {"app_id": APP, "openid": openid, "created_at": now}
            session.add(WeChatAccount(id=new_id(), person_id=person_id, **account))
            never = {"quiet_starts": 0, "quiet_ends": 0, "set_at": now}
            session.add(NotificationSettings(person_id=person_id, choices={}, **never))
            session.add_all(
                SubscriptionAnswer(
                    report_id=uuid4(),
                    template_id=self.template_id,
                    person_id=person_id,
                    answer="accept",
                    answered_at=now,
                )
                for _ in range(accepts)
            )

    async def waiting(self, who: str, count: int, *, urgent: bool = False) -> None:
        async with self.sessions() as session, session.begin():
            now = utc_now()
            session.add_all(
                SubscriptionSend(
                    id=new_id(),
                    occasion_id=uuid4(),
                    person_id=self.cast.people[who],
                    template_id=self.template_id,
                    kind="ticket_settled",
                    title="诉求已办结",
                    text="请查看办理结果并评价。",
                    sender="社区",
                    about_kind="ticket",
                    about_id=uuid4(),
                    merges=False,
                    urgent=urgent,
                    state="waiting",
                    told_at=now,
                    due_at=now - timedelta(seconds=1),
                )
                for _ in range(count)
            )

    async def states(self) -> Counter[str]:
        async with self.sessions() as session:
            return Counter(await session.scalars(select(SubscriptionSend.state)))

    async def work(self, workers: int = 1, **later: float) -> None:
        """So many workers at once, until nothing is due."""

        async def until_done() -> None:
            while await carry_out(self.sessions, utc_now() + timedelta(**later)):
                pass

        await asyncio.gather(*(until_done() for _ in range(workers)))


@pytest.fixture
async def street(
    server: Embedded, template: str, fake_wechat_url: str, hand: Hand
) -> AsyncIterator[Street]:
    addresses = clone(server, template, f"shequ_subscriptions_{WORKER}_test")
    settings = settings_for_tests(fake_wechat_url).model_copy(update={"pool_size": 16})
    parts = gather_parts(settings, addresses.app)
    street = Street(parts, await Cast.found(parts), hand)
    await street.laid_out()
    yield street
    await close_parts(parts)


async def test_workers_at_once_send_each_credit_once(street: Street) -> None:
    await street.with_phone("resident", 1)
    await street.with_phone("same_building", 5)
    await street.waiting("resident", 6)
    await street.waiting("same_building", 9)
    await street.work(workers=4)
    assert await street.states() == {"sent": 6, "no_credit": 9}
    arrived = await street.hand.delivered(street.wechat_id)
    assert len(arrived) == 6
    async with street.sessions() as session:
        used = select(SubscriptionSend.report_id).where(SubscriptionSend.state == "sent")
        paid = list(await session.scalars(used))
        assert len(set(paid)) == 6, "no accept pays twice"


async def test_a_worker_that_dies_in_the_middle_loses_none(street: Street) -> None:
    """What it had claimed is unsure, and sent no second time; an emergency is; the rest goes on."""
    for who in ("resident", "same_building", "same_compound"):
        await street.with_phone(who, 2)
    await street.waiting("resident", 1)
    await street.waiting("same_building", 1, urgent=True)
    parts, real = street.parts, street.parts.get(WeChat)

    class Dying:
        async def send_subscription(self, message: Any) -> SendResult:
            await real.send_subscription(message)
            raise asyncio.CancelledError

    parts.add(Dying(), kind=WeChat)
    with pytest.raises(asyncio.CancelledError):
        await carry_out(street.sessions, utc_now())
    parts.add(real, kind=WeChat)
    assert await street.states() == {"sending": 2}
    await street.waiting("same_compound", 1)
    await street.work()
    assert await street.states() == {"sending": 2, "sent": 1}, "its lease has not run out"
    await street.work(minutes=2)
    assert await street.states() == {"unsure": 1, "sent": 2}
    arrived = Counter(each["touser"] for each in await street.hand.delivered(street.wechat_id))
    assert sorted(arrived.values()) == [1, 1, 2]


async def test_an_answer_after_the_lease_still_counts(street: Street) -> None:
    await street.with_phone("resident", 1)
    await street.waiting("resident", 1)
    now = utc_now()
    async with street.sessions() as session, session.begin():
        parcel = await sending.claim(session, APP, now)
    assert isinstance(parcel, sending.Parcel)
    async with street.sessions() as session, session.begin():
        await sending.resolve_broken(session, now + timedelta(minutes=2))
    assert await street.states() == {"unsure": 1}
    for outcome in (SendOutcome.BUSY, SendOutcome.SENT, SendOutcome.REFUSED):
        async with street.sessions() as session, session.begin():
            await sending.note(session, APP, parcel, SendResult(outcome), now)
    assert await street.states() == {"sent": 1}


async def test_told_at_once_is_one_send_that_counts(street: Street) -> None:
    await street.with_phone("resident", 3)
    person: UUID = street.cast.people["resident"]

    async def told() -> None:
        async with street.sessions() as session, session.begin():
            await tell(session, [person], news(), now=utc_now())

    await asyncio.gather(*(told() for _ in range(8)))
    assert await _reacted(street) == 8
    async with street.sessions() as session:
        [times] = await session.scalars(select(SubscriptionSend.times))
    assert times == 8
    await street.work()
    assert await street.states() == {"sent": 1}


async def _reacted(street: Street) -> int:
    """Do the reactions by several workers at once; how often somebody was told."""
    hearing = street.parts.get(Registry).hearing
    reactions = Hearing(list(hearing.reactions.values()), [])

    async def steps(worker: Worker) -> None:
        while await worker.step(utc_now()):
            pass

    await asyncio.gather(*(steps(Worker(street.parts.get(Database), reactions)) for _ in range(3)))
    async with street.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM jobs")) == 0
        told = text("SELECT count(*) FROM events WHERE name = 'message_told'")
        return int(await session.scalar(told) or 0)
