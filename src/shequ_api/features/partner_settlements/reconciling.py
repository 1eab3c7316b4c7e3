"""Proof that a statement and the ledger say the same."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.models import SettlementStatement
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.kit.clock import china_midnight


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the lines say, what the ledger says, and what the partner's account has."""

    amount_points: int
    lines: int
    lines_points: int
    ledger_points: int
    wrong_lines: int
    """Of another amount than their transfers, or of another account."""
    unlisted_transfers: int
    """Before its end, and in no statement."""
    closed_points: int | None
    """What left the account when it was paid."""
    balance_points: int
    unpaid_points: int
    """Of all statements that are not paid, and of what stands in none yet."""

    @property
    def reconciles(self) -> bool:
        """Whether all of it is one."""
        same = self.amount_points == self.lines_points == self.ledger_points
        closed = self.closed_points in (None, self.amount_points)
        nothing_left = not (self.wrong_lines or self.unlisted_transfers)
        return same and closed and nothing_left and self.balance_points == self.unpaid_points


async def reconcile(
    session: AsyncSession, statement: SettlementStatement, *, now: datetime
) -> Reconciliation:
    """Compare a statement with the ledger, and the partner's balance with what is not paid.

    Under the lock of the partner's account: it is one moment that is looked at.
    """
    partner = await session.get_one(Partner, statement.partner_id)
    account = await partner_account(session, partner, now)
    fresh = await session.get_one(
        Account, account.id, with_for_update={"key_share": True}, populate_existing=True
    )
    lines, lines_points = (await session.execute(queries.lines_total(statement.id))).one()
    said = (await session.execute(queries.ledger_points(statement.id, account.id))).one()
    before = china_midnight(statement.ends_on)
    unlisted = await session.scalar(queries.unlisted_before(account.id, before))
    unpaid = await session.scalar(queries.unpaid_points(partner.id))
    loose = await session.scalar(queries.unlisted_points(account.id))
    return Reconciliation(
        amount_points=statement.amount_points,
        lines=lines,
        lines_points=int(lines_points),
        ledger_points=int(said[0]),
        wrong_lines=said[1],
        unlisted_transfers=unlisted or 0,
        closed_points=await _closed(session, statement),
        balance_points=fresh.balance,
        unpaid_points=int(unpaid or 0) + int(loose or 0),
    )


async def _closed(session: AsyncSession, statement: SettlementStatement) -> int | None:
    if statement.paid_at is None:
        return None
    if statement.closing_transfer_id is None:
        return 0
    return (await session.get_one(Transfer, statement.closing_transfer_id)).amount
