"""What is done to a file when nobody waits for it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_imports.events import ImportOrdered, ImportReceived
from shequ_api.features.register_imports.service.applying import apply, check
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.http.parts import Parts


async def check_import(session: AsyncSession, fact: ImportReceived, now: datetime) -> None:
    """The dry run of a file that came in."""
    parts: Parts = session.info["parts"]
    cipher, seal = parts.get(FieldCipher), parts.get(RegisterSeal)
    await check(session, cipher, seal, fact.subject_id, now=now)


async def apply_import(session: AsyncSession, fact: ImportOrdered, now: datetime) -> None:
    """Write a checked file into the register."""
    parts: Parts = session.info["parts"]
    cipher, seal = parts.get(FieldCipher), parts.get(RegisterSeal)
    await apply(session, cipher, seal, fact.subject_id, now=now)
