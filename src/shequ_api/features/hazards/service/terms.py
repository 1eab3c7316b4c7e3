"""Until when hazards are due in a district."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.features.hazards.models import HazardDeadline
from shequ_api.features.hazards.rules import DEADLINES, LONGEST_WORKDAYS, Deadline, due_at
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.kit.clock import china_date

HORIZON = timedelta(days=3 * LONGEST_WORKDAYS)
"""Further than any deadline reaches, however many holidays lie between."""


class Terms(NamedTuple):
    """Level → deadline, and the days that are not what their weekday says."""

    deadlines: Mapping[HazardLevel, Deadline]
    exceptions: Mapping[date, str]

    def rectify_by(self, level: str, now: datetime) -> datetime:
        return due_at(self.deadlines[HazardLevel(level)].rectify_workdays, now, self.exceptions)

    def reinspect_by(self, level: str, now: datetime) -> datetime:
        return due_at(self.deadlines[HazardLevel(level)].reinspect_workdays, now, self.exceptions)


async def deadlines_of(session: AsyncSession, district_id: UUID) -> dict[HazardLevel, Deadline]:
    """What a district gives, and where it says nothing, what everybody does."""
    rows = await session.scalars(
        select(HazardDeadline).where(HazardDeadline.district_id == district_id)
    )
    own = {
        HazardLevel(row.level): Deadline(row.rectify_workdays, row.reinspect_workdays)
        for row in rows
    }
    return DEADLINES | own


async def terms_of(session: AsyncSession, district_id: UUID, now: datetime) -> Terms:
    """The terms of a district as of today. Two statements."""
    today = china_date(now)
    exceptions = await exceptions_between(session, today, today + HORIZON)
    return Terms(await deadlines_of(session, district_id), exceptions)
