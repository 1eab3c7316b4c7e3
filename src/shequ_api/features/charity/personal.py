"""What this feature keeps about persons: what they gave, and what they wrote for a community."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.registry import PersonalData
from shequ_api.features.charity.models import Donation, Pool, Supporter, Thanks
from shequ_api.features.charity.queries import CHECKED_AS
from shequ_api.features.charity.supporting import hand_on
from shequ_api.features.content_checks.public import forget_authors
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.own_words import FORGOTTEN, forget_words


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I gave to which pool; which pools I opened or closed, and what I wrote to donors."""
    mine = (
        select(Pool.title, Donation.amount_points, Donation.message, Donation.donated_at)
        .join(Pool, Pool.id == Donation.pool_id)
        .where(
            or_(
                Donation.donor_id == person_id,
                Donation.donor_id.in_(select(Person.id).where(Person.merged_into_id == person_id)),
            )
        )
        .order_by(Donation.donated_at)
    )
    kept = select(Pool.title, Pool.opened_at, Pool.closed_at, Pool.close_reason).where(
        or_(Pool.opened_by_id == person_id, Pool.closed_by_id == person_id)
    )
    wrote = select(Thanks.words, Thanks.thanked_at).where(Thanks.written_by_id == person_id)
    return {
        "捐赠": [
            {
                "公益池": row.title,
                "积分": row.amount_points,
                "留言": row.message,
                "时间": row.donated_at,
            }
            for row in await session.execute(mine)
        ],
        "支持的公益池": await _supported(session, person_id),
        "经办的公益池": [
            {
                "公益池": row.title,
                "设立时间": row.opened_at,
                "关闭时间": row.closed_at,
                "关闭原因": row.close_reason,
            }
            for row in await session.execute(kept.order_by(Pool.opened_at))
        ],
        "致谢": [
            {"内容": row.words, "时间": row.thanked_at}
            for row in await session.execute(wrote.order_by(Thanks.thanked_at))
        ],
    }


async def _supported(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    supported = (
        select(Pool.title, Supporter.given_points, Supporter.first_gave_at)
        .join(Pool, Pool.id == Supporter.pool_id)
        .where(Supporter.person_id == person_id, Supporter.gifts > 0)
    )
    return [
        {"公益池": row.title, "共捐积分": row.given_points, "首次捐赠时间": row.first_gave_at}
        for row in await session.execute(supported.order_by(Supporter.first_gave_at))
    ]


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote beside a gift or to donors goes; the gift stays in the open ledger, the
    donor's name is gone with the person's. What a pool is for was said by the community."""
    await forget_words(session, Donation, person_id)
    gifts = select(Donation.id).where(Donation.donor_id == person_id)
    await forget_authors(session, CHECKED_AS, gifts)
    theirs = update(Thanks).where(Thanks.written_by_id == person_id)
    await session.execute(theirs.values(words=FORGOTTEN))


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """One human being supports a pool once. Who gave stays as it was written into the open ledger,
    where readers look for all accounts of theirs."""
    await hand_on(session, kept_id, merged_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "charity_donations.donor_id",
        "charity_pools.opened_by_id",
        "charity_pools.closed_by_id",
        "charity_thanks.written_by_id",
        "charity_supporters.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
