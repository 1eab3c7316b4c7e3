"""What this feature keeps about persons: who paused tickets and why, and who set what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_clocks.history import PauseReason
from shequ_api.features.ticket_clocks.models import OfficeHours, SlaPolicy, TicketPause
from shequ_api.features.ticket_clocks.wording import PAUSE_TITLES
from shequ_api.kit.http.parts import Parts

ERASED = "（填写人已注销，内容已删除）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The pauses that I began, and the rules that I set."""
    mine = select(TicketPause).where(TicketPause.paused_by_id == person_id)
    found = {
        "暂停计时": [
            {
                "原因": PAUSE_TITLES[PauseReason(each.reason)],
                "说明": each.note,
                "时间": each.paused_at,
            }
            for each in await session.scalars(mine.order_by(TicketPause.paused_at))
        ]
    }
    for title, model in (("制定的时限规则", SlaPolicy), ("制定的办公时间", OfficeHours)):
        own = select(model.version, model.set_at).where(model.set_by_id == person_id)
        rows = await session.execute(own.order_by(model.set_at))
        found[title] = [{"版本": row.version, "时间": row.set_at} for row in rows]
    return found


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; that a ticket was paused stays. An office's rule stays."""
    theirs = update(TicketPause).where(
        TicketPause.paused_by_id == person_id, TicketPause.note.is_not(None)
    )
    await session.execute(
        theirs.values(note=ERASED), execution_options={"synchronize_session": False}
    )


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: a pause and a rule stay as they were signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "ticket_pauses.paused_by_id",
        "ticket_pauses.resumed_by_id",
        "sla_policies.set_by_id",
        "office_hours.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
