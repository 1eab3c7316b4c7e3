"""What moved on each day, and what stood at each midnight: by kind of account, never by owner."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.blocks.ledger.proof_models import DayTotal, Proof
from shequ_api.blocks.ledger.truths import Check, Span

GROUP = ("district_id", "ledger", "day", "debit_kind", "credit_kind", "reference_kind", "reversal")
Rows = Select[*tuple[Any, ...]]


def day_of(instant: Any) -> ColumnElement[date]:
    """The day in China."""
    return cast(func.timezone("Asia/Shanghai", instant), Date)


def totals_of(*conditions: ColumnElement[bool]) -> Rows:
    """What moved, told anew from the transfers: the columns of `DayTotal`."""
    debit, credit = aliased(Account), aliased(Account)
    columns: list[Any] = [
        Transfer.district_id,
        Transfer.ledger,
        day_of(Transfer.at).label("day"),
        debit.kind.label("debit_kind"),
        credit.kind.label("credit_kind"),
        func.coalesce(Transfer.reference_kind, "").label("reference_kind"),
        Transfer.reverses_id.is_not(None).label("reversal"),
    ]
    moved = (
        select(*columns, Transfer.amount)
        .join(debit, debit.id == Transfer.debit_account_id)
        .join(credit, credit.id == Transfer.credit_account_id)
        .where(*conditions)
        .subquery()
    )
    group = [moved.c[name] for name in GROUP]
    return select(
        *group, func.count().label("transfers"), func.sum(moved.c.amount).label("amount")
    ).group_by(*group)


async def keep_totals(session: AsyncSession, *, after: datetime | None, until: datetime) -> None:
    """Keep the totals of the days between two midnights; of all before, without the first."""
    conditions = [Transfer.at < until]
    if after is not None:
        conditions.append(Transfer.at >= after)
    names = [*GROUP, "transfers", "amount"]
    kept = insert(DayTotal).from_select(names, totals_of(*conditions))
    await session.execute(kept.on_conflict_do_nothing())


def standing_before(instant: Any, *conditions: ColumnElement[bool]) -> Rows:
    """What all accounts of each kind had before an instant: `ledger`, `district_id`, `kind`,
    `accounts`, `balance`. One statement: what they have, without what moved since."""
    sides = [
        select(own.label("account_id"), change.label("change")).where(Transfer.at >= instant)
        for own, change in (
            (Transfer.credit_account_id, Transfer.amount),
            (Transfer.debit_account_id, -Transfer.amount),
        )
    ]
    lines = union_all(*sides).subquery()
    later = (
        select(lines.c.account_id, func.sum(lines.c.change).label("change"))
        .group_by(lines.c.account_id)
        .subquery()
    )
    group = (Account.ledger, Account.district_id, Account.kind)
    balance = func.sum(Account.balance - func.coalesce(later.c.change, 0))
    return (
        select(*group, func.count().label("accounts"), balance.label("balance"))
        .outerjoin(later, later.c.account_id == Account.id)
        .where(Account.opened_at < instant, *conditions)
        .group_by(*group)
    )


def changes_by_kind(*conditions: ColumnElement[bool]) -> Rows:
    """What the kept totals changed: `ledger`, `district_id`, `kind`, `change`."""
    sides = [
        select(DayTotal.ledger, DayTotal.district_id, kind.label("kind"), change.label("change"))
        .where(*conditions)
        .subquery()
        .select()
        for kind, change in (
            (DayTotal.credit_kind, DayTotal.amount),
            (DayTotal.debit_kind, -DayTotal.amount),
        )
    ]
    lines = union_all(*sides).subquery()
    group = (lines.c.ledger, lines.c.district_id, lines.c.kind)
    return select(*group, func.sum(lines.c.change).label("change")).group_by(*group)


def days_that_do_not_add_up(span: Span | None) -> Check:
    """Kinds of accounts in districts whose kept totals do not come to what they had at the last
    midnight; without a span also totals that are not what moved on their day."""
    proven = select(func.max(Proof.as_of)).scalar_subquery()
    until: Any = proven if span is None else literal(span.as_of)
    stood = standing_before(until).subquery()
    summed = changes_by_kind(DayTotal.day < day_of(until)).subquery()
    expected, found = func.coalesce(stood.c.balance, 0), func.coalesce(summed.c.change, 0)
    same = and_(*(stood.c[name] == summed.c[name] for name in ("ledger", "district_id", "kind")))
    broken = (
        select(*_subject(stood, summed), expected.label("expected"), found.label("found"))
        .select_from(stood)
        .outerjoin(summed, same, full=True)
        .where(expected != found, until.is_not(None))
    )
    if span is not None:
        return broken
    return union_all(broken, _totals_changed(until)).subquery().select()


def _totals_changed(until: Any) -> Rows:
    moved = totals_of(Transfer.at < until).subquery()
    kept = select(DayTotal).where(DayTotal.day < day_of(until)).subquery()
    same = and_(*(moved.c[name] == kept.c[name] for name in GROUP))
    alike = and_(moved.c.transfers == kept.c.transfers, moved.c.amount == kept.c.amount)
    return (
        select(*_subject(moved, kept), moved.c.amount, kept.c.amount)
        .select_from(moved)
        .outerjoin(kept, same, full=True)
        .where(alike.is_not(True))
    )


def _subject(one: Any, other: Any) -> list[Any]:
    names = ("ledger", "district_id")
    return [func.coalesce(one.c[name], other.c[name]).label(name) for name in names]
