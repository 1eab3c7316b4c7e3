"""Who acts for the community in a settlement is none of the partner's people."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.sides import refuse_people_of, refuse_same
from shequ_api.features.partner_settlements.models import SettlementStatement
from shequ_api.kit.clock import china_date


async def refuse_partners_people(
    session: AsyncSession, actor: Actor, statement: SettlementStatement, *, now: datetime
) -> None:
    """Refuse whoever stands for the partner by any posting, and who confirmed as the partner."""
    on = china_date(now)
    await refuse_people_of(session, actor.person_id, statement.organisation_id, on=on)
    await refuse_same(session, actor.person_id, statement.confirmed_by_id)
