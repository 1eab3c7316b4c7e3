"""What this feature keeps about persons: the parts that they had, and what they set for others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The parts that I had, and those that I set. (What I noted is told with all steps.)"""
    had = select(TicketSubtask).where(TicketSubtask.assignee_id == person_id)
    given = select(TicketSubtask).where(TicketSubtask.set_by_id == person_id)
    return {
        "承办的子任务": [
            {"诉求编号": each.ticket_id, "名称": each.title, "截止时间": each.due_at}
            for each in await session.scalars(had.order_by(TicketSubtask.set_at))
        ],
        "下达的子任务": [
            {"诉求编号": each.ticket_id, "名称": each.title, "说明": each.what}
            for each in await session.scalars(given.order_by(TicketSubtask.set_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that there was a part, and by whom it was done, stays."""
    theirs = update(TicketSubtask).where(TicketSubtask.set_by_id == person_id)
    await session.execute(theirs.values(title=ERASED, what=None), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What either has to do, the kept one has. Who set it stays as it was signed."""
    await repoint(session, [TicketSubtask.assignee_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("ticket_subtasks.assignee_id", "ticket_subtasks.set_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
