"""What is waited for, as inspections come and go."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.features.late_photos.service import wait_for, wait_no_longer
from shequ_api.features.patrols.events import InspectionDeleted, InspectionReceived


async def await_photos(session: AsyncSession, fact: InspectionReceived, now: datetime) -> None:
    """Its ticket was filed with it; its photos may still be on the phone."""
    await wait_for(session, fact.subject_id, now)


async def await_none(session: AsyncSession, fact: InspectionDeleted, _: datetime) -> None:
    """It shows nothing any more."""
    await wait_no_longer(session, fact.subject_id)


REACTIONS = [
    Reaction("late_photos.await_photos", InspectionReceived, await_photos),
    Reaction("late_photos.await_none", InspectionDeleted, await_none),
]
