"""Putting a dispute together for a reader."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.performance_closing import queries
from shequ_api.features.performance_closing.models import PerformanceDispute
from shequ_api.features.performance_closing.rules import DISPUTE_TITLES, DisputeState
from shequ_api.features.performance_closing.schemas import PerformanceDisputeView


def dispute_line(row: Any) -> PerformanceDisputeView:
    return PerformanceDisputeView(**row, state_title=DISPUTE_TITLES[DisputeState(row["state"])])


async def dispute_view(
    session: AsyncSession, dispute: PerformanceDispute
) -> PerformanceDisputeView:
    await session.flush()
    found = await session.execute(queries.dispute_lines(PerformanceDispute.id == dispute.id))
    return dispute_line(found.mappings().one())
