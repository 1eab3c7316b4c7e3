"""What this module itself keeps about persons: their word on policies, and their leaving."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consent_models import Consent
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.privacy.queries import consents_of
from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Consents, by policy."""
    rows = (await session.execute(consents_of(person_id))).mappings()
    return {
        row["title"]: {
            "同意的版本": row["version"],
            "同意时间": row["given_at"],
            "撤回时间": row["withdrawn_at"],
        }
        for row in rows
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: that somebody agreed is the proof that processing was lawful, and names nobody."""


async def merge(session: AsyncSession, kept_id: UUID, gone_id: UUID, now: datetime) -> None:
    """The kept person's own word counts; of the other, only what the kept one never spoke on."""
    spoken = select(Consent.code).where(Consent.person_id == kept_id)
    of_gone = (Consent.person_id == gone_id, Consent.withdrawn_at.is_(None))
    doubled = update(Consent).where(*of_gone, Consent.code.in_(spoken))
    await session.execute(doubled.values(withdrawn_at=now))
    await session.execute(
        update(Consent).where(Consent.person_id == gone_id).values(person_id=kept_id)
    )
    await session.execute(
        update(Erasure)
        .where(Erasure.person_id == gone_id, Erasure.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


PERSONAL_DATA = PersonalData(
    columns=("consents.person_id", "consent_policies.published_by_id", "erasures.person_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
