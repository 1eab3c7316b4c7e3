"""Proving the block's truth: each case stands where its last logged step led."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case, StepLog


async def verify(session: AsyncSession) -> list[UUID]:
    """Ids of cases whose state or count of steps differs from the log."""
    last = and_(StepLog.case_id == Case.id, StepLog.number == Case.steps_taken)
    broken = or_(StepLog.id.is_(None), StepLog.to_state != Case.state)
    return list(await session.scalars(select(Case.id).outerjoin(StepLog, last).where(broken)))
