"""What this feature keeps about persons: who drew up plans, and who was named for a route."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.patrol_plans.models import PatrolEdition, PatrolPlan, PatrolRoute
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I planned, and the routes for which I was named."""
    drawn = select(PatrolEdition.title, PatrolEdition.drawn_at).where(
        PatrolEdition.drawn_by_id == person_id
    )
    named = (
        select(PatrolRoute.name, PatrolEdition.title)
        .join(PatrolEdition, PatrolEdition.id == PatrolRoute.edition_id)
        .where(PatrolRoute.worker_id == person_id)
    )
    return {
        "制定的巡查计划": [
            {"计划": row.title, "时间": row.drawn_at} for row in await session.execute(drawn)
        ],
        "指派给我的巡查路线": [
            {"计划": row.title, "路线": row.name} for row in await session.execute(named)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what was planned stays; by whom is gone with the name."""


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Plans are the kept person's. Editions stay as they were signed; whoever walks by them is the
    kept account."""
    await repoint(session, [PatrolPlan.drawn_by_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=("patrol_plans.drawn_by_id", "patrol_editions.drawn_by_id", "patrol_routes.worker_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
