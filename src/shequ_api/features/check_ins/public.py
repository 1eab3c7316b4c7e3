"""What other features may ask of check-ins."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.check_ins.models import CheckIn, ReviewState
from shequ_api.features.check_ins.schemas import ClientId, DeviceTime

__all__ = ["CheckInSpot", "ClientId", "DeviceTime", "has_checked_in", "spot_of_check_in"]


class CheckInSpot(NamedTuple):
    """The places that a check-in names and whose code was scanned, and both its clocks."""

    place_id: UUID
    code_place_id: UUID | None
    device_at: datetime
    received_at: datetime
    counts: bool
    """Not one that waits for review, or was rejected."""


async def has_checked_in(session: AsyncSession, worker_id: UUID, check_in_id: UUID) -> bool:
    """Whether a check-in is this worker's own, and has arrived."""
    mine = CheckIn.id == check_in_id, CheckIn.worker_id == worker_id
    return await session.scalar(select(CheckIn.id).where(*mine)) is not None


async def spot_of_check_in(
    session: AsyncSession, worker_id: UUID, check_in_id: UUID
) -> CheckInSpot | None:
    """Where and when this worker's own check-in was made; None where it has not arrived."""
    counts = CheckIn.review_state.in_([ReviewState.NONE, ReviewState.ACCEPTED])
    row = select(
        CheckIn.place_id, CheckIn.code_place_id, CheckIn.device_at, CheckIn.received_at, counts
    ).where(CheckIn.id == check_in_id, CheckIn.worker_id == worker_id)
    found = (await session.execute(row)).one_or_none()
    return CheckInSpot(*found) if found else None
