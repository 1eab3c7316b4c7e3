"""Two accounts become one, and somebody is forgotten: receipts, accepts, sends, settings."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.notices import personal as notices
from shequ_api.features.notices.models import NoticeReceipt
from shequ_api.features.notification_settings import personal as settings
from shequ_api.features.subscription_messages import personal as subscriptions
from shequ_api.features.subscription_messages.models import SubscriptionAnswer, SubscriptionSend
from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.clocks import Work
from tests.features.notices.board import Board
from tests.features.subscription_messages.phones import Phones

MODULES = (notices, settings, subscriptions)


async def test_two_accounts_become_one(phones: Phones, work: Work, session: AsyncSession) -> None:
    await phones.saved(merge_minutes=60)
    await phones.linked("resident", "same_building")
    for who in ("resident", "same_building"):
        await phones.accepts(who)
        await phones.told(who)
    await work()
    board = Board(phones.client, phones.cast)
    notice = await board.published(HOME, asks_confirmation=True)
    await board.read("resident", notice)
    await board.corrected(notice)
    await board.confirm("same_building", notice, 2)
    kept, merged = (phones.cast.people[who] for who in ("resident", "same_building"))
    for module in MODULES:
        for _ in range(2):
            await module.merge(session, kept, merged, utc_now())
    await session.commit()
    [receipt] = await session.scalars(select(NoticeReceipt))
    assert (receipt.person_id, receipt.number, receipt.confirmed_number) == (kept, 2, 2)
    assert list(await session.scalars(select(SubscriptionSend.person_id))) == [kept]
    assert list(await session.scalars(select(SubscriptionAnswer.person_id))) == [kept, kept]
    chosen = text("SELECT person_id FROM notification_settings")
    assert list(await session.scalars(chosen)) == [kept]
    told: dict[str, Any] = {}
    for module in MODULES:
        told |= await module.collect(session, phones.parts, kept)
    counted = {title: len(lines) for title, lines in told.items() if lines}
    assert counted == {"读过的通知": 1, "通知设置": 1, "订阅授权": 2, "微信推送": 1}
    for module in MODULES:
        await module.erase(session, kept, utc_now())
    await session.commit()
    for table in ("notice_receipts", "subscription_sends", "subscription_answers"):
        assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0
    assert await session.scalar(text("SELECT count(*) FROM notification_settings")) == 0
