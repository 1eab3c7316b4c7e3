"""A pool that closed gives its final account to everybody in its community."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Place
from shequ_api.features.charity.events import PoolClosed
from shequ_api.features.charity.public import Pool, households_told
from shequ_api.features.charity_disclosures.rules import account_text, account_title
from shequ_api.features.open_affairs.public import Told, disclose
from shequ_api.kit.clock import china_date

ORIGIN, CATEGORY = "charity_disclosures", "charity"


async def tell_account(session: AsyncSession, fact: PoolClosed, now: datetime) -> None:
    """Tell it once: what comes back to a closed pool later goes on to the general one, whose own
    ledger shows it."""
    pool = await session.get_one(Pool, fact.subject_id)
    community = await session.get_one(Place, pool.community_id)
    if pool.closed_at is None or community.ended_at is not None:
        return
    told = Told(
        origin=ORIGIN,
        subject_id=pool.id,
        category=CATEGORY,
        title=account_title(pool.title),
        text=account_text(
            opened_on=china_date(pool.opened_at),
            closed_on=china_date(pool.closed_at),
            reason=pool.close_reason or "",
            granted_points=pool.granted_points,
            households=households_told(pool.households_helped),
            rest_points=fact.rest_points,
        ),
        answered_by=community.name,
    )
    await disclose(session, community, told, now=now)


REACTIONS = [Reaction("charity_disclosures.tell_account", PoolClosed, tell_account)]
