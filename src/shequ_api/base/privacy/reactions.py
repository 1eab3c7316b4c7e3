from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.storage import Storage
from shequ_api.base.identity.ages import forget_ages
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.privacy.events import ConsentWithdrawn, ErasureDue
from shequ_api.base.privacy.outside import note_outside
from shequ_api.base.privacy.service import erase
from shequ_api.base.registry import Registry
from shequ_api.kit.http.parts import Parts


async def erase_person(session: AsyncSession, fact: ErasureDue, now: datetime) -> None:
    """Forget whom it is due to forget. Noted outside first: if that fails, it is tried again, and
    nobody is erased whom a restored backup would bring back unseen."""
    parts: Parts = session.info["parts"]
    registry: Registry = session.info["registry"]
    await note_outside(session, parts.get(Storage), fact.subject_id, now=now)
    await erase(session, registry.modules, fact.subject_id, now=now)


async def forget_with_consent(session: AsyncSession, fact: ConsentWithdrawn, _: datetime) -> None:
    """A proof keeps no day of birth without the consent on which it rests (PIPL art. 47)."""
    if fact.code == SENSITIVE:
        await forget_ages(session, fact.subject_id)
