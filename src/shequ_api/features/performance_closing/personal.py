"""What this feature keeps about persons: what they said against their reviews, and answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.performance_closing.models import PerformanceDispute, PerformanceReopening
from shequ_api.features.performance_inputs.public import PerformanceMonth, PerformanceReview
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

GONE = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I said against my reviews."""
    said = (
        select(PerformanceDispute)
        .join(PerformanceReview, PerformanceReview.id == PerformanceDispute.review_id)
        .where(PerformanceReview.person_id == person_id)
        .order_by(PerformanceDispute.raised_at)
    )
    return {
        "考核申诉": [
            {"内容": each.text, "时间": each.raised_at, "答复": each.answer}
            for each in await session.scalars(said)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; that something was disputed, and what came of it, stays."""
    theirs = select(PerformanceReview.id).where(PerformanceReview.person_id == person_id)
    about_them = update(PerformanceDispute).where(PerformanceDispute.review_id.in_(theirs))
    by_them = update(PerformanceDispute).where(PerformanceDispute.answered_by_id == person_id)
    asked = update(PerformanceReopening).where(PerformanceReopening.asked_by_id == person_id)
    silent = (about_them.values(text=GONE), by_them.values(answer=GONE), asked.values(reason=GONE))
    for statement in silent:
        await session.execute(statement, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Of two reviews of one month that are about to become one, the disputes are the one's. Who
    answered stays as it was signed."""
    kept, merged = aliased(PerformanceReview), aliased(PerformanceReview)
    into = (
        select(kept.id)
        .join(merged, merged.month_id == kept.month_id)
        .join(PerformanceMonth, PerformanceMonth.id == kept.month_id)
        .where(kept.person_id == kept_id, merged.person_id == merged_id)
        .where(PerformanceMonth.editions == 0)
        .where(merged.id == PerformanceDispute.review_id)
        .correlate(PerformanceDispute)
        .scalar_subquery()
    )
    moved = update(PerformanceDispute).where(into.is_not(None)).values(review_id=into)
    whose = select(PerformanceReview.id).where(PerformanceReview.person_id == merged_id)
    moved = moved.where(PerformanceDispute.review_id.in_(whose))
    await session.execute(moved, execution_options=QUIET)


PERSONAL_DATA = PersonalData(
    columns=(
        *("performance_disputes.answered_by_id", "performance_editions.frozen_by_id"),
        *("performance_reopenings.asked_by_id", "performance_reopenings.agreed_by_id"),
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
