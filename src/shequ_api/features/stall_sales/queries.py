"""Reads of stall sales."""

from typing import Any

from sqlalchemy import Select, select

from shequ_api.base.people.models import Organisation, Person
from shequ_api.features.stall_sales.models import StallSale
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


@built_once
def sale_lines() -> Rows:
    """Sales with the partner's name and that of whose card it was, not yet masked."""
    return (
        select(
            *(StallSale.id, StallSale.goods_id, StallSale.title, StallSale.quantity),
            *(StallSale.amount_points, StallSale.amount_fen, StallSale.sold_at),
            StallSale.refunded_at,
            Organisation.name.label("partner_name"),
            Person.name.label("person_name"),
        )
        .join(Organisation, Organisation.id == StallSale.organisation_id)
        .join(Person, Person.id == StallSale.person_id)
    )
