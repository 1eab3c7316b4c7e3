"""Taking a step with a partner: one at a time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.service import advance
from shequ_api.features.partners.flow import FLOW
from shequ_api.features.partners.models import Partner


async def take_step(
    session: AsyncSession,
    partner: Partner,
    name: str,
    *,
    actor_id: UUID | None,
    note: str | None = None,
    now: datetime,
) -> None:
    """Lock the partner, then its case; two steps at once are judged one after the other."""
    await session.refresh(partner, with_for_update={"key_share": True})
    case = await advance(
        session, FLOW, partner.case_id, name, actor_id=actor_id, now=now, note=note
    )
    partner.state = case.state
