"""What this feature keeps about persons: who asked for waivers, and who decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.hazard_desk.models import HazardWaiver
from shequ_api.kit.http.parts import Parts

ERASED = "（已注销）"
OWN_WORDS: list[tuple[Any, Any]] = [
    (HazardWaiver.reason, HazardWaiver.asked_by_id),
    (HazardWaiver.note, HazardWaiver.decided_by_id),
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wrote about letting hazards go."""
    by_me = or_(HazardWaiver.asked_by_id == person_id, HazardWaiver.decided_by_id == person_id)
    waived = select(HazardWaiver).where(by_me).order_by(HazardWaiver.asked_at)
    return {
        "隐患核销": [
            {
                "理由": row.reason if row.asked_by_id == person_id else None,
                "意见": row.note if row.decided_by_id == person_id else None,
                "时间": row.asked_at,
            }
            for row in await session.scalars(waived)
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their words go; that it was let go stays, by whom is gone with the name."""
    for words, author in OWN_WORDS:
        theirs = update(HazardWaiver).where(author == person_id, words.is_not(None))
        await session.execute(
            theirs.values({words: ERASED}), execution_options={"synchronize_session": False}
        )


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who asked and who granted stays as it was signed, for two were needed."""


PERSONAL_DATA = PersonalData(
    columns=("hazard_waivers.asked_by_id", "hazard_waivers.decided_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
