"""What this feature keeps about persons: who opened what, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.ticket_unsealing.models import ReporterOpening
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I opened, and why."""
    mine = select(ReporterOpening).where(ReporterOpening.opened_by_id == person_id)
    return {
        "匿名查实": [
            {"诉求编号": each.ticket_id, "理由": each.reason, "时间": each.opened_at}
            for each in await session.scalars(mine.order_by(ReporterOpening.opened_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: it is evidence in the words of whoever looked, as a line of the access log is."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> Sequence[str] | None:
    """Nothing: who opened it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("ticket_reporter_openings.opened_by_id", "ticket_seal_rules.set_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
