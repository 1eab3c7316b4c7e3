"""What this feature keeps about persons: what they agreed to show of themselves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.serving_staff import queries
from shequ_api.features.serving_staff.models import ServiceCard
from shequ_api.features.serving_staff.sealed import open_phone
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My card, and since when I agree or do no more."""
    card = await session.scalar(queries.card_of(person_id))
    if card is None:
        return {"服务人员名片": []}
    said = {
        "姓名展示": card.name_to,
        "电话展示": card.phone_to,
        "照片展示": card.photo_to,
        "工作电话": open_phone(session, card.id, card.phone_sealed),
        "同意时间": card.agreed_at,
        "撤回时间": card.withdrawn_at,
    }
    return {"服务人员名片": [said]}


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """All of it goes."""
    theirs = delete(ServiceCard).where(ServiceCard.person_id == person_id)
    await session.execute(theirs, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str] | None:
    """The kept person's card holds; where they have none, the other's."""
    kept = await session.scalar(queries.card_of(kept_id))
    if kept is not None:
        await erase(session, merged_id, now)
    await repoint(session, [ServiceCard.person_id], old=merged_id, new=kept_id)
    return None


PERSONAL_DATA = PersonalData(
    columns=("service_cards.person_id",), collect=collect, erase=erase, merge=merge
)
