"""What this feature keeps about persons: what they allowed, and what was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.subscription_messages.models import (
    SubscriptionAnswer,
    SubscriptionSend,
    SubscriptionTemplate,
)
from shequ_api.features.subscription_messages.rules import SendState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

OWN: tuple[Any, ...] = (SubscriptionSend, SubscriptionAnswer)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I answered when I was asked, and what was sent to my WeChat."""
    answers = (
        select(SubscriptionTemplate.title, SubscriptionAnswer)
        .join(SubscriptionTemplate, SubscriptionTemplate.id == SubscriptionAnswer.template_id)
        .where(SubscriptionAnswer.person_id == person_id)
        .order_by(SubscriptionAnswer.answered_at)
    )
    sends = select(SubscriptionSend).where(SubscriptionSend.person_id == person_id)
    return {
        "订阅授权": [
            {
                "模板": row.title,
                "答复": row.SubscriptionAnswer.answer,
                "时间": row.SubscriptionAnswer.answered_at,
            }
            for row in await session.execute(answers)
        ],
        "微信推送": [
            {"标题": each.title, "结果": each.state, "时间": each.told_at}
            for each in await session.scalars(sends.order_by(SubscriptionSend.told_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """All of it goes, and what was on its way is not sent."""
    for model in OWN:
        theirs = delete(model).where(model.person_id == person_id)
        await session.execute(theirs, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Accepts and sends of either are both's. Of two sends that wait to merge, or of the same
    occasion, one is enough."""
    own = aliased(SubscriptionSend)
    both_wait = and_(
        own.merges,
        SubscriptionSend.merges,
        own.state == SendState.WAITING,
        SubscriptionSend.state == SendState.WAITING,
        own.template_id == SubscriptionSend.template_id,
    )
    same = or_(both_wait, own.occasion_id == SubscriptionSend.occasion_id)
    twin = exists().where(own.person_id == kept_id, same)
    doubled = delete(SubscriptionSend).where(SubscriptionSend.person_id == merged_id, twin)
    await session.execute(doubled, execution_options=QUIET)
    await repoint(session, [model.person_id for model in OWN], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "subscription_sends.person_id",
        "subscription_answers.person_id",
        "subscription_templates.changed_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
