"""What stands in a settlement statement: it is marked, and taken back by a correction there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.mall_takings.public import release
from shequ_api.features.redemptions.events import RedemptionRefunded
from shequ_api.features.redemptions.flow import FLOW, RedemptionState
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.service.ending import taken_by
from shequ_api.features.redemptions.service.movements import ABOUT, give_back_stated
from shequ_api.features.redemptions.service.telling import tell
from shequ_api.kit.repointing import QUIET


async def note_stated(session: AsyncSession, transfer_ids: Select[UUID], *, now: datetime) -> None:
    """Those that were paid by these transfers stand in a statement from now on. The partner's
    account is locked, under whose lock a refund looks whether they do."""
    theirs = update(Redemption).where(
        Redemption.transfer_id.in_(transfer_ids), Redemption.stated_at.is_(None)
    )
    await session.execute(theirs.values(stated_at=now), execution_options=QUIET)


async def refund_stated(
    session: AsyncSession,
    actor: Actor,
    redemption_id: UUID,
    *,
    reason: str,
    from_account_id: UUID,
    beside: Collection[UUID],
    now: datetime,
) -> UUID:
    """Take back a redemption that stands in a statement: the points come from the account that is
    named, not from the partner's, which the statement corrects; the transfer's id.

    The stall has its turn; the accounts beside are locked with those of the redemption.
    """
    redemption = await session.get_one(Redemption, redemption_id)
    await advance(
        session, FLOW, redemption.case_id, "refund", actor_id=actor.person_id, note=reason, now=now
    )
    tell(session, RedemptionRefunded, redemption, now=now)
    await session.flush()
    await release(session, [taken_by(redemption, restocked=False)])
    moved = await give_back_stated(
        session, redemption, about=ABOUT, from_account_id=from_account_id, beside=beside, now=now
    )
    redemption.state = RedemptionState.REFUNDED
    return moved
