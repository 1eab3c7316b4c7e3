"""What needs and pools come to, over HTTP."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Place
from shequ_api.features.need_pools.public import PoolPermission, ratio
from shequ_api.features.need_statistics import queries
from shequ_api.features.need_statistics.schemas import NeedCount, NeedStatistics
from shequ_api.features.needs.public import NeedCategory
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router

router = Router(tags=["need_pools"])
Overseer = Annotated[Actor, Depends(may(PoolPermission.OVERSEE))]
MOST_DAYS = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
TITLES: Mapping[str, tuple[Any, Any]] = {
    "category_code": (NeedCategory.code, NeedCategory.title),
    "community_id": (Place.id, Place.name),
}
"""By what is counted: where its titles stand."""


class StatisticsDaysUnfit(Malformed):
    code, title = "need_statistics_days_unfit", "请选择一年以内的起止日期"


@router.get("/need-statistics")
async def get_need_statistics(
    actor: Overseer,
    session: Session,
    first_day: Annotated[date, Query(description="From this day on, in China")],
    last_day: Annotated[
        date, Query(description="Until this day, itself included; 366 days at most")
    ],
) -> NeedStatistics:
    """点单统单统计: Of my scope, by category and by community: what was placed in these days, how
    much of it was pooled and settled, and how the pools that were opened in them are rated."""
    # Compared before anything is added: the first and the last day that there are have no midnight.
    if not EARLIEST <= first_day <= last_day < LATEST or (last_day - first_day).days >= MOST_DAYS:
        raise StatisticsDaysUnfit
    return NeedStatistics(
        by_category=await _counts(session, actor, "category_code", first_day, last_day),
        by_community=await _counts(session, actor, "community_id", first_day, last_day),
    )


async def _counts(
    session: AsyncSession, actor: Actor, column: str, first_day: date, last_day: date
) -> list[NeedCount]:
    """A line for each value of a column under which anything was placed or opened."""
    days = (china_midnight(first_day), china_midnight(last_day + timedelta(days=1)))
    needs = await _by_key(session, queries.needs_by(column, actor, *days))
    pools = await _by_key(session, queries.pools_by(column, actor, *days))
    key, title = TITLES[column]
    named = select(key, title).where(key.in_(needs.keys() | pools.keys()))
    found = [
        _count(str(each), name, needs.get(each, {}), pools.get(each, {}))
        for each, name in (await session.execute(named)).all()
    ]
    return sorted(found, key=lambda line: (-line.needs, -line.pools, line.key))


async def _by_key(session: AsyncSession, statement: Any) -> dict[Any, Mapping[str, Any]]:
    found = (await session.execute(statement)).mappings()
    return {row["key"]: dict(row) for row in found}


def _count(key: str, title: str, needs: Mapping[str, Any], pools: Mapping[str, Any]) -> NeedCount:
    placed, ratings = needs.get("needs", 0), pools.get("ratings", 0)
    return NeedCount(
        key=key,
        title=title,
        needs=placed,
        pooled_share=ratio(needs.get("pooled", 0), placed),
        settled_share=ratio(needs.get("settled", 0), placed),
        pools=pools.get("pools", 0),
        ratings=ratings,
        average_score=ratio(pools.get("rating_total", 0), ratings),
    )
