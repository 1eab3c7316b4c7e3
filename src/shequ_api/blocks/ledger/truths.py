"""The truths as statements: each gives (ledger, row, expected, found) of what is against it.

With a span a statement looks at what is new, and at a share of the rest; without one at all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Transfer
from shequ_api.blocks.ledger.proof_models import Checkpoint

Check = Select[*tuple[Any, ...]]
BEGINNING: ColumnElement[datetime] = literal_column("'-infinity'::timestamptz")
SHARES = 28
"""Accounts that nobody used are replayed once in so many proofs."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a proof looks at that does not look at all."""

    since: datetime
    """Accounts that moved, and holds that began or ended, at this instant or later."""
    upto: int
    """Transfers with a higher number."""
    as_of: datetime
    """The midnight up to which days are totalled."""
    share: int
    """Of the other accounts those of this share, 0 to 27."""


def sums(_: Span | None) -> Check:
    total = func.sum(Account.balance)
    nobody = null().cast(Uuid())
    return (
        select(Account.ledger, nobody, literal(0), total)
        .group_by(Account.ledger)
        .having(total != 0)
    )


def chosen(span: Span) -> ColumnElement[bool]:
    """Accounts that a span is about."""
    share = func.mod(func.abs(func.hashtext(Account.id.cast(Text))), SHARES) == span.share
    return or_(Account.moved_at >= span.since, share)


def replays(span: Span | None) -> Check:
    if span is not None:
        return _short_replays(span)
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


def _short_replays(span: Span) -> Check:
    point = latest_checkpoint()
    replay = func.coalesce(point.c.balance, 0) + changes_behind(point)
    return (
        select(Account.ledger, Account.id, replay, Account.balance)
        .outerjoin(point, true())
        .where(chosen(span), Account.balance != replay)
    )


def latest_checkpoint(upto: Any = None) -> Any:
    """Of an account of the statement around it: `at`, `balance`, `lines`; that at `upto` or before
    where it is given."""
    points = select(Checkpoint.at, Checkpoint.balance, Checkpoint.lines).where(
        Checkpoint.account_id == Account.id
    )
    if upto is not None:
        points = points.where(Checkpoint.at <= upto)
    newest = points.order_by(Checkpoint.at.desc()).limit(1)
    return newest.correlate(Account).lateral("point")


def changes_behind(point: Any, *more: ColumnElement[bool]) -> ColumnElement[Any]:
    """The sum of an account's changes behind its checkpoint."""

    def side(account_id: Any) -> ColumnElement[Any]:
        later = Transfer.at > func.coalesce(point.c.at, BEGINNING)
        lines = select(func.coalesce(func.sum(Transfer.amount), 0))
        mine = lines.where(account_id == Account.id, later, *more)
        return mine.correlate(Account, point).scalar_subquery()

    return side(Transfer.credit_account_id) - side(Transfer.debit_account_id)


def held_sums(_: Span | None) -> Check:
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


def floors(_: Span | None) -> Check:
    available = Account.balance - Account.held
    return select(Account.ledger, Account.id, Account.floor, available).where(
        available < Account.floor
    )


def floors_in_the_past(span: Span | None) -> Check:
    lines, started = _all_lines() if span is None else _lines_of(span)
    running = func.sum(lines.c.amount).over(
        partition_by=lines.c.account_id, order_by=(lines.c.at, lines.c.id)
    )
    stood = select(lines.c.account_id, (started + running).label("balance")).subquery()
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


def _all_lines() -> tuple[Subquery, ColumnElement[Any]]:
    facts = (Transfer.at, Transfer.id)
    gained = select(Transfer.credit_account_id.label("account_id"), Transfer.amount, *facts)
    given = select(Transfer.debit_account_id, -Transfer.amount, *facts)
    return union_all(gained, given).subquery(), literal(0)


def _lines_of(span: Span) -> tuple[Subquery, ColumnElement[Any]]:
    """The lines of a span's accounts behind their checkpoints, and what they had at those."""
    point = latest_checkpoint()
    accounts = (
        select(Account.id, point.c.at, func.coalesce(point.c.balance, 0).label("balance"))
        .outerjoin(point, true())
        .where(chosen(span), Account.floor.is_not(None))
        .cte("accounts")
    )
    sides = []
    for own, amount in (
        (Transfer.credit_account_id, Transfer.amount),
        (Transfer.debit_account_id, -Transfer.amount),
    ):
        later = Transfer.at > func.coalesce(accounts.c.at, BEGINNING)
        facts = (own.label("account_id"), amount.label("amount"), Transfer.at, Transfer.id)
        sides.append(
            select(*facts, accounts.c.balance).join(accounts, and_(own == accounts.c.id, later))
        )
    lines = union_all(*sides).subquery()
    return lines, lines.c.balance


def strangers(span: Span | None) -> Check:
    """Transfers and holds whose accounts are of another ledger or district, or of none."""
    moved, held = _strange(Transfer), _strange(Hold)
    if span is not None:
        moved, held = moved.where(Transfer.number > span.upto), held.where(Hold.at >= span.since)
    return union_all(moved, held).subquery().select()


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


def still(span: Span | None) -> Check:
    moves = and_(Transfer.amount > 0, Transfer.debit_account_id != Transfer.credit_account_id)
    broken = select(Transfer.ledger, Transfer.id, null(), Transfer.amount).where(~moves)
    return broken if span is None else broken.where(Transfer.number > span.upto)


def reversals(span: Span | None) -> Check:
    first, second = aliased(Transfer), aliased(Transfer)
    mirrored = and_(
        second.debit_account_id == first.credit_account_id,
        second.credit_account_id == first.debit_account_id,
        second.amount <= first.amount,
        first.reverses_id.is_(None),
    )
    of_the_same = func.count().over(partition_by=second.reverses_id).label("reversals")
    pairs = (
        select(second.ledger, second.id, first.amount, second.amount.label("taken"))
        .add_columns(mirrored.label("mirrored"), of_the_same)
        .outerjoin(first, first.id == second.reverses_id)
        .where(second.reverses_id.is_not(None))
    )
    if span is not None:
        pairs = pairs.where(second.number > span.upto)
    found = pairs.subquery()
    broken = or_(found.c.mirrored.is_not(True), found.c.reversals > 1)
    return select(found.c.ledger, found.c.id, found.c.amount, found.c.taken).where(broken)


def posts(span: Span | None) -> Check:
    """Posted holds and the transfers that posted them, each looked at from both sides."""
    posted = select(Hold.id).where(Hold.status == HoldStatus.POSTED)
    posting = select(Transfer.hold_id).where(Transfer.hold_id.is_not(None))
    if span is not None:
        posted = posted.where(Hold.ended_at >= span.since)
        posting = posting.where(Transfer.number > span.upto)
    holds = union(posted, posting).subquery("subjects")
    subject = holds.c[0]
    held, post = aliased(Hold), aliased(Transfer)
    matched = and_(
        held.posted_amount == post.amount,
        held.debit_account_id == post.debit_account_id,
        held.credit_account_id == post.credit_account_id,
    )
    ledger = func.coalesce(held.ledger, post.ledger)
    return (
        select(ledger, subject, held.posted_amount, post.amount)
        .select_from(holds)
        .outerjoin(held, and_(held.id == subject, held.status == HoldStatus.POSTED))
        .outerjoin(post, post.hold_id == subject)
        .where(matched.is_not(True))
    )


def checkpoints(span: Span | None) -> Check:
    """Each checkpoint is the one before it and the lines between the two."""
    earlier = func.lag(Checkpoint.at).over(
        partition_by=Checkpoint.account_id, order_by=Checkpoint.at
    )
    stood = func.lag(Checkpoint.balance).over(
        partition_by=Checkpoint.account_id, order_by=Checkpoint.at
    )
    columns = (Checkpoint.account_id, Checkpoint.at, Checkpoint.balance)
    steps = select(*columns, earlier.label("after"), stood.label("stood")).subquery()

    def side(own: Any) -> ColumnElement[Any]:
        between = and_(
            Transfer.at > func.coalesce(steps.c.after, BEGINNING), Transfer.at <= steps.c.at
        )
        lines = select(func.coalesce(func.sum(Transfer.amount), 0))
        return lines.where(own == steps.c.account_id, between).correlate(steps).scalar_subquery()

    replay = (
        func.coalesce(steps.c.stood, 0)
        + side(Transfer.credit_account_id)
        - side(Transfer.debit_account_id)
    )
    broken = (
        select(Account.ledger, Account.id, replay, steps.c.balance)
        .join(Account, Account.id == steps.c.account_id)
        .where(steps.c.balance != replay)
    )
    return broken if span is None else broken.where(steps.c.at >= span.since)
