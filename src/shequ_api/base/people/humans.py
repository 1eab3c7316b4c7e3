"""Accounts, and the human beings behind them: of accounts that were merged there is one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person


async def humans(
    session: AsyncSession, persons: Collection[UUID], *, lock: bool = False
) -> dict[UUID, UUID]:
    """Account → the account that its human being has by now.

    `lock`: the given ones' rows are locked in the order of their ids, so that what counts by them
    comes one after the other and nobody waits in a ring.
    """
    rows = select(Person.id, Person.merged_into_id).where(Person.id.in_(persons))
    if lock:
        # FOR NO KEY UPDATE: rows that refer to them are still written beside it.
        rows = rows.order_by(Person.id).with_for_update(key_share=True)
    return {row.id: row.merged_into_id or row.id for row in await session.execute(rows)}
