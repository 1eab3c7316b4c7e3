"""What this feature keeps about persons: who entered an asset, and who wrote in its history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.assets.models import Asset, AssetRecord
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The assets that I entered, and what I did with assets."""
    entered = select(Asset.code, Asset.created_at).where(Asset.created_by_id == person_id)
    done = (
        select(Asset.code, AssetRecord.text, AssetRecord.recorded_at)
        .join(Asset, Asset.id == AssetRecord.asset_id)
        .where(AssetRecord.actor_id == person_id)
        .order_by(AssetRecord.recorded_at)
    )
    return {
        "登记的设施": [
            {"编码": row.code, "时间": row.created_at}
            for row in await session.execute(entered.order_by(Asset.created_at))
        ],
        "设施履历": [
            {"编码": row.code, "内容": row.text, "时间": row.recorded_at}
            for row in await session.execute(done)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what an office did stays; it names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who did what stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("assets.created_by_id", "asset_records.actor_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
