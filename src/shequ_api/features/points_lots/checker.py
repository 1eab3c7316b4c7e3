"""Proving the truths of lots from the rows alone: each check is one statement, one snapshot."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.features.points_lots.models import PointsLot, PointsLotDraw
from shequ_api.features.points_lots.statements import CARD

FINDINGS_A_CHECK = 1000
Check = Select[*tuple[Any, ...]]


class Truth(StrEnum):
    REMAINS_ARE_BALANCE = "remains_are_balance"
    """What remains of an account's lots is its balance."""
    REMAINS_ARE_REPLAY = "remains_are_replay"
    """What remains of a lot is what came, less its draws."""
    LOTS_ARE_TRANSFERS = "lots_are_transfers"
    """What lots of an account say of a transfer is what the transfer says of the account."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth that does not hold: of which account, lot or transfer, with which two numbers."""

    truth: Truth
    subject_id: UUID
    expected: int | None
    found: int | None


async def verify(session: AsyncSession) -> list[Finding]:
    """All that is broken, at most 1,000 findings a truth; empty where all is well."""
    findings = []
    for truth, check in CHECKS.items():
        rows = await session.execute(check().limit(FINDINGS_A_CHECK))
        findings += [
            Finding(truth, subject_id, *(None if n is None else int(n) for n in numbers))
            for subject_id, *numbers in rows
        ]
    return findings


def _balances() -> Check:
    remains = (
        select(PointsLot.account_id, func.sum(PointsLot.remaining).label("points"))
        .where(PointsLot.remaining > 0)
        .group_by(PointsLot.account_id)
        .subquery()
    )
    points = func.coalesce(remains.c.points, 0)
    is_card = and_(Account.kind == CARD, Account.ledger == Ledger.POINTS)
    return (
        select(Account.id, Account.balance, points)
        .outerjoin(remains, remains.c.account_id == Account.id)
        .where(or_(is_card, points != 0), Account.balance != points)
    )


def _replays() -> Check:
    drawn = (
        select(PointsLotDraw.lot_id, func.sum(PointsLotDraw.points).label("points"))
        .group_by(PointsLotDraw.lot_id)
        .subquery()
    )
    replay = PointsLot.points - func.coalesce(drawn.c.points, 0)
    return (
        select(PointsLot.id, replay, PointsLot.remaining)
        .outerjoin(drawn, drawn.c.lot_id == PointsLot.id)
        .where(PointsLot.remaining != replay)
    )


def _transfers() -> Check:
    came = select(PointsLot.account_id, PointsLot.transfer_id, PointsLot.points).where(
        PointsLot.transfer_id.is_not(None)
    )
    drawn = select(PointsLot.account_id, PointsLotDraw.transfer_id, -PointsLotDraw.points).join(
        PointsLot, PointsLot.id == PointsLotDraw.lot_id
    )
    lines = union_all(came, drawn).subquery()
    said = (
        select(lines.c.account_id, lines.c.transfer_id, func.sum(lines.c.points).label("points"))
        .group_by(lines.c.account_id, lines.c.transfer_id)
        .subquery()
    )
    gained = and_(Transfer.credit_account_id == said.c.account_id, Transfer.amount == said.c.points)
    given = and_(Transfer.debit_account_id == said.c.account_id, Transfer.amount == -said.c.points)
    return (
        select(Transfer.id, Transfer.amount, said.c.points)
        .join(said, said.c.transfer_id == Transfer.id)
        .where(~or_(gained, given))
    )


CHECKS: dict[Truth, Callable[[], Check]] = {
    Truth.REMAINS_ARE_BALANCE: _balances,
    Truth.REMAINS_ARE_REPLAY: _replays,
    Truth.LOTS_ARE_TRANSFERS: _transfers,
}
