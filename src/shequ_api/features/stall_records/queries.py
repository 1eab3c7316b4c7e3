"""Reads of stall records."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from shequ_api.base.people.models import Organisation
from shequ_api.features.redemptions.public import Redemption, StallRecord

Rows = Select[*tuple[Any, ...]]


def record_lines(*conditions: ColumnElement[bool]) -> Rows:
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
        .where(*conditions)
    )
