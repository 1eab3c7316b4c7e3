"""What this feature keeps about persons: what they began to fill in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.service_drafts import queries
from shequ_api.features.service_drafts.dropping import drop
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.service import answers_in
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My drafts, and those that were begun for me."""
    return {
        "申请草稿": [
            {
                "事项": each.title,
                "填写内容": answers_in(session, each),
                "开始时间": each.begun_at,
                "保留至": each.kept_until,
            }
            for each in await session.scalars(queries.drafts_of(person_id))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """They go, with the photos on them that nothing else shows."""
    await drop(session, list(await session.scalars(queries.drafts_of(person_id))), now=now)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Theirs are the kept person's to go on with."""
    columns = (ServiceDraft.owner_id, ServiceDraft.applicant_id, ServiceDraft.author_id)
    await repoint(session, columns, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "service_drafts.owner_id",
        "service_drafts.applicant_id",
        "service_drafts.author_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
