"""Reads of counts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from shequ_api.features.mall_takings.models import Taking


def takings_of(keys: Collection[tuple[UUID, UUID, str, date]]) -> Select[Taking]:
    """These counts of persons, locked in the order of their keys."""
    key = (Taking.goods_id, Taking.person_id, Taking.period, Taking.starts_on)
    rows = select(Taking).where(tuple_(*key).in_(list(keys))).order_by(*key)
    return rows.with_for_update().execution_options(populate_existing=True)
