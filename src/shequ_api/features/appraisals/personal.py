"""What this feature keeps about persons: what came of their months, and who decided about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.appraisal_schemes.public import shown
from shequ_api.features.appraisals.models import (
    Appraisal,
    AppraisalCorrection,
    AppraisalItem,
    AppraisalMonth,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

GONE = "（已注销）"
COLUMNS = (
    *("appraisals.person_id", "appraisal_months.frozen_by_id"),
    *("appraisal_corrections.made_by_id", "appraisal_corrections.withdrawn_by_id"),
)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My months with their formulas."""
    mine = select(Appraisal).where(Appraisal.person_id == person_id).order_by(Appraisal.month)
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
    """What they wrote goes. That a month was appraised stays; whose it was is gone with the
    name."""
    silent: list[Any] = [
        update(AppraisalCorrection)
        .where(AppraisalCorrection.made_by_id == person_id)
        .values(reason=GONE),
    ]
    for statement in silent:
        await session.execute(statement, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """Months that were never frozen are the kept person's: of two in one community the rows become
    one's. Others stay as they were, and are shown to the kept person; who decided stays."""
    other = aliased(Appraisal)
    pairs = (
        select(Appraisal.id, other.id.label("kept"))
        .join(AppraisalMonth, AppraisalMonth.id == Appraisal.month_id)
        .join(other, (other.month_id == Appraisal.month_id) & (other.person_id == kept_id))
        .where(Appraisal.person_id == merged_id, AppraisalMonth.editions == 0)
    )
    found = (await session.execute(pairs)).all()
    for row in found:
        await _fold(session, row.kept, row.id)
    fresh = select(AppraisalMonth.id).where(AppraisalMonth.editions == 0)
    theirs = update(Appraisal).where(Appraisal.person_id == merged_id)
    theirs = theirs.where(Appraisal.month_id.in_(fresh)).values(person_id=kept_id)
    await session.execute(theirs, execution_options=QUIET)
    return ["两个账号同一月份的考核已合为一份"] if found else None


async def _fold(session: AsyncSession, kept_id: UUID, gone_id: UUID) -> None:
    """One appraisal becomes part of another; what both have counts once."""
    same = aliased(AppraisalItem)
    known = select(same.subject_id).where(
        same.appraisal_id == kept_id,
        same.source == AppraisalItem.source,
        same.subject_id == AppraisalItem.subject_id,
        same.happened_at == AppraisalItem.happened_at,
    )
    theirs = AppraisalItem.appraisal_id == gone_id
    statements: list[Any] = [
        delete(AppraisalItem).where(theirs, known.exists()),
        update(AppraisalItem).where(theirs).values(appraisal_id=kept_id),
        update(AppraisalCorrection)
        .where(AppraisalCorrection.appraisal_id == gone_id)
        .values(appraisal_id=kept_id),
        delete(Appraisal).where(Appraisal.id == gone_id),
    ]
    for statement in statements:
        await session.execute(statement, execution_options=QUIET)


PERSONAL_DATA = PersonalData(columns=COLUMNS, collect=collect, erase=erase, merge=merge)
