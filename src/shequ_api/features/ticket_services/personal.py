"""What this feature keeps about persons: what they answered about what they ordered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_services.models import TicketAnswers
from shequ_api.features.tickets.public import Ticket, filed_by
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I answered beside the text."""
    mine = (
        select(TicketAnswers)
        .join(Ticket, Ticket.id == TicketAnswers.ticket_id)
        .where(filed_by(session, person_id))
        .order_by(TicketAnswers.given_at)
    )
    return {
        "诉求的分类信息": [
            {"诉求编号": each.ticket_id, "分类": each.service_code, "填写": each.answers}
            for each in await session.scalars(mine)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their answers go: texts may say anything."""
    theirs = select(Ticket.id).where(filed_by(session, person_id))
    gone = delete(TicketAnswers).where(TicketAnswers.ticket_id.in_(theirs))
    await session.execute(gone, execution_options={"synchronize_session": False})


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str] | None:
    """Nothing: answers are their ticket's."""


PERSONAL_DATA = PersonalData(columns=(), collect=collect, erase=erase, merge=merge)
