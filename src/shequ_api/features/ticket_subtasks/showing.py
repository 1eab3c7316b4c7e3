"""Putting subtasks together for their readers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.flow import (
    FLOW,
    STATE_TITLES,
    STEP_TITLES,
    SubtaskState,
)
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.ticket_subtasks.schemas import SubtaskLine, SubtaskStepView, SubtaskView
from shequ_api.features.tickets.public import is_overdue


def _shown(row: Mapping[Any, Any], now: datetime) -> dict[str, Any]:
    late = row["ended_at"] is None and is_overdue(row["due_at"], now)
    return {**row, "state_title": STATE_TITLES[SubtaskState(row["state"])], "overdue": late}


def subtask_line(row: Mapping[Any, Any], now: datetime) -> SubtaskLine:
    """A row of `subtask_lines`."""
    return SubtaskLine(**_shown(row, now))


async def subtask_view(
    session: AsyncSession, part: TicketSubtask, showcase: Showcase, now: datetime
) -> SubtaskView:
    """A whole one."""
    await session.flush()
    lines = queries.subtask_lines(TicketSubtask.id == part.id)
    row = (await session.execute(lines)).mappings().one()
    steps = await session.execute(trail_lines(part.case_id))
    photos = await session.execute(queries.photos_of(part.id))
    return SubtaskView(
        **_shown(row, now),
        legal_steps=FLOW.legal_from(row["state"]),
        steps=[
            SubtaskStepView(
                step=step.step,
                title=STEP_TITLES[step.step],
                state=step.state,
                at=step.at,
                actor_name=step.actor_name,
                note=step.note,
            )
            for step in steps
        ],
        photos=[showcase.view(photo, now) for photo in photos],
    )
