"""Letting go of what is written of visits."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.visits.public import Visit, VisitParticipant, VisitPurpose, VisitReply
from shequ_api.kit.repointing import QUIET

AT_ONCE = 1_000
"""Visits of one purpose in one run of the clock; the next one goes on."""


async def let_go(session: AsyncSession, now: datetime) -> None:
    """On a clock: what is kept longer than its purpose says goes."""
    kept = (await session.execute(select(VisitPurpose.code, VisitPurpose.kept_days))).all()
    for code, days in kept:
        await _let_go(session, code, now - timedelta(days=days), now)


async def _let_go(
    session: AsyncSession, purpose_code: str, before: datetime, now: datetime
) -> None:
    over = (
        select(Visit.id)
        .where(Visit.purpose_code == purpose_code, Visit.closes_at < before)
        .where(Visit.let_go_at.is_(None))
        .order_by(Visit.closes_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    ids = list(await session.scalars(over))
    if not ids:
        return
    for model in (VisitReply, VisitParticipant):
        gone = delete(model).where(model.visit_id.in_(ids))
        await session.execute(gone, execution_options=QUIET)
    bare = (
        update(Visit)
        .where(Visit.id.in_(ids))
        .values(
            note=None, outcome_note=None, admittance_note=None, concerned_id=None, let_go_at=now
        )
    )
    await session.execute(bare, execution_options=QUIET)
