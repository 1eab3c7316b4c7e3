"""What redemptions move on the ledgers. The last thing of a transaction, all accounts first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Hold, Transfer
from shequ_api.blocks.ledger.service import reverse
from shequ_api.features.points.public import post_card_hold, refund_to_card
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.stall_cash.public import CashAccounts, cash_accounts, take_cash

ABOUT = "redemption"


async def collect_payment(
    session: AsyncSession, redemptions: Sequence[Redemption], *, now: datetime
) -> None:
    """Let a partner have the points that were held for orders at its stall, and note the cash that
    it took."""
    if not redemptions:
        return
    one = redemptions[0]
    till = await cash_accounts(
        session, partner_id=one.partner_id, district_id=one.district_id, now=now
    )
    holds = [each.hold_id for each in redemptions if each.hold_id is not None]
    sides = select(Hold.debit_account_id, Hold.credit_account_id).where(Hold.id.in_(holds))
    accounts = {account for row in await session.execute(sides) for account in row}
    if any(each.amount_fen for each in redemptions):
        accounts |= set(till)
    await lock_accounts(session, accounts)
    for each in redemptions:
        await _collect(session, each, till, now)


async def _collect(
    session: AsyncSession, redemption: Redemption, till: CashAccounts, now: datetime
) -> None:
    redemption.cash_transfer_id = await take_cash(
        session,
        till,
        amount_fen=redemption.amount_fen,
        key=f"redemption-cash/{redemption.id}",
        reason=f"兑换{redemption.title}（现金）",
        reference_kind=ABOUT,
        reference_id=redemption.id,
        now=now,
    )
    if redemption.hold_id is not None:
        redemption.transfer_id = await post_card_hold(
            session,
            redemption.hold_id,
            key=f"redemption/{redemption.id}",
            reason=f"兑换{redemption.title}",
            reference_kind=ABOUT,
            reference_id=redemption.id,
            now=now,
        )


async def lock_paid(
    session: AsyncSession, *transfer_ids: UUID | None, beside: Collection[UUID] = ()
) -> None:
    """Lock the accounts between which these went, and those beside. (A statement is drawn up under
    the lock of the partner's.)"""
    sides = select(Transfer.debit_account_id, Transfer.credit_account_id)
    paid = [each for each in transfer_ids if each is not None]
    rows = await session.execute(sides.where(Transfer.id.in_(paid)))
    await lock_accounts(session, {*beside, *(account for row in rows for account in row)})


async def give_back(
    session: AsyncSession,
    *,
    about: str,
    about_id: UUID,
    title: str,
    transfer_id: UUID | None,
    cash_transfer_id: UUID | None,
    now: datetime,
) -> None:
    """Points back to the card, cash back out of the till: of a redemption or of a sale. The
    accounts are locked (`lock_paid`)."""
    reason = f"退回兑换{title}"
    if cash_transfer_id is not None:
        key = f"{about}-cash-refund/{about_id}"
        await reverse(session, key=key, transfer_id=cash_transfer_id, reason=reason, now=now)
    if transfer_id is not None:
        key = f"{about}-refund/{about_id}"
        await refund_to_card(session, transfer_id, key=key, reason=reason, now=now)


class Paid(Protocol):
    """What was paid at a stall: an order, or a sale."""

    @property
    def id(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def transfer_id(self) -> UUID | None: ...
    @property
    def cash_transfer_id(self) -> UUID | None: ...


async def give_back_stated(
    session: AsyncSession,
    paid: Paid,
    *,
    about: str,
    from_account_id: UUID,
    beside: Collection[UUID],
    now: datetime,
) -> UUID:
    """The same of what stands in a statement: the points come from the account that is named, not
    from the partner's, which the statement corrects; the transfer's id. The accounts beside are
    locked with its own."""
    await lock_paid(session, paid.transfer_id, paid.cash_transfer_id, beside=beside)
    await give_back(
        session,
        about=about,
        about_id=paid.id,
        title=paid.title,
        transfer_id=None,
        cash_transfer_id=paid.cash_transfer_id,
        now=now,
    )
    assert paid.transfer_id is not None, "without one it stands in no statement"
    return await refund_to_card(
        session,
        paid.transfer_id,
        key=f"{about}-refund/{paid.id}",
        reason=f"退回兑换{paid.title}",
        from_account_id=from_account_id,
        now=now,
    )
