"""What this feature keeps about persons: what their cards owe, and who set policies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.points.public import PointsCard
from shequ_api.features.points_clawback import queries
from shequ_api.features.points_clawback.models import PointsDebt
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I owe of what I earned."""
    owed = queries.debt_lines(person_id).order_by(PointsDebt.arose_at)
    return {
        "待抵扣积分": [
            {"事由": row.reason, "应扣回": row.owed_points, "尚欠": row.left_points}
            for row in await session.execute(owed)
        ]
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: a debt explains a ledger that is never changed; it names a card."""


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """Of two cards in a district the kept one owes from now on what both did: it is the one that
    earns. Who set a policy stays as it was signed."""
    theirs, own = aliased(PointsCard), aliased(PointsCard)
    pairs = (
        select(theirs.id.label("theirs"), own.id.label("own"))
        .join(own, own.district_id == theirs.district_id)
        .where(theirs.person_id == merged_id, own.person_id == kept_id)
        .subquery()
    )
    owing = update(PointsDebt).where(PointsDebt.card_id == pairs.c.theirs)
    moving = owing.values(card_id=pairs.c.own).execution_options(synchronize_session=False)
    await session.execute(moving)


PERSONAL_DATA = PersonalData(
    columns=("clawback_policies.set_by_id",), collect=collect, erase=erase, merge=merge
)
