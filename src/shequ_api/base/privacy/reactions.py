from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.events import ErasureDue
from shequ_api.base.privacy.service import erase
from shequ_api.base.registry import Registry


async def erase_person(session: AsyncSession, fact: ErasureDue, now: datetime) -> None:
    """Forget whom it is due to forget."""
    registry: Registry = session.info["registry"]
    await erase(session, registry.modules, fact.subject_id, now=now)
