"""What this feature keeps about persons: what they said against their appraisals, and answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.appraisal_closing.models import AppraisalDispute, AppraisalReopening
from shequ_api.features.appraisals.public import Appraisal, AppraisalMonth
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

GONE = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I said against my appraisals."""
    said = (
        select(AppraisalDispute)
        .join(Appraisal, Appraisal.id == AppraisalDispute.appraisal_id)
        .where(Appraisal.person_id == person_id)
        .order_by(AppraisalDispute.raised_at)
    )
    return {
        "考核申诉": [
            {"内容": each.text, "时间": each.raised_at, "答复": each.answer}
            for each in await session.scalars(said)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; that something was disputed, and what came of it, stays."""
    theirs = select(Appraisal.id).where(Appraisal.person_id == person_id)
    about_them = update(AppraisalDispute).where(AppraisalDispute.appraisal_id.in_(theirs))
    by_them = update(AppraisalDispute).where(AppraisalDispute.answered_by_id == person_id)
    asked = update(AppraisalReopening).where(AppraisalReopening.asked_by_id == person_id)
    silent = (about_them.values(text=GONE), by_them.values(answer=GONE), asked.values(reason=GONE))
    for statement in silent:
        await session.execute(statement, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Of two appraisals of one month that are about to become one, the disputes are the one's. Who
    answered stays as it was signed."""
    kept, merged = aliased(Appraisal), aliased(Appraisal)
    into = (
        select(kept.id)
        .join(merged, merged.month_id == kept.month_id)
        .join(AppraisalMonth, AppraisalMonth.id == kept.month_id)
        .where(kept.person_id == kept_id, merged.person_id == merged_id)
        .where(AppraisalMonth.editions == 0)
        .where(merged.id == AppraisalDispute.appraisal_id)
        .correlate(AppraisalDispute)
        .scalar_subquery()
    )
    moved = update(AppraisalDispute).where(into.is_not(None)).values(appraisal_id=into)
    whose = select(Appraisal.id).where(Appraisal.person_id == merged_id)
    moved = moved.where(AppraisalDispute.appraisal_id.in_(whose))
    await session.execute(moved, execution_options=QUIET)


PERSONAL_DATA = PersonalData(
    columns=(
        *("appraisal_disputes.answered_by_id", "appraisal_editions.frozen_by_id"),
        *("appraisal_reopenings.asked_by_id", "appraisal_reopenings.agreed_by_id"),
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
