"""Saying at the door that what is known still holds."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.service.renewing import days_of as days_of_row
from shequ_api.base.register.service.renewing import renew


async def confirm_at(
    session: AsyncSession,
    dwelling_id: UUID,
    ids: Collection[UUID],
    *,
    origin: Origin,
    actor_id: UUID,
    now: datetime,
) -> list[UUID]:
    """“Still true”, for what the worker has in view; returns what was confirmed.

    Who is seen at the door lives there: somebody's occupancy is confirmed with them. What was ended
    meanwhile, or lies elsewhere, is left out. Rows are locked table by table, by id.
    """
    confirmed = []
    for model in (Entry, Occupancy, Premises, RegisterFact):
        table: Any = model
        meant = table.id.in_(ids)
        if model is Occupancy:
            meant |= Occupancy.entry_id.in_(ids)
        here = (meant, table.place_id == dwelling_id, table.ended_at.is_(None))
        rows = select(table).where(*here).order_by(table.id).with_for_update()
        for row in await session.scalars(rows):
            renew(row, days_of(row), origin=origin, actor_id=actor_id, now=now)
            confirmed.append(row.id)
    await session.flush()
    return confirmed


def days_of(row: Any) -> int:
    """How long a row of its kind may be believed."""
    if isinstance(row, RegisterFact):
        return CATALOGUE[row.key].fresh_days
    return days_of_row(row)
