"""What this feature keeps about persons: who entered what. Members of committees are no accounts:
their names and numbers are kept by the office, and stand under no person's id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.compounds.models import (
    Committee,
    CommitteeMember,
    ModePeriod,
    PropertyContract,
)
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I entered into the files of compounds."""
    return {
        "登记的物业合同": await _entered(session, PropertyContract, person_id),
        "登记的管理模式": await _entered(session, ModePeriod, person_id),
        "登记的业委会（管委会）": await _entered(session, Committee, person_id),
        "登记的业委会（管委会）成员": [
            {"时间": when}
            for when in await session.scalars(
                select(CommitteeMember.recorded_at)
                .where(CommitteeMember.recorded_by_id == person_id)
                .order_by(CommitteeMember.recorded_at)
            )
        ],
    }


async def _entered(session: AsyncSession, model: Any, person_id: UUID) -> list[dict[str, Any]]:
    mine = (
        select(Place.full_name, model.recorded_at)
        .join(Place, Place.id == model.compound_id)
        .where(model.recorded_by_id == person_id)
        .order_by(model.recorded_at)
    )
    return [{"小区": row.full_name, "时间": row.recorded_at} for row in await session.execute(mine)]


async def erase(_: AsyncSession, __: UUID, ___: datetime) -> None:
    """Nothing: what an office entered stays; it names nobody once the name is gone."""


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who entered what stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "property_contracts.recorded_by_id",
        "management_modes.recorded_by_id",
        "committees.recorded_by_id",
        "committee_members.recorded_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
