"""Putting waivers and deadlines together for a reader."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.hazard_desk import queries
from shequ_api.features.hazard_desk.models import HazardWaiver
from shequ_api.features.hazard_desk.schemas import HazardDeadlineView, HazardWaiverView
from shequ_api.features.hazards.public import Deadline
from shequ_api.features.inspection_forms.public import LEVEL_TITLES, HazardLevel


def deadline_views(deadlines: Mapping[HazardLevel, Deadline]) -> list[HazardDeadlineView]:
    """The deadlines of a district, in the order of levels."""
    return [
        HazardDeadlineView(
            level=level, level_title=LEVEL_TITLES[level], **deadlines[level]._asdict()
        )
        for level in HazardLevel
    ]


async def waiver_view(session: AsyncSession, waiver: HazardWaiver) -> HazardWaiverView:
    """A waiver as it stands now."""
    await session.flush()
    found = await session.execute(queries.waiver_lines(HazardWaiver.id == waiver.id))
    return HazardWaiverView(**dict(found.mappings().one()))
