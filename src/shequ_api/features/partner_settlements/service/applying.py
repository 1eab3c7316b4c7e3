"""Corrections as lines of a drafted statement."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.partner_settlements.accounts import settlement_account
from shequ_api.features.partner_settlements.models import (
    LineKind,
    SettlementCorrection,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.kit.ids import new_id


def fits(statement: SettlementStatement, corrected: SettlementLine, points: int) -> bool:
    """Whether a statement has as much as a correction takes, in points and in money."""
    worth = statement.worth + points * corrected.fen_per_100_points
    return statement.amount_points + points >= 0 and worth >= 0


async def apply_correction(
    session: AsyncSession,
    statement: SettlementStatement,
    correction: SettlementCorrection,
    *,
    now: datetime,
) -> None:
    """Let a correction stand in a drafted statement: the points move between the partner and the
    community, whose accounts are locked, and the line says so."""
    partner = await session.get_one(Partner, statement.partner_id)
    own = await partner_account(session, partner, now)
    settled = await settlement_account(
        session, community_id=statement.community_id, district_id=statement.district_id, now=now
    )
    giver, taker = (own, settled) if correction.points < 0 else (settled, own)
    corrected = await session.get_one(SettlementLine, correction.line_id)
    moved = await transfer(
        session,
        key=f"settlement-correction/{correction.id}",
        debit_account_id=giver.id,
        credit_account_id=taker.id,
        amount=abs(correction.points),
        reason=f"更正：{corrected.reason}",
        reference_kind=LineKind.CORRECTION,
        reference_id=correction.id,
        now=now,
    )
    session.add(
        SettlementLine(
            id=new_id(),
            statement_id=statement.id,
            district_id=statement.district_id,
            transfer_id=moved.id,
            kind=LineKind.CORRECTION,
            about_id=correction.id,
            reason=moved.reason,
            points=correction.points,
            fen_per_100_points=corrected.fen_per_100_points,
            at=moved.at,
        )
    )
    statement.amount_points += correction.points
    statement.worth += correction.points * corrected.fen_per_100_points
    correction.statement_id = statement.id
