"""Reads of stall records."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.base.people.models import Organisation
from shequ_api.features.redemptions.public import (
    CONFLICT,
    RecordOutcome,
    Redemption,
    StallRecord,
)
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def record_lines() -> Rows:
    """Stall records with the order that they name."""
    columns = (
        *(StallRecord.id, StallRecord.redemption_id, StallRecord.goods_id, StallRecord.quantity),
        *(StallRecord.offline, StallRecord.handed_over_at, StallRecord.received_at),
        *(StallRecord.outcome, StallRecord.settlement, StallRecord.settled_at, StallRecord.note),
    )
    return (
        select(
            *columns,
            Redemption.title,
            Redemption.quantity.label("ordered_quantity"),
            Redemption.amount_points,
            Redemption.amount_fen,
            Organisation.name.label("partner_name"),
        )
        .join(Organisation, Organisation.id == StallRecord.organisation_id)
        .outerjoin(Redemption, Redemption.id == StallRecord.redemption_id)
    )


def unknown_waiting(organisation_id: UUID, most: int) -> Select[int]:
    """How many records whose codes name no order wait at a stall; counted up to so many."""
    waiting = (
        select(StallRecord.id)
        .where(StallRecord.organisation_id == organisation_id, CONFLICT)
        .where(StallRecord.outcome == RecordOutcome.UNKNOWN)
        .limit(most)
    )
    return select(func.count()).select_from(waiting.subquery())


def of_numbers(organisation_id: UUID, numbers: Collection[str]) -> Select[Redemption]:
    """The orders at a stall that have these numbers."""
    return select(Redemption).where(
        Redemption.organisation_id == organisation_id, Redemption.number.in_(numbers)
    )
