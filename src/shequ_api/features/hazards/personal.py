"""What this feature keeps about persons: who saw and put right hazards, and set deadlines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.hazards.flow import STATE_TITLES, HazardState
from shequ_api.features.hazards.models import (
    Hazard,
    HazardDeadline,
    HazardFinding,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint

PERSONS: list[Any] = [
    Hazard.rectified_by_id,
    HazardFinding.by_id,
    HazardDeadline.set_by_id,
]


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I put right."""
    mine = (
        select(Place.full_name, Hazard.text, Hazard.state, Hazard.rectified_at)
        .join(Place, Place.id == Hazard.place_id)
        .where(Hazard.rectified_by_id == person_id)
        .order_by(Hazard.rectified_at)
    )
    return {
        "整改的隐患": [
            {
                "地点": row.full_name,
                "隐患": row.text,
                "状态": STATE_TITLES[HazardState(row.state)],
                "整改时间": row.rectified_at,
            }
            for row in await session.execute(mine)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what was done stays, by whom is gone with the name."""


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one did is the kept one's."""
    await repoint(session, PERSONS, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "hazards.rectified_by_id",
        "hazard_findings.by_id",
        "hazard_deadlines.set_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
