"""What this feature keeps about persons: what they give by rule, and what they agreed to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_pledges.models import IncomeShare, UnitPledge
from shequ_api.kit.http.parts import Parts


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """My pledges; those that I made or ended for a partner, and its shares."""
    pledges = (
        select(UnitPledge, Pool.title)
        .join(Pool, Pool.id == UnitPledge.pool_id)
        .where(
            or_(
                UnitPledge.giver_id == person_id,
                UnitPledge.made_by_id == person_id,
                UnitPledge.ended_by_id == person_id,
            )
        )
        .order_by(UnitPledge.made_at)
    )
    shares = (
        select(IncomeShare, Pool.title)
        .join(Pool, Pool.id == IncomeShare.pool_id)
        .where(or_(IncomeShare.agreed_by_id == person_id, IncomeShare.ended_by_id == person_id))
        .order_by(IncomeShare.agreed_at)
    )
    return {
        "公益认捐": [
            {
                "公益池": title,
                "每单位": pledge.every_units,
                "捐积分": pledge.give_points,
                "已捐积分": pledge.given_points,
                "开始时间": pledge.made_at,
                "停止时间": pledge.ended_at,
            }
            for pledge, title in await session.execute(pledges)
        ],
        "代合伙人约定的收益入池": [
            {
                "公益池": title,
                "万分比": share.basis_points,
                "开始时间": share.agreed_at,
                "停止时间": share.ended_at,
            }
            for share, title in await session.execute(shares)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Their own pledge ends; what it gave stays in the open ledger, of nobody. A partner's stands:
    it is the partner's word."""
    theirs = update(UnitPledge).where(
        UnitPledge.giver_id == person_id, UnitPledge.ended_at.is_(None)
    )
    await session.execute(theirs.values(ended_at=now))


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> list[str] | None:
    """Of two pledges one goes on: that of the account which is kept. What was given stays as it
    was written."""
    standing = (UnitPledge.giver_id == merged_id, UnitPledge.ended_at.is_(None))
    other = aliased(UnitPledge)
    both = select(other.id).where(other.giver_id == kept_id, other.ended_at.is_(None))
    told = None
    two = select(UnitPledge.id).where(*standing, both.exists())
    if await session.scalar(two) is not None:
        await session.execute(update(UnitPledge).where(*standing).values(ended_at=now))
        told = ["两个账号都有公益认捐，已停止其中一项，保留现用账号的那一项。"]
    theirs = update(UnitPledge).where(UnitPledge.giver_id == merged_id)
    await session.execute(theirs.values(giver_id=kept_id))
    return told


PERSONAL_DATA = PersonalData(
    columns=(
        "charity_unit_pledges.giver_id",
        "charity_unit_pledges.made_by_id",
        "charity_unit_pledges.ended_by_id",
        "charity_income_shares.agreed_by_id",
        "charity_income_shares.ended_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
