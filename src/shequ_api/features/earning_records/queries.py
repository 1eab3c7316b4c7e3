"""Reads of earnings for those who reckon from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, select

from shequ_api.features.earning_records.models import Earning, EarningReversal


def earning_taken_back_at(transfer_id: Any) -> ScalarSelect[datetime]:
    """When what a transfer paid was taken back as an earning, be it that nothing was left; null
    where it was not. `transfer_id` is a column of the statement around it."""
    return (
        select(EarningReversal.reversed_at)
        .join(Earning, Earning.id == EarningReversal.earning_id)
        .where(Earning.transfer_id == transfer_id)
        .scalar_subquery()
    )
