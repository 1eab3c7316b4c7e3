"""What this feature keeps about persons: who wrote and who published a catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.five_codes.models import Catalogue, CatalogueEdition
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The catalogues that I wrote last, and the editions that I published."""
    drafted = (
        select(Place.name, Catalogue.drafted_at)
        .join(Place, Place.id == Catalogue.place_id)
        .where(Catalogue.drafted_by_id == person_id)
        .order_by(Catalogue.drafted_at)
    )
    published = (
        select(Place.name, CatalogueEdition.number, CatalogueEdition.published_at)
        .join(Catalogue, Catalogue.id == CatalogueEdition.catalogue_id)
        .join(Place, Place.id == Catalogue.place_id)
        .where(CatalogueEdition.published_by_id == person_id)
        .order_by(CatalogueEdition.published_at)
    )
    return {
        "编写的五码目录": [
            {"地点": row.name, "时间": row.drafted_at} for row in await session.execute(drafted)
        ],
        "发布的五码目录": [
            {"地点": row.name, "版次": row.number, "时间": row.published_at}
            for row in await session.execute(published)
        ],
    }


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: an office's catalogue stays; by whom is gone with the name."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: it stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=("five_code_catalogues.drafted_by_id", "five_code_editions.published_by_id"),
    collect=collect,
    erase=erase,
    merge=merge,
)
