"""What other features may ask of subtasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_subtasks.flow import SubtaskState
from shequ_api.features.ticket_subtasks.models import TicketSubtask


async def awaits_part(session: AsyncSession, ticket_id: UUID, now: datetime) -> bool:
    """Whether a required part of a ticket is still to be done, and its time is not over."""
    found = select(TicketSubtask.id).join(Case, Case.id == TicketSubtask.case_id)
    ahead = (TicketSubtask.required, TicketSubtask.due_at > now, Case.state == SubtaskState.OPEN)
    found = found.where(TicketSubtask.ticket_id == ticket_id, *ahead)
    return await session.scalar(found.limit(1)) is not None
