"""Pools for a purpose, and what was given to them, at each site."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.charity.rules import PoolPurpose
from shequ_api.features.charity.service import donate, general_pool, open_pool, thank
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_points import fund
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant and site.worker):
        return
    session, now = ground.session, ground.now
    community = await session.get_one(Place, UUID(site.community))
    site.things["alms"] = str((await general_pool(session, community, now=now)).id)
    pool = await open_pool(
        session,
        somebody(site.worker),
        community,
        purpose=PoolPurpose.ELDERLY,
        title=word(site, "pool", closed=False),
        what_for=word(site, "what-for", closed=False),
        goal_points=None,
        closes_at=None,
        now=now,
    )
    site.things["purse"] = str(pool.id)
    thank(session, somebody(site.worker), pool, word(site, "thanks", closed=False), now=now)
    await fund(ground, site, UUID(site.inhabitant), "积分")
    gift = await donate(
        session,
        somebody(site.inhabitant),
        pool,
        amount_points=40,
        anonymous=True,
        message=word(site, "gift", closed=False),
        now=now,
    )
    await session.flush()
    site.things["gift"] = str(gift.id)
