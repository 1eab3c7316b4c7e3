"""Proving the truths of lots from the rows alone: each check is one statement, one snapshot.

With a span a check looks at the accounts that moved and at a share of the others, so that its cost
follows the day and not the years; without one at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.ledger.truths import SHARES
from shequ_api.features.points_lots.models import PointsLot, PointsLotDraw
from shequ_api.features.points_lots.statements import CARD
from shequ_api.kit.clock import china_date

FINDINGS_A_CHECK = 1000
NIGHTS = timedelta(days=3)
Check = Select[*tuple[Any, ...]]


class Truth(StrEnum):
    REMAINS_ARE_BALANCE = "remains_are_balance"
    """What remains of an account's lots is its balance."""
    REMAINS_ARE_REPLAY = "remains_are_replay"
    """What remains of a lot is what came, less its draws."""
    LOTS_ARE_TRANSFERS = "lots_are_transfers"
    """What lots of an account say of a transfer is what the transfer says of the account."""


TITLES = {
    Truth.REMAINS_ARE_BALANCE: ("批次剩余之和等于余额", "what remains of lots is the balance"),
    Truth.REMAINS_ARE_REPLAY: ("批次剩余等于来数减支取", "what remains of a lot is its replay"),
    Truth.LOTS_ARE_TRANSFERS: ("批次与转账一致", "lots say what their transfers say"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth that does not hold: of which account, lot or transfer, with which two numbers."""

    truth: Truth
    subject_id: UUID
    expected: int | None
    found: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Which accounts a check looks at that does not look at all."""

    since: datetime
    """Those that moved at this instant or later."""
    share: int
    """And of the others those of this share, 0 to 27."""


def nightly(now: datetime) -> Span:
    """What a night's check looks at: two nights may fail before anything that moved waits for its
    account's share."""
    return Span(now - NIGHTS, china_date(now).toordinal() % SHARES)


async def verify(session: AsyncSession, span: Span | None = None) -> list[Finding]:
    """All that is broken, at most 1,000 findings a truth; empty where all is well."""
    findings = []
    for truth, check in CHECKS.items():
        rows = await session.execute(check(span).limit(FINDINGS_A_CHECK))
        findings += [
            Finding(truth, subject_id, *(None if n is None else int(n) for n in numbers))
            for subject_id, *numbers in rows
        ]
    return findings


def _chosen(span: Span | None) -> list[ColumnElement[bool]]:
    """Accounts that a span is about."""
    if span is None:
        return []
    share = func.mod(func.abs(func.hashtext(Account.id.cast(Text))), SHARES) == span.share
    return [or_(Account.moved_at >= span.since, share)]


def _looked_at(account_id: Any, span: Span | None) -> list[ColumnElement[bool]]:
    """Lots of such accounts."""
    if span is None:
        return []
    return [
        account_id.in_(select(Account.id).where(Account.ledger == Ledger.POINTS, *_chosen(span)))
    ]


def _balances(span: Span | None) -> Check:
    remains = (
        select(PointsLot.account_id, func.sum(PointsLot.remaining).label("points"))
        .where(PointsLot.remaining > 0, *_looked_at(PointsLot.account_id, span))
        .group_by(PointsLot.account_id)
        .subquery()
    )
    points = func.coalesce(remains.c.points, 0)
    is_card = and_(Account.kind == CARD, Account.ledger == Ledger.POINTS)
    return (
        select(Account.id, Account.balance, points)
        .outerjoin(remains, remains.c.account_id == Account.id)
        .where(or_(is_card, points != 0), Account.balance != points, *_chosen(span))
    )


def _replays(span: Span | None) -> Check:
    looked_at = _looked_at(PointsLot.account_id, span)
    draws = select(PointsLotDraw.lot_id, func.sum(PointsLotDraw.points).label("points"))
    if looked_at:
        draws = draws.where(PointsLotDraw.lot_id.in_(select(PointsLot.id).where(*looked_at)))
    drawn = draws.group_by(PointsLotDraw.lot_id).subquery()
    replay = PointsLot.points - func.coalesce(drawn.c.points, 0)
    return (
        select(PointsLot.id, replay, PointsLot.remaining)
        .outerjoin(drawn, drawn.c.lot_id == PointsLot.id)
        .where(PointsLot.remaining != replay, *looked_at)
    )


def _transfers(span: Span | None) -> Check:
    looked_at = _looked_at(PointsLot.account_id, span)
    came = select(PointsLot.account_id, PointsLot.transfer_id, PointsLot.points).where(
        PointsLot.transfer_id.is_not(None), *looked_at
    )
    of_lots = select(PointsLot.account_id, PointsLotDraw.transfer_id, -PointsLotDraw.points)
    drawn = of_lots.join(PointsLot, PointsLot.id == PointsLotDraw.lot_id).where(*looked_at)
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


CHECKS: dict[Truth, Callable[[Span | None], Check]] = {
    Truth.REMAINS_ARE_BALANCE: _balances,
    Truth.REMAINS_ARE_REPLAY: _replays,
    Truth.LOTS_ARE_TRANSFERS: _transfers,
}
