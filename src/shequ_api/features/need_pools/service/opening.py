"""Opening a pool, and saying otherwise of it while it gathers."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.need_pools.events import PoolChanged
from shequ_api.features.need_pools.flow import FLOW
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.features.need_pools.rules import closing_instant, fits, may_close_on
from shequ_api.features.need_pools.schemas import NeedPoolContent, NeedPoolDraft
from shequ_api.features.need_pools.service.holding import facts_of, hold_open
from shequ_api.features.needs.public import check_category, wanted_terms
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

BOUND = ("category_code", "settlement", "unit_price_fen")
"""What members joined for."""


class PoolPlaceUnfit(Malformed):
    code, title = "need_pool_place_unfit", "请选择您负责的社区内的地点"


class PoolDayUnfit(Malformed):
    code, title = "need_pool_day_unfit", "截止日期应在今天之后 180 天以内"


class PoolBoundsUnfit(Malformed):
    code, title = "need_pool_bounds_unfit", "最多人数不能少于最少人数"


class PoolFuller(NotNow):
    """Facts: `members`."""

    code, title = "need_pool_fuller", "已加入的人数超过了这个上限"


class PoolTermsBound(NotNow):
    code, title = "need_pool_terms_bound", "已有人加入，不能再修改分类、结算方式和单价"


async def open_pool(
    session: AsyncSession, actor: Actor, draft: NeedPoolDraft, *, now: datetime
) -> NeedPool:
    """A pool at a place of the actor's scope, with nobody in it yet."""
    place = await session.get(Place, draft.place_id)
    if place is None or place.community_id is None or place.ended_at is not None:
        raise PoolPlaceUnfit
    if not actor.covers(place):
        raise PoolPlaceUnfit
    await _check(session, place, draft, None, now)
    assert place.district_id is not None, "a community lies in a district"
    case = open_case(
        session, FLOW, actor_id=actor.person_id, district_id=place.district_id, now=now
    )
    await session.flush()
    pool = NeedPool(
        id=new_id(),
        **located_at(place),
        **draft.model_dump(exclude={"place_id"}),
        terms=wanted_terms(draft.title, draft.text),
        closes_at=closing_instant(draft.closes_on),
        case_id=case.id,
        state=case.state,
        members=0,
        units=0,
        ratings=0,
        rating_total=0,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    session.add(pool)
    await session.flush()
    return pool


async def change_pool(
    session: AsyncSession, pool: NeedPool, content: NeedPoolContent, *, now: datetime
) -> None:
    """Say otherwise of a held pool; what members joined for stays while there are any."""
    await hold_open(session, pool, now=now)
    place = await session.get_one(Place, pool.place_id)
    await _check(session, place, content, pool.category_code, now)
    said = content.model_dump()
    if pool.members and any(getattr(pool, name) != said[name] for name in BOUND):
        raise PoolTermsBound
    if content.most_members is not None and content.most_members < pool.members:
        raise PoolFuller(members=pool.members)
    if content.closes_on != pool.closes_on:
        pool.closes_at, pool.warned_at = closing_instant(content.closes_on), None
    for name, value in said.items():
        setattr(pool, name, value)
    pool.terms = wanted_terms(content.title, content.text)
    pool.version += 1
    record(session, PoolChanged(**facts_of(pool, now)), now=now)
    await session.flush()


async def _check(
    session: AsyncSession, place: Place, content: NeedPoolContent, had: str | None, now: datetime
) -> None:
    """What it says; a category that it had stays its own when the district offers it no more."""
    if not may_close_on(content.closes_on, now):
        raise PoolDayUnfit
    if not fits(content.least_members, content.most_members):
        raise PoolBoundsUnfit
    if content.category_code != had:
        await check_category(session, content.category_code, place.district_id)
    await refuse_unfit(session, f"{content.title}\n{content.text}", place)
