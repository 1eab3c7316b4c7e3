"""Sums of needs and pools."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.features.need_pools.public import NeedPool
from shequ_api.features.needs.public import Need, NeedState

Rows = Select[*tuple[Any, ...]]


def needs_by(column: str, actor: Actor, since: datetime, until: datetime) -> Rows:
    """Needs of the scope that were placed in a time: all, those that were pooled, settled."""
    pooled = Need.state.in_((NeedState.POOLED, NeedState.SETTLED))
    placed = (Need.placed_at >= since, Need.placed_at < until)
    key = getattr(Need, column)
    return (
        select(
            key.label("key"),
            func.count().label("needs"),
            func.count().filter(pooled).label("pooled"),
            func.count().filter(Need.state == NeedState.SETTLED).label("settled"),
        )
        .where(in_scope(actor, Need), *placed)
        .group_by(key)
    )


def pools_by(column: str, actor: Actor, since: datetime, until: datetime) -> Rows:
    """Pools of the scope that were opened in a time, with the sum of their ratings."""
    opened = (NeedPool.opened_at >= since, NeedPool.opened_at < until)
    key = getattr(NeedPool, column)
    return (
        select(
            key.label("key"),
            func.count().label("pools"),
            func.sum(NeedPool.rating_total).label("rating_total"),
            func.sum(NeedPool.ratings).label("ratings"),
        )
        .where(in_scope(actor, NeedPool), *opened)
        .group_by(key)
    )
