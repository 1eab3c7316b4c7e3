"""What other features may ask of check-ins."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.schemas import ClientId, DeviceTime

__all__ = ["ClientId", "DeviceTime", "has_checked_in"]


async def has_checked_in(session: AsyncSession, worker_id: UUID, check_in_id: UUID) -> bool:
    """Whether a check-in is this worker's own, and has arrived."""
    mine = CheckIn.id == check_in_id, CheckIn.worker_id == worker_id
    return await session.scalar(select(CheckIn.id).where(*mine)) is not None
