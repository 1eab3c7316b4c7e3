"""Reads of what became of sends."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.features.subscription_messages.public import SubscriptionSend

Rows = Select[*tuple[Any, ...]]


def counts_about(about_id: UUID) -> Rows:
    """state, total: what came of the sends about one thing."""
    return (
        select(SubscriptionSend.state, func.count().label("total"))
        .where(SubscriptionSend.about_id == about_id)
        .group_by(SubscriptionSend.state)
    )
