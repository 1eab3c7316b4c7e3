"""What stands in a settlement statement: it is marked, and taken back by a correction there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.mall_takings.public import release
from shequ_api.features.redemptions.public import give_back_stated
from shequ_api.features.stall_sales.events import StallSaleRefunded
from shequ_api.features.stall_sales.models import StallSale
from shequ_api.features.stall_sales.telling import ABOUT, AlreadyRefunded, taken_by, tell
from shequ_api.kit.repointing import QUIET


async def note_stated(session: AsyncSession, transfer_ids: Select[UUID], *, now: datetime) -> None:
    """Those that were paid by these transfers stand in a statement from now on."""
    theirs = update(StallSale).where(
        StallSale.transfer_id.in_(transfer_ids), StallSale.stated_at.is_(None)
    )
    await session.execute(theirs.values(stated_at=now), execution_options=QUIET)


async def refund_stated(
    session: AsyncSession,
    actor: Actor,
    sale_id: UUID,
    *,
    reason: str,
    from_account_id: UUID,
    beside: Collection[UUID],
    now: datetime,
) -> UUID:
    """Take back a sale that stands in a statement, with points of the account that is named; the
    transfer's id. The stall has its turn."""
    sale = await session.get_one(StallSale, sale_id)
    await session.refresh(sale)
    if sale.refunded_at is not None:
        raise AlreadyRefunded
    sale.refunded_at, sale.refunded_by_id, sale.refund_reason = now, actor.person_id, reason
    tell(session, StallSaleRefunded, sale, now=now)
    await release(session, [taken_by(sale, restocked=False)])
    return await give_back_stated(
        session, sale, about=ABOUT, from_account_id=from_account_id, beside=beside, now=now
    )
