"""Taking back what was earned by something that holds no longer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.refusals import BalanceTooLow
from shequ_api.blocks.ledger.service import reverse
from shequ_api.features.points import queries
from shequ_api.features.points.models import Earning, EarningReversal


async def take_back(
    session: AsyncSession, subject_id: UUID, round_: int, *, now: datetime
) -> list[EarningReversal]:
    """Reverse what a subject earned in a round. A second time finds nothing.

    Of points that were spent meanwhile what is left is taken; the rest is noted as owed, and not
    taken from later earnings: nobody's card goes below nought, and nobody works for nothing.
    """
    earned = list(await session.scalars(queries.to_take_back(subject_id, round_)))
    if not earned:
        return []
    # The cards' rows first, as whoever earns locks them; then all accounts.
    await session.execute(queries.locked({each.card_id for each in earned}))
    paid = [await session.get_one(Transfer, each.transfer_id) for each in earned]
    moved = {(each.debit_account_id, each.credit_account_id) for each in paid}
    await lock_accounts(session, {account for both in moved for account in both})
    pairs = zip(earned, paid, strict=True)
    return [await _reversed(session, each, transfer, now=now) for each, transfer in pairs]


async def _reversed(
    session: AsyncSession, earning: Earning, paid: Transfer, *, now: datetime
) -> EarningReversal:
    taken: Transfer | None = None
    try:
        taken = await reverse(
            session,
            key=f"unearn/{earning.id}",
            transfer_id=paid.id,
            reason=f"审核通过被撤回，扣回：{earning.reason}",
            clamp=True,
            now=now,
        )
    except BalanceTooLow:
        # Nothing is left: all of it is owed.
        taken = None
    points = taken.amount if taken else 0
    reversal = EarningReversal(
        earning_id=earning.id,
        district_id=earning.district_id,
        taken_points=points,
        owed_points=earning.points - points,
        transfer_id=taken.id if taken else None,
        reversed_at=now,
    )
    session.add(reversal)
    await session.flush()
    return reversal
