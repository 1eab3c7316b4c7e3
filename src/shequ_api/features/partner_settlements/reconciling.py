"""Proof that a statement and the ledger say the same."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import find_account
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.models import SettlementStatement


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
    """Of its days, and in no statement."""
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


async def reconcile(session: AsyncSession, statement: SettlementStatement) -> Reconciliation:
    """Compare a statement with the ledger, and the partner's balance with what is not paid: in one
    statement of the database, so that it is one moment that is looked at and nobody waits."""
    account = await find_account(
        session, ledger=Ledger.POINTS, owner_key=f"partner/{statement.partner_id}"
    )
    assert account is not None, "it was opened when the statement was drafted"
    row = (await session.execute(queries.proof(statement, account.id))).mappings().one()
    return Reconciliation(
        amount_points=row["amount_points"],
        lines=row["lines"],
        lines_points=int(row["lines_points"]),
        ledger_points=int(row["ledger_points"]),
        wrong_lines=row["wrong_lines"],
        unlisted_transfers=row["unlisted_transfers"],
        closed_points=None if row["paid_at"] is None else row["closing_points"] or 0,
        balance_points=row["balance_points"],
        unpaid_points=int(row["unpaid_points"]),
    )
