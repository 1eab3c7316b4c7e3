"""What this feature keeps about persons: what they ordered, who sent and settled stall records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.redemptions.models import Redemption, StallRecord
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I ordered, and which conflicts at stalls I settled."""
    ordered = (
        select(Redemption, Case.state)
        .join(Redemption.case)
        .where(Redemption.person_id == person_id)
        .order_by(Redemption.reserved_at)
    )
    settled = select(StallRecord).where(StallRecord.settled_by_id == person_id)
    sent = select(StallRecord).where(StallRecord.sent_by_id == person_id)
    return {
        "兑换": [
            {
                "商品": each.title,
                "数量": each.quantity,
                "积分": each.amount_points,
                "现金（分）": each.amount_fen,
                "用卡": each.card,
                "兑换状态": state,
                "时间": each.reserved_at,
            }
            for each, state in await session.execute(ordered)
        ],
        "经手的核销": [
            {"核销结果": each.outcome, "时间": each.received_at}
            for each in await session.scalars(sent.order_by(StallRecord.received_at))
        ],
        "处理的核销冲突": [
            {"冲突处理": each.settlement, "说明": each.note, "时间": each.settled_at}
            for each in await session.scalars(settled.order_by(StallRecord.settled_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; orders stay with the accounts, which name nobody once the name is
    gone."""
    theirs = update(StallRecord).where(StallRecord.settled_by_id == person_id)
    await session.execute(theirs.values(note=None), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Orders are the kept person's; who sent or settled a record stays as it was signed."""
    await repoint(session, [Redemption.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "redemptions.person_id",
        "stall_records.sent_by_id",
        "stall_records.settled_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
