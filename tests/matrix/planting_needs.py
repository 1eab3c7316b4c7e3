"""In each community a need of the worker's that waits, and pools as far as they come, each with the
inhabitant in it; at home, for everybody two needs of their own and a place in two pools: one that
gathers, and one that was delivered and that they rated."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.features.need_pools.rules import PoolSettlement
from shequ_api.features.need_pools.schemas import NeedPoolDraft, PoolOrder
from shequ_api.features.need_pools.service import ending, members, opening
from shequ_api.features.need_ratings.service import rate
from shequ_api.features.needs import service as needs
from shequ_api.features.needs.schemas import NeedDraft
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_partners import SITES
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

CATEGORY = "repair"


def _staff(site: Site) -> Any:
    return somebody(site.worker, Scope("community_id", UUID(site.community)))


async def _need(ground: Ground, site: Site, who: str, said: str) -> UUID:
    draft = NeedDraft(
        place_id=UUID(site.community),
        category_code=CATEGORY,
        text=said,
        until_on=china_date(ground.now) + timedelta(days=60),
    )
    need_id = new_id()
    await needs.place_need(ground.session, somebody(who), draft, need_id=need_id, now=ground.now)
    return need_id


async def _pool(ground: Ground, site: Site, said: str) -> NeedPool:
    draft = NeedPoolDraft(
        place_id=UUID(site.community),
        category_code=CATEGORY,
        title=said,
        text=said,
        closes_on=china_date(ground.now) + timedelta(days=30),
        least_members=1,
        settlement=PoolSettlement.OWN_SERVICE,
    )
    return await opening.open_pool(ground.session, _staff(site), draft, now=ground.now)


async def _brought(ground: Ground, site: Site, pool: NeedPool, as_far_as: str) -> None:
    """A pool with somebody in it as far as it is to come."""
    session, staff, now = ground.session, _staff(site), ground.now
    if as_far_as == "need_pool":
        return
    await ending.close(session, staff, pool, now=now)
    if as_far_as == "closed_pool":
        return
    order = PoolOrder(text=word(site, "order", closed=False))
    await ending.order(session, staff, pool, order, now=now)
    if as_far_as == "rated_pool":
        await ending.deliver(session, staff, pool, now=now)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    site.things["need"] = str(await _need(ground, site, site.worker, word(site, "need")))
    for name in ("need_pool", "closed_pool", "ordered_pool", "rated_pool"):
        pool = await _pool(ground, site, word(site, name, closed=False))
        inside = await _need(ground, site, site.inhabitant, word(site, f"{name}_need"))
        await members.gather(ground.session, _staff(site), pool, [inside], now=ground.now)
        await _brought(ground, site, pool, name)
        site.things |= {name: str(pool.id), f"{name}_need": str(inside)}
    rated = await ground.session.get_one(NeedPool, UUID(site.things["rated_pool"]))
    who = somebody(site.inhabitant)
    rating = await rate(ground.session, who, rated, score=4, comment=None, now=ground.now)
    site.things["need_rating"] = str(rating.id)


async def own_things(ground: Ground, world: World) -> None:
    session, home = ground.session, world.sites["home"]
    gathering = await _pool(ground, home, "大家的统单")
    delivered = await _pool(ground, home, "大家评价的统单")
    for role in KNOWN:
        who = world.people[role]
        world.own[f"need:{role}"] = str(await _need(ground, home, who, f"{role}的点单"))
        for pool in (gathering, delivered):
            inside = await _need(ground, home, who, f"{role}并入的点单")
            await members.gather(session, _staff(home), pool, [inside], now=ground.now)
        world.own[f"need_pool:{role}"] = str(gathering.id)
        world.own[f"rated_pool:{role}"] = str(delivered.id)
    await _brought(ground, home, delivered, "rated_pool")
    for role in KNOWN:
        member = somebody(world.people[role])
        await rate(session, member, delivered, score=4, comment=None, now=ground.now)
    await session.flush()
