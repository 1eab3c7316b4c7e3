"""Policies and debts for lists."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points.service.cards import issuer_of, open_card
from shequ_api.features.points_clawback.models import ClawbackPolicy
from shequ_api.features.points_clawback.service.owing import owe
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.points.earned import DISTRICT


async def indebted(
    session: AsyncSession,
    cast: Cast,
    count: int,
    *,
    key: str = "resident",
    share_percent: int = 10,
) -> None:
    """So many policies of the district, by each of which a member owes three points."""
    district_id, now = cast.places[DISTRICT], utc_now()
    card = await open_card(session, person_id=cast.people[key], district_id=district_id, now=now)
    issuer = await issuer_of(
        session, community_id=cast.places[HOME], district_id=district_id, now=now
    )
    for number in range(count):
        policy = ClawbackPolicy(
            id=new_id(),
            district_id=district_id,
            mode="offset",
            share_percent=share_percent,
            valid_from=now + timedelta(days=number),
            set_by_id=cast.people["district_administrator"],
            set_at=now,
        )
        session.add(policy)
        await session.flush()
        owe(
            session,
            policy,
            card,
            earning_id=new_id(),
            reason="巡查：10 分",
            owed_points=3,
            account_id=issuer.id,
            now=now,
        )
    await session.commit()
