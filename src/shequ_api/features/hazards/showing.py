"""Putting hazards together for a reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import STATE_TITLES, STEP_TITLES, HazardState
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.schemas import (
    HazardCountView,
    HazardFindingView,
    HazardLine,
    HazardStepView,
    HazardView,
)
from shequ_api.features.inspection_forms.public import LEVEL_TITLES, HazardLevel

LATEST = 50
"""Looks at one hazard that are shown."""


def line_of(row: Mapping[Any, Any], now: datetime) -> HazardLine:
    """A row of `queries.hazard_lines` as people read it."""
    return HazardLine(
        **dict(row),
        level_title=LEVEL_TITLES[HazardLevel(row["level"])],
        state_title=STATE_TITLES[HazardState(row["state"])],
        overdue=row["ended_at"] is None and row["due_at"] < now,
    )


def count_of(row: Mapping[Any, Any]) -> HazardCountView:
    """A row of `queries.counts`."""
    return HazardCountView(**row, level_title=LEVEL_TITLES[HazardLevel(row["level"])])


async def view_of(session: AsyncSession, hazard_id: UUID, now: datetime) -> HazardView:
    """The whole hazard."""
    await session.flush()
    mine = Hazard.id == hazard_id
    line = (await session.execute(queries.hazard_lines(mine))).mappings().one()
    case_id = (await session.get_one(Hazard, hazard_id)).case_id
    findings = (await session.execute(queries.finding_lines(hazard_id, LATEST))).mappings()
    trail = (await session.execute(trail_lines(case_id))).mappings()
    return HazardView(
        **line_of(line, now).model_dump(),
        findings=[HazardFindingView(**row) for row in findings],
        trail=[_step(row) for row in trail],
    )


def _step(row: Mapping[Any, Any]) -> HazardStepView:
    return HazardStepView(
        step=row["step"],
        title=STEP_TITLES[row["step"]],
        state=row["state"],
        at=row["at"],
        actor_name=row["actor_name"],
        note=row["note"],
    )
