"""What this feature keeps about persons: what came of their months, and who decided about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.performance_inputs.public import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_schemes.public import shown
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

GONE = "（已注销）"
COLUMNS = (
    *("performance_reviews.person_id", "performance_months.frozen_by_id"),
    *("performance_corrections.made_by_id", "performance_corrections.withdrawn_by_id"),
)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My months with their formulas."""
    mine = (
        select(PerformanceReview)
        .where(PerformanceReview.person_id == person_id)
        .order_by(PerformanceReview.month)
    )
    return {
        "考核": [
            {
                "月份": each.month,
                "得分": None if each.score_hundredths is None else shown(each.score_hundredths),
                "计算过程": [
                    f"{line['title']}：{step}"
                    for line in each.result["lines"]
                    for step in line["steps"]
                ],
            }
            for each in await session.scalars(mine)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes. That a month was reviewed stays; whose it was is gone with the
    name."""
    silent: list[Any] = [
        update(PerformanceCorrection)
        .where(PerformanceCorrection.made_by_id == person_id)
        .values(reason=GONE),
    ]
    for statement in silent:
        await session.execute(statement, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """Months that were never frozen are the kept person's: of two in one community the rows become
    one's. Others stay as they were, and are shown to the kept person; who decided stays."""
    other = aliased(PerformanceReview)
    pairs = (
        select(PerformanceReview.id, other.id.label("kept"))
        .join(PerformanceMonth, PerformanceMonth.id == PerformanceReview.month_id)
        .join(other, (other.month_id == PerformanceReview.month_id) & (other.person_id == kept_id))
        .where(PerformanceReview.person_id == merged_id, PerformanceMonth.editions == 0)
    )
    found = (await session.execute(pairs)).all()
    for row in found:
        await _fold(session, row.kept, row.id)
    fresh = select(PerformanceMonth.id).where(PerformanceMonth.editions == 0)
    theirs = update(PerformanceReview).where(PerformanceReview.person_id == merged_id)
    theirs = theirs.where(PerformanceReview.month_id.in_(fresh)).values(person_id=kept_id)
    await session.execute(theirs, execution_options=QUIET)
    return ["两个账号同一月份的考核已合为一份"] if found else None


async def _fold(session: AsyncSession, kept_id: UUID, gone_id: UUID) -> None:
    """One review becomes part of another; what both have counts once."""
    same = aliased(PerformanceItem)
    known = select(same.subject_id).where(
        same.review_id == kept_id,
        same.source == PerformanceItem.source,
        same.subject_id == PerformanceItem.subject_id,
        same.happened_at == PerformanceItem.happened_at,
    )
    theirs = PerformanceItem.review_id == gone_id
    statements: list[Any] = [
        delete(PerformanceItem).where(theirs, known.exists()),
        update(PerformanceItem).where(theirs).values(review_id=kept_id),
        update(PerformanceCorrection)
        .where(PerformanceCorrection.review_id == gone_id)
        .values(review_id=kept_id),
        delete(PerformanceReview).where(PerformanceReview.id == gone_id),
    ]
    for statement in statements:
        await session.execute(statement, execution_options=QUIET)


PERSONAL_DATA = PersonalData(columns=COLUMNS, collect=collect, erase=erase, merge=merge)
