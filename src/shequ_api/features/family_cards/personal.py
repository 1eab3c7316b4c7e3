"""What this feature keeps about persons: whose card they shared, what they moved on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.family_cards import queries
from shequ_api.features.family_cards.models import (
    FamilyCode,
    FamilyHold,
    FamilyLine,
    FamilyMember,
)
from shequ_api.features.family_cards.refusals import FamilyCardsBoth
from shequ_api.features.family_cards.service import let_go, lock_card
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My memberships and what I moved."""
    mine = select(FamilyMember).where(FamilyMember.person_id == person_id)
    moved = select(FamilyLine).where(FamilyLine.person_id == person_id)
    held = select(FamilyHold).where(FamilyHold.person_id == person_id)
    return {
        "家庭卡": [
            {
                "开通人": each.is_head,
                "每日限额": each.day_limit,
                "每月限额": each.month_limit,
                "加入时间": each.joined_at,
                "退出时间": each.left_at,
            }
            for each in await session.scalars(mine.order_by(FamilyMember.joined_at))
        ],
        "家庭卡明细": [
            {"种类": each.kind, "积分": each.points, "时间": each.at}
            for each in await session.scalars(moved.order_by(FamilyLine.at))
        ],
        "家庭卡订单占用": [
            {"积分": each.points, "时间": each.at}
            for each in await session.scalars(held.order_by(FamilyHold.at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """They leave, as they could have themselves; lines stay with the accounts."""
    await session.execute(delete(FamilyCode).where(FamilyCode.person_id == person_id))
    member = await session.scalar(queries.membership_of(person_id))
    if member is not None:
        card = await lock_card(session, member.family_card_id)
        await session.refresh(member)
        if member.left_at is None:
            await let_go(session, card, member, now=now)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str]:
    """A card that one of both has is the kept one's; whoever has two leaves one first."""
    both = [await session.scalar(queries.membership_of(one)) for one in (kept_id, merged_id)]
    if all(both):
        raise FamilyCardsBoth
    await session.execute(delete(FamilyCode).where(FamilyCode.person_id == merged_id))
    columns = [FamilyMember.person_id, FamilyLine.person_id, FamilyHold.person_id]
    await repoint(session, columns, old=merged_id, new=kept_id)
    return []


PERSONAL_DATA = PersonalData(
    columns=(
        "family_card_members.person_id",
        "family_card_lines.person_id",
        "family_card_holds.person_id",
        "family_card_codes.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
