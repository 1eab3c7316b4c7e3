"""On the clock: say once, some months before, that a contract or a term ends."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.compounds.events import ContractEnding, EndingFact, TermEnding
from shequ_api.features.compounds.models import Committee, PropertyContract
from shequ_api.features.compounds.queries import untold
from shequ_api.features.compounds.rules import WARN_DAYS
from shequ_api.kit.clock import china_date

AT_ONCE = 500
"""In one run; the rest at the next."""
FACTS: tuple[tuple[type[Any], type[EndingFact]], ...] = (
    (PropertyContract, ContractEnding),
    (Committee, TermEnding),
)


async def tell_endings(session: AsyncSession, now: datetime) -> None:
    """Announce what ends within `WARN_DAYS`, each contract and term once."""
    today = china_date(now)
    until = today + timedelta(days=WARN_DAYS)
    for model, fact in FACTS:
        rows = await session.scalars(untold(model, today=today, until=until, limit=AT_ONCE))
        for row in rows:
            row.ending_told_at = now
            ending = fact(
                subject_id=row.id,
                district_id=row.district_id,
                community_id=row.community_id,
                compound_id=row.compound_id,
                ends_on=row.ends_on,
            )
            record(session, ending, now=now)
