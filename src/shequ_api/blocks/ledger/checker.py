"""Proving the truths of the ledgers from the rows alone.

Each check is one statement, hence one snapshot: it raises no false alarm while others write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    and_,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Ledger, Transfer

FINDINGS_A_CHECK = 1000


class Truth(StrEnum):
    SUM_IS_ZERO = "sum_is_zero"
    BALANCE_IS_REPLAY = "balance_is_replay"
    HELD_IS_LIVE_HOLDS = "held_is_live_holds"
    ABOVE_FLOOR = "above_floor"
    ALWAYS_ABOVE_FLOOR = "always_above_floor"
    LEDGERS_APART = "ledgers_apart"
    AMOUNTS_MOVE = "amounts_move"
    REVERSALS_MIRROR = "reversals_mirror"
    POSTS_MATCH_HOLDS = "posts_match_holds"


TITLES = {
    Truth.SUM_IS_ZERO: ("每个账本的余额合计为零", "the balances of a ledger sum to 0"),
    Truth.BALANCE_IS_REPLAY: ("余额等于全部转账的累计", "a balance is the replay of its transfers"),
    Truth.HELD_IS_LIVE_HOLDS: ("冻结额等于未结束的冻结之和", "held is the sum of live holds"),
    Truth.ABOVE_FLOOR: ("可用余额不低于下限", "nothing available is below its floor"),
    Truth.ALWAYS_ABOVE_FLOOR: ("历史上从未低于下限", "no balance was ever below its floor"),
    Truth.LEDGERS_APART: ("账本与区从不混用", "ledgers and districts never mix"),
    Truth.AMOUNTS_MOVE: ("数额为正且付收两方不同", "amounts are above 0, between two accounts"),
    Truth.REVERSALS_MIRROR: ("冲正与原转账相反且不超额", "a reversal mirrors its transfer"),
    Truth.POSTS_MATCH_HOLDS: ("入账与冻结一致", "a post matches its hold"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth that does not hold: of which row (None: a whole ledger), with which two numbers."""

    truth: Truth
    ledger: Ledger
    subject_id: UUID | None
    expected: int | None
    found: int | None


async def verify(session: AsyncSession) -> list[Finding]:
    """All that is broken, at most 1,000 findings a truth; empty where all is well."""
    findings = []
    for truth, check in CHECKS.items():
        rows = await session.execute(check().limit(FINDINGS_A_CHECK))
        findings += [
            Finding(truth, ledger, subject_id, _number(expected), _number(found))
            for ledger, subject_id, expected, found in rows
        ]
    return findings


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


Check = Select[*tuple[Any, ...]]


def _sums() -> Check:
    total = func.sum(Account.balance)
    nobody = null().cast(Uuid())
    return (
        select(Account.ledger, nobody, literal(0), total)
        .group_by(Account.ledger)
        .having(total != 0)
    )


def _replays() -> Check:
    gained = select(Transfer.credit_account_id.label("account_id"), Transfer.amount)
    given = select(Transfer.debit_account_id, -Transfer.amount)
    lines = union_all(gained, given).subquery()
    by_account = (
        select(lines.c.account_id, func.sum(lines.c.amount).label("replay"))
        .group_by(lines.c.account_id)
        .subquery()
    )
    replay = func.coalesce(by_account.c.replay, 0)
    return (
        select(Account.ledger, Account.id, replay, Account.balance)
        .outerjoin(by_account, by_account.c.account_id == Account.id)
        .where(Account.balance != replay)
    )


def _holds() -> Check:
    live = (
        select(Hold.debit_account_id, func.sum(Hold.amount).label("amount"))
        .where(Hold.status == HoldStatus.HELD)
        .group_by(Hold.debit_account_id)
        .subquery()
    )
    amount = func.coalesce(live.c.amount, 0)
    return (
        select(Account.ledger, Account.id, amount, Account.held)
        .outerjoin(live, live.c.debit_account_id == Account.id)
        .where(Account.held != amount)
    )


def _floors() -> Check:
    available = Account.balance - Account.held
    return select(Account.ledger, Account.id, Account.floor, available).where(
        available < Account.floor
    )


def _floors_in_the_past() -> Check:
    facts = (Transfer.at, Transfer.id)
    gained = select(Transfer.credit_account_id.label("account_id"), Transfer.amount, *facts)
    given = select(Transfer.debit_account_id, -Transfer.amount, *facts)
    lines = union_all(gained, given).subquery()
    running = func.sum(lines.c.amount).over(
        partition_by=lines.c.account_id, order_by=(lines.c.at, lines.c.id)
    )
    stood = select(lines.c.account_id, running.label("balance")).subquery()
    lowest = (
        select(stood.c.account_id, func.min(stood.c.balance).label("balance"))
        .group_by(stood.c.account_id)
        .subquery()
    )
    return (
        select(Account.ledger, Account.id, Account.floor, lowest.c.balance)
        .join(lowest, lowest.c.account_id == Account.id)
        .where(lowest.c.balance < Account.floor)
    )


def _strangers() -> Check:
    return union_all(*(_strange(moved) for moved in (Transfer, Hold))).subquery().select()


def _strange(moved: type[Transfer] | type[Hold]) -> Check:
    debit, credit = aliased(Account), aliased(Account)
    same: ColumnElement[bool] = and_(
        debit.ledger == moved.ledger,
        credit.ledger == moved.ledger,
        debit.district_id == moved.district_id,
        credit.district_id == moved.district_id,
    )
    return (
        select(moved.ledger, moved.id, null(), null())
        .outerjoin(debit, debit.id == moved.debit_account_id)
        .outerjoin(credit, credit.id == moved.credit_account_id)
        .where(same.is_not(True))
    )


def _still() -> Check:
    moves = and_(Transfer.amount > 0, Transfer.debit_account_id != Transfer.credit_account_id)
    return select(Transfer.ledger, Transfer.id, null(), Transfer.amount).where(~moves)


def _reversals() -> Check:
    first, second = aliased(Transfer), aliased(Transfer)
    mirrored = and_(
        second.debit_account_id == first.credit_account_id,
        second.credit_account_id == first.debit_account_id,
        second.amount <= first.amount,
        first.reverses_id.is_(None),
    )
    reversals = func.count().over(partition_by=second.reverses_id).label("reversals")
    pairs = (
        select(second.ledger, second.id, first.amount, second.amount.label("taken"))
        .add_columns(mirrored.label("mirrored"), reversals)
        .outerjoin(first, first.id == second.reverses_id)
        .where(second.reverses_id.is_not(None))
        .subquery()
    )
    broken = or_(pairs.c.mirrored.is_not(True), pairs.c.reversals > 1)
    return select(pairs.c.ledger, pairs.c.id, pairs.c.amount, pairs.c.taken).where(broken)


def _posts() -> Check:
    """Posted holds and the transfers that posted them, joined from both sides."""
    posted = select(Hold).where(Hold.status == HoldStatus.POSTED).subquery()
    held = aliased(Hold, posted)
    posts = select(Transfer).where(Transfer.hold_id.is_not(None)).subquery()
    post = aliased(Transfer, posts)
    matched = and_(
        held.posted_amount == post.amount,
        held.debit_account_id == post.debit_account_id,
        held.credit_account_id == post.credit_account_id,
    )
    ledger = func.coalesce(held.ledger, post.ledger)
    subject = func.coalesce(held.id, post.hold_id)
    return (
        select(ledger, subject, held.posted_amount, post.amount)
        .select_from(held)
        .outerjoin(post, post.hold_id == held.id, full=True)
        .where(matched.is_not(True))
    )


CHECKS: dict[Truth, Callable[[], Check]] = {
    Truth.SUM_IS_ZERO: _sums,
    Truth.BALANCE_IS_REPLAY: _replays,
    Truth.HELD_IS_LIVE_HOLDS: _holds,
    Truth.ABOVE_FLOOR: _floors,
    Truth.ALWAYS_ABOVE_FLOOR: _floors_in_the_past,
    Truth.LEDGERS_APART: _strangers,
    Truth.AMOUNTS_MOVE: _still,
    Truth.REVERSALS_MIRROR: _reversals,
    Truth.POSTS_MATCH_HOLDS: _posts,
}
