"""What the routes of subtasks begin with."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.features.ticket_help.public import Settler, head_of, leads
from shequ_api.features.ticket_subtasks import queries
from shequ_api.features.ticket_subtasks.models import TicketSubtask
from shequ_api.features.ticket_subtasks.rules import HORIZON, end_of_workday, in_time
from shequ_api.features.ticket_subtasks.schemas import Deadline
from shequ_api.features.tickets.public import NotYourTask
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Session


class DeadlineUnfit(Malformed):
    code, title = "deadline_unfit", "截止时间须晚于现在，且在一年之内"


async def subtask_in_view(subtask_id: UUID, actor: AnyActor, session: Session) -> TicketSubtask:
    """A part of a ticket that the actor handles."""
    part = await session.scalar(queries.subtask_in_view(actor, subtask_id))
    if part is None:
        raise Absent
    return part


TheSubtask = Annotated[TicketSubtask, Depends(subtask_in_view)]


async def subtask_led(part: TheSubtask, actor: Settler, session: Session) -> TicketSubtask:
    """The same of somebody who leads it."""
    if not await leads(session, actor, await head_of(session, part.ticket)):
        raise NotYourTask
    return part


LedSubtask = Annotated[TicketSubtask, Depends(subtask_led)]


async def due_of(session: AsyncSession, deadline: Deadline, now: datetime) -> datetime:
    """The instant that a deadline means. Raises `DeadlineUnfit`."""
    due_at = deadline.due_at
    if deadline.workdays is not None:
        today = china_date(now)
        exceptions = await exceptions_between(session, today, today + HORIZON)
        due_at = end_of_workday(now, deadline.workdays, exceptions)
    if due_at is None or not in_time(due_at, now):
        raise DeadlineUnfit
    return due_at
