"""What this feature keeps about persons: who changed a synonym group last."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.knowledge_search.models import SynonymGroup
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The groups that I changed last."""
    mine = select(SynonymGroup).where(SynonymGroup.changed_by_id == person_id)
    return {
        "设置的同义词": [
            {"词": "、".join(each.words), "时间": each.changed_at}
            for each in await session.scalars(mine.order_by(SynonymGroup.changed_at))
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's words stay; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("synonym_groups.changed_by_id",), collect=collect, erase=erase, merge=merge
)
