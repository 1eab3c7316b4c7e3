"""Reads of what is alike: the newest needs and the soonest pools of one community, ranked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, Text, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from shequ_api.features.need_pools.public import NeedPool, open_in, pool_lines
from shequ_api.features.needs.public import Need, NeedState, desk_lines

Rows = Select[*tuple[Any, ...]]
NEEDS_LOOKED_AT, POOLS_LOOKED_AT = 500, 200
"""Of one community: more are never ranked, however many there are."""


def _words(asked: Sequence[str]) -> Any:
    return literal(list(asked), ARRAY(Text()))


def likeness(kept: Any, asked: Sequence[str]) -> ColumnElement[float]:
    """How many terms two texts have in common, of the shorter one, from 0 to 1: who asks in three
    words means the one who wrote three lines."""
    each = func.unnest(kept).table_valued("term").render_derived(name="kept")
    common = select(func.count()).where(each.c.term == func.any(_words(asked))).scalar_subquery()
    shorter = func.greatest(func.least(func.cardinality(kept), len(asked)), 1)
    return cast(common, Float()) / shorter


def nearness(model: Any, place: Any) -> ColumnElement[float]:
    """How near something of the same community lies: its building, its compound, or elsewhere."""
    ways = [
        (getattr(model, column) == getattr(place, column), weight)
        for column, weight in (("building_id", 1.0), ("compound_id", 0.6))
        if getattr(place, column) is not None
    ]
    return case(*ways, else_=0.3) if ways else literal(0.3)


def rank(model: Any, place: Any, category_code: str, asked: Sequence[str]) -> ColumnElement[float]:
    """How likely something is what is asked for."""
    same = case((model.category_code == category_code, 1.0), else_=0.0)
    ranked: ColumnElement[float] = (
        0.5 * likeness(model.terms, asked) + 0.3 * same + 0.2 * nearness(model, place)
    )
    return ranked


def _like(model: Any, category_code: str, asked: Sequence[str]) -> ColumnElement[bool]:
    return or_(model.category_code == category_code, model.terms.op("&&")(_words(asked)))


def alike_needs(
    place: Any, category_code: str, asked: Sequence[str], most: int, *conditions: Any
) -> Rows:
    """Waiting needs of a community that are of a category or of like words, the likest first."""
    here = (Need.community_id == place.community_id, Need.state == NeedState.WAITING)
    newest = select(Need.id).where(*here).order_by(Need.placed_at.desc(), Need.id.desc())
    like = _like(Need, category_code, asked)
    lines = desk_lines(Need.id.in_(newest.limit(NEEDS_LOOKED_AT)), like, *conditions)
    return lines.order_by(rank(Need, place, category_code, asked).desc(), Need.id).limit(most)


def alike_pools(
    place: Any, category_code: str, asked: Sequence[str], most: int, now: datetime
) -> Rows:
    """Pools that one can join, of a category or of like words, the likest first."""
    soonest = select(NeedPool.id).where(open_in(place.community_id, now))
    looked_at = soonest.order_by(NeedPool.closes_at, NeedPool.id).limit(POOLS_LOOKED_AT)
    lines = pool_lines(NeedPool.id.in_(looked_at), _like(NeedPool, category_code, asked))
    likest = rank(NeedPool, place, category_code, asked).desc()
    return lines.order_by(likest, NeedPool.id).limit(most)
