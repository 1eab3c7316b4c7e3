"""On a clock: parts whose time is over are told to whoever has them, and to who leads."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.events import SubtaskOverdue

AT_ONCE = 200
"""Parts in one run; it runs often."""


async def tell_overdue(session: AsyncSession, now: datetime) -> None:
    """Each once, until its time is moved or it is sent back. Two statements for all."""
    late = (await session.scalars(queries.overdue_untold(now, AT_ONCE))).all()
    if not late:
        return
    found = await session.execute(queries.lead_of({part.ticket_id for part in late}))
    tickets = {row.id: row for row in found}
    for part in late:
        part.overdue_told_at = now
        told = SubtaskOverdue(
            subject_id=part.ticket_id,
            district_id=part.district_id,
            community_id=tickets[part.ticket_id].community_id,
            at=now,
            subtask_id=part.id,
            assignee_id=part.assignee_id,
            lead_id=tickets[part.ticket_id].lead_id,
            due_at=part.due_at,
        )
        record(session, told, now=now)
