"""What this module keeps about persons: who drew which boundary."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.boundary_models import Boundary
from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Which boundaries I drew, and when."""
    mine = select(Boundary.id, Boundary.drawn_at).where(Boundary.drawn_by_id == person_id)
    rows = (await session.execute(mine.order_by(Boundary.drawn_at))).all()
    return {"绘制的边界": [{"编号": str(row.id), "时间": row.drawn_at} for row in rows]}


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a boundary stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who drew it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("boundaries.drawn_by_id",), collect=collect, erase=erase, merge=merge
)
