"""Reads of lots and of expiry policies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.features.points_lots.models import ExpiryPolicy, PointsLot

Rows = Select[*tuple[Any, ...]]
LOT_ORDER = (PointsLot.expires_on, PointsLot.came_at, PointsLot.id)


def lots_of(account_id: UUID, *, spent: bool) -> Rows:
    """The lots of an account of which something remains, or all."""
    lots = select(
        PointsLot.id,
        PointsLot.points,
        PointsLot.remaining,
        PointsLot.expires_on,
        PointsLot.came_at,
        PointsLot.transfer_id,
    ).where(PointsLot.account_id == account_id)
    return lots if spent else lots.where(PointsLot.remaining > 0)


def districts() -> Select[UUID]:
    """Where points ever expired: without a policy they do not."""
    return select(ExpiryPolicy.district_id).distinct().order_by(ExpiryPolicy.district_id)


def policies_of(district_id: UUID) -> Rows:
    """All policies that were ever set for a district."""
    columns = ExpiryPolicy.__table__.columns
    return select(*columns).where(ExpiryPolicy.district_id == district_id)


def policy_at(district_id: UUID, now: datetime) -> Select[UUID]:
    """The id of the policy of a district at an instant, if it has one."""
    begun = select(ExpiryPolicy.id).where(
        ExpiryPolicy.district_id == district_id, ExpiryPolicy.valid_from <= now
    )
    return begun.order_by(ExpiryPolicy.valid_from.desc(), ExpiryPolicy.id.desc()).limit(1)


def policies_at(now: datetime) -> Select[ExpiryPolicy]:
    """The policy of each district that has one at an instant; of two from one instant on, that
    which was set later."""
    newest = (ExpiryPolicy.valid_from.desc(), ExpiryPolicy.id.desc())
    place = func.row_number().over(partition_by=ExpiryPolicy.district_id, order_by=newest)
    ranked = (
        select(ExpiryPolicy.id, place.label("place"))
        .where(ExpiryPolicy.valid_from <= now)
        .subquery()
    )
    return select(ExpiryPolicy).join(
        ranked, (ranked.c.id == ExpiryPolicy.id) & (ranked.c.place == 1)
    )
