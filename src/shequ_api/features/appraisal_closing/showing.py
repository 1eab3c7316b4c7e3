"""Putting a dispute together for a reader."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.appraisal_closing import queries
from shequ_api.features.appraisal_closing.models import AppraisalDispute
from shequ_api.features.appraisal_closing.rules import DISPUTE_TITLES, DisputeState
from shequ_api.features.appraisal_closing.schemas import AppraisalDisputeView


def dispute_line(row: Any) -> AppraisalDisputeView:
    return AppraisalDisputeView(**row, state_title=DISPUTE_TITLES[DisputeState(row["state"])])


async def dispute_view(session: AsyncSession, dispute: AppraisalDispute) -> AppraisalDisputeView:
    await session.flush()
    found = await session.execute(queries.dispute_lines(AppraisalDispute.id == dispute.id))
    return dispute_line(found.mappings().one())
