"""Cash that stalls take: counted on the ledger of money, in fen, beside the points."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account, transfer


class CashAccounts(NamedTuple):
    """Of one partner, in the ledger of money."""

    payers_id: UUID
    """Where cash comes from: the purses of its customers, which nobody counts."""
    till_id: UUID
    """What it took at its stall, less what it gave back."""


async def cash_accounts(
    session: AsyncSession, *, partner_id: UUID, district_id: UUID, now: datetime
) -> CashAccounts:
    """A partner's accounts of cash, opened at their first use."""
    common: dict[str, Any] = {"ledger": Ledger.MONEY, "district_id": district_id, "now": now}
    payers = await open_account(
        session,
        owner_key=f"cash_payers/{partner_id}",
        kind="cash_payers",
        floor=None,
        **common,
    )
    till = await open_account(
        session, owner_key=f"cash/{partner_id}", kind="cash", floor=0, **common
    )
    return CashAccounts(payers.id, till.id)


async def take_cash(
    session: AsyncSession,
    accounts: CashAccounts,
    *,
    amount_fen: int,
    key: str,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    now: datetime,
) -> UUID | None:
    """Note cash that a stall took, once a key; the transfer, None where there was none to take."""
    if not amount_fen:
        return None
    made = await transfer(
        session,
        key=key,
        debit_account_id=accounts.payers_id,
        credit_account_id=accounts.till_id,
        amount=amount_fen,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    return made.id
