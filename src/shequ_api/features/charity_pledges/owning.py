"""Whose a pledge or a share is."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.charity_pledges import queries
from shequ_api.kit.errors import Absent


async def own_rule(session: AsyncSession, actor: Actor, model: Any, rule_id: UUID) -> Any:
    """A rule of the actor's, or of the partner for which they stand; nobody waits for it."""
    mine = queries.mine(actor, model)
    kept = await session.scalar(select(model).where(model.id == rule_id, mine))
    if kept is None:
        raise Absent
    return kept
