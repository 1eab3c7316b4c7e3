"""What this feature keeps about persons: who reported what was asked of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.unadmitted_requests.models import UnadmittedRequest
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I reported."""
    reported = select(UnadmittedRequest).where(UnadmittedRequest.reported_by_id == person_id)
    return {
        "退回的未准入事项": [
            {"来源": row.asked_by, "内容": row.content, "时间": row.reported_at}
            for row in await session.scalars(reported.order_by(UnadmittedRequest.reported_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote of others' requests goes."""
    reported = update(UnadmittedRequest).where(UnadmittedRequest.reported_by_id == person_id)
    words = {"asked_by": ERASED, "content": ERASED}
    await session.execute(reported.values(words), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one reported is the other's."""
    await repoint(session, [UnadmittedRequest.reported_by_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("unadmitted_requests.reported_by_id",), collect=collect, erase=erase, merge=merge
)
