"""Two accounts of the cast become one, as far as points go."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.manual_credits.personal import merge as merge_credits
from shequ_api.features.points.personal import merge as merge_cards
from shequ_api.features.points_clawback.personal import merge as merge_debts
from shequ_api.kit.clock import utc_now
from tests.cast import Cast


async def merged(session: AsyncSession, cast: Cast, gone: str, kept: str) -> None:
    gone_id, kept_id = cast.people[gone], cast.people[kept]
    hop = update(Person).where(Person.id == gone_id).values(merged_into_id=kept_id)
    await session.execute(hop)
    for merge in (merge_cards, merge_debts, merge_credits):
        await merge(session, kept_id, gone_id, utc_now())
    await session.flush()
