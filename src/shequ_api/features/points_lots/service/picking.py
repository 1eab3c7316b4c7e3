"""Moving chosen lots from one card to another: those that came by certain transfers."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import free_lapsed, lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.points_lots.models import PointsLot
from shequ_api.features.points_lots.queries import LOT_ORDER
from shequ_api.features.points_lots.service.lots import change_lots, open_lots
from shequ_api.features.points_lots.standing import Coming, standing_of
from shequ_api.kit.clock import china_date


async def move_lots(
    session: AsyncSession,
    *,
    key: str,
    debit_account_id: UUID,
    credit_account_id: UUID,
    came_by: Select[UUID] | None = None,
    unless: Select[UUID] | None = None,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    now: datetime,
) -> Transfer | None:
    """Move what remains of the lots of one card that came by these transfers, or of all unless they
    came by those, to another card, with their days: as far as it is not over and not held. None
    where it is nothing.

    As `move_points` the last thing of a transaction; unlike it under a key of its own each time.
    """
    await session.flush()
    accounts = {debit_account_id, credit_account_id}
    await lock_accounts(session, accounts)
    if await free_lapsed(session, {debit_account_id}, now=now):
        await lock_accounts(session, accounts)
    left = (await standing_of(session, debit_account_id, now)).available
    taken: dict[UUID, int] = {}
    days: dict[date, int] = defaultdict(int)
    for row in await session.execute(_lots(debit_account_id, came_by, unless, china_date(now))):
        points = min(row.remaining, left)
        if points > 0:
            taken[row.id] = points
            days[row.expires_on] += points
            left -= points
    if not taken:
        return None
    made = await transfer(
        session,
        key=key,
        debit_account_id=debit_account_id,
        credit_account_id=credit_account_id,
        amount=sum(taken.values()),
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    await change_lots(session, {made.id: taken})
    await open_lots(session, made, [Coming(day, points) for day, points in days.items()])
    return made


def _lots(
    account_id: UUID, came_by: Select[UUID] | None, unless: Select[UUID] | None, today: date
) -> Select[UUID, int, date]:
    """The lots in question that are good today, in the order in which they are spent."""
    lots = select(PointsLot.id, PointsLot.remaining, PointsLot.expires_on).where(
        PointsLot.account_id == account_id,
        PointsLot.remaining > 0,
        PointsLot.expires_on >= today,
    )
    if came_by is not None:
        lots = lots.where(PointsLot.transfer_id.in_(came_by))
    if unless is not None:
        own = PointsLot.transfer_id.is_(None) | PointsLot.transfer_id.not_in(unless)
        lots = lots.where(own)
    return lots.order_by(*LOT_ORDER)
