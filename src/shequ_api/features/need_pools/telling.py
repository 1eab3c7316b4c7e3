"""Telling the members what came of their pool."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, record
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.events import (
    PoolCancelled,
    PoolClosed,
    PoolDelivered,
    PoolFact,
    PoolLapsed,
    PoolMembersTold,
    PoolOrdered,
)

AT_ONCE = 200
"""Persons in one fact; the next fact names the next ones."""


async def tell(session: AsyncSession, fact: PoolFact, now: datetime) -> None:
    """Each of them, once."""
    last: UUID | None = None
    while True:
        found = await session.scalars(queries.told_about(fact.subject_id, last, AT_ONCE))
        persons = tuple(found)
        if persons:
            last = persons[-1]
            told = PoolMembersTold(
                subject_id=fact.subject_id,
                district_id=fact.district_id,
                person_ids=persons,
                what=fact.name,
            )
            record(session, told, now=now)
        if len(persons) < AT_ONCE:
            return


REACTIONS = [
    Reaction(f"need_pools.tell_{fact.name}", fact, tell)
    for fact in (PoolClosed, PoolLapsed, PoolOrdered, PoolDelivered, PoolCancelled)
]
