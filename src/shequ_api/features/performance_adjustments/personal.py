"""What this feature keeps about persons: what was entered for them, and who decided it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.performance_adjustments.rules import Cause
from shequ_api.features.performance_inputs.public import (
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

GONE = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What was entered for rows of my frozen months."""
    mine = (
        select(PerformanceAdjustment)
        .join(PerformanceReview, PerformanceReview.id == PerformanceAdjustment.of_review_id)
        .where(PerformanceReview.person_id == person_id)
        .order_by(PerformanceAdjustment.decided_at)
    )
    return {
        "考核补记": [
            {"时间": each.decided_at, "理由": each.reason, "计算过程": each.steps}
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What was written by them, and about them, goes; that something was entered stays."""
    theirs = select(PerformanceReview.id).where(PerformanceReview.person_id == person_id)
    written = PerformanceAdjustment.cause == Cause.DISPUTE
    for whose in (
        PerformanceAdjustment.of_review_id.in_(theirs),
        PerformanceAdjustment.decided_by_id == person_id,
    ):
        gone = update(PerformanceAdjustment).where(written, whose).values(reason=GONE)
        await session.execute(gone, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Of two reviews of one month that are about to become one, the entries are the one's. Who
    decided stays as it was signed."""
    kept, merged = aliased(PerformanceReview), aliased(PerformanceReview)
    into = (
        select(kept.id)
        .join(merged, merged.month_id == kept.month_id)
        .join(PerformanceMonth, PerformanceMonth.id == kept.month_id)
        .where(kept.person_id == kept_id, merged.person_id == merged_id)
        .where(PerformanceMonth.editions == 0, merged.id == PerformanceAdjustment.review_id)
        .correlate(PerformanceAdjustment)
        .scalar_subquery()
    )
    whose = select(PerformanceReview.id).where(PerformanceReview.person_id == merged_id)
    moved = update(PerformanceAdjustment).where(
        PerformanceAdjustment.review_id.in_(whose), into.is_not(None)
    )
    await session.execute(moved.values(review_id=into), execution_options=QUIET)


PERSONAL_DATA = PersonalData(
    columns=("performance_adjustments.decided_by_id",),
    collect=collect,
    erase=erase,
    merge=merge,
)
