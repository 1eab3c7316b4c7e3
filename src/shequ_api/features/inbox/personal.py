"""What this feature keeps about persons: what they were told, and that they were."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.inbox.models import Message, Telling
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I was told, and when I read it."""
    mine = select(Message).where(Message.person_id == person_id).order_by(Message.told_at)
    return {
        "消息": [
            {
                "标题": each.title,
                "内容": each.text,
                "次数": each.times,
                "时间": each.told_at,
                "已读": each.read_at,
                "已办": each.done_at,
            }
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """All of it goes: it was for them alone."""
    for model in (Message, Telling):
        theirs = delete(model).where(model.person_id == person_id)
        await session.execute(theirs, execution_options={"synchronize_session": False})


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What either was told, both were: of two about the same, the kept person's stays."""
    # As they stand: what is told to the kept person at this moment waits, or is waited for.
    both = select(Message.id).where(Message.person_id.in_([kept_id, merged_id]))
    await session.execute(both.order_by(Message.id).with_for_update())
    own = aliased(Message)
    same_topic = and_(
        own.kind == Message.kind,
        own.topic_id == Message.topic_id,
        *(each.read_at.is_(None) for each in (own, Message)),
        *(each.done_at.is_(None) for each in (own, Message)),
        *(each.matter_id.is_(None) for each in (own, Message)),
    )
    twin = exists().where(
        own.person_id == kept_id, or_(own.matter_id == Message.matter_id, same_topic)
    )
    known = aliased(Telling)
    told = exists().where(known.person_id == kept_id, known.occasion_id == Telling.occasion_id)
    for model, twice in ((Message, twin), (Telling, told)):
        going = delete(model).where(model.person_id == merged_id, twice)
        await session.execute(going, execution_options=QUIET)
    await repoint(session, [Message.person_id, Telling.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("messages.person_id", "message_tellings.person_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
