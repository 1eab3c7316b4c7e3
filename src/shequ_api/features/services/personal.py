"""What this feature keeps about persons: who wrote and published guides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.services.models import ServiceEdition, ServiceItem
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The guides that I began, wrote last, and published."""
    written = (
        select(ServiceItem.title, ServiceItem.drafted_at)
        .where((ServiceItem.drafted_by_id == person_id) | (ServiceItem.made_by_id == person_id))
        .order_by(ServiceItem.drafted_at)
    )
    published = (
        select(ServiceItem.title, ServiceEdition.number, ServiceEdition.published_at)
        .join(ServiceItem, ServiceItem.id == ServiceEdition.service_id)
        .where(ServiceEdition.published_by_id == person_id)
        .order_by(ServiceEdition.published_at)
    )
    return {
        "编写的办事指南": [
            {"事项": row.title, "时间": row.drafted_at} for row in await session.execute(written)
        ],
        "发布的办事指南": [
            {"事项": row.title, "版本": row.number, "时间": row.published_at}
            for row in await session.execute(published)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what an office offers stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "services.made_by_id",
        "services.drafted_by_id",
        "service_editions.published_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
