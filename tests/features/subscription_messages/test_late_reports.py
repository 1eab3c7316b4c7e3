"""What the mini-program tells late, and WeChat has told before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.subscription_messages.models import SubscriptionAnswer
from tests.features.content_checks.conftest import door
from tests.features.subscription_feedback.test_pushes import Platform, left, platform
from tests.features.subscription_messages.phones import Phones

__all__ = ["door", "platform"]


async def test_a_late_report_of_a_refusal_takes_no_later_accept(
    platform: Platform, phones: Phones, session: AsyncSession
) -> None:
    await platform.tell("popup", "resident", ago_seconds=900)
    await platform.tell("popup", "resident", status="reject", ago_seconds=600)
    assert await left(session) == 0
    await platform.tell("popup", "resident", ago_seconds=300)
    assert await left(session) == 1
    await phones.report("resident", "reject")
    assert await left(session) == 1, "it was refused before that"
    refused = select(SubscriptionAnswer.answered_at).where(SubscriptionAnswer.answer == "reject")
    assert len(set(await session.scalars(refused))) == 1, "one tap, at one time"
    assert await phones.to_ask("resident") == [phones.id], "the last word was yes"
    await phones.report("resident", "reject")
    assert await left(session) == 0, "another one, told by nobody before"
