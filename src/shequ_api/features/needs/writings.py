"""What people want, for those who check it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.needs.models import Need

KIND = "need"


async def _need(session: AsyncSession, need_id: UUID) -> Written | None:
    need = await session.get(Need, need_id)
    return None if need is None else Written(need.text, need.person_id)


WRITINGS = [Writing(KIND, "点单", _need)]
