"""What stands in the ledgers: balances now and then, lines, sums. Nothing here locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Ledger, Transfer
from shequ_api.blocks.ledger.refusals import AccountUnknown
from shequ_api.blocks.ledger.truths import changes_behind, latest_checkpoint


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has, and how much of it is set aside."""

    balance: int
    held: int

    @property
    def available(self) -> int:
        """What is not set aside."""
        return self.balance - self.held


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One line of a trial balance: all accounts of one kind in one ledger and district."""

    ledger: Ledger
    district_id: UUID
    kind: str
    accounts: int
    balance: int
    held: int


Lines = tuple[Select[*tuple[Any, ...]], tuple[ColumnElement[Any], ColumnElement[Any]]]


async def find_account(session: AsyncSession, *, ledger: Ledger, owner_key: str) -> Account | None:
    """The owner's account, if it has been opened."""
    owned = select(Account).where(Account.ledger == ledger, Account.owner_key == owner_key)
    found: Account | None = await session.scalar(owned)
    return found


async def balance_now(session: AsyncSession, *, account_id: UUID, now: datetime) -> Balance:
    """The balance; a hold that is over by `now` counts as free, marked or not."""
    lapsed = select(func.coalesce(func.sum(Hold.amount), 0)).where(
        Hold.debit_account_id == Account.id,
        Hold.status == HoldStatus.HELD,
        Hold.expires_at <= now,
    )
    held = Account.held - lapsed.scalar_subquery()
    found = await session.execute(select(Account.balance, held).where(Account.id == account_id))
    row = found.one_or_none()
    if row is None:
        raise AccountUnknown
    return Balance(row[0], int(row[1]))


async def balance_as_of(session: AsyncSession, *, account_id: UUID, instant: datetime) -> Balance:
    """The balance at an instant, told by the transfers up to and including it.

    It begins at the last checkpoint before, so a pool of a million lines costs what its latest day
    does. What was still being written at that instant is not seen yet: ask for instants older than
    the longest transaction where the answer must never change.
    """
    point = latest_checkpoint(instant)
    balance = func.coalesce(point.c.balance, 0) + changes_behind(point, Transfer.at <= instant)
    held = _sum(
        Hold.amount,
        Hold.debit_account_id == Account.id,
        and_(Hold.at <= instant, Hold.expires_at > instant),
        or_(Hold.ended_at.is_(None), Hold.ended_at > instant),
    )
    stood = select(balance, held).select_from(Account).outerjoin(point, true())
    row = (await session.execute(stood.where(Account.id == account_id))).one_or_none()
    if row is None:
        raise AccountUnknown
    return Balance(int(row[0]), int(row[1]))


def history(
    account_id: UUID,
    *,
    after: Sequence[Any] | None = None,
    limit: int | None = None,
    within: Sequence[ColumnElement[bool]] = (),
) -> Lines:
    """The lines of an account, newest first, and their order, for `page_of`.

    Columns: those of a transfer, `change` (below zero where the account gave) and
    `other_account_id`. Given the paging's `after` and `limit`, no page reads more than twice its
    rows, however long the history is; without them the whole of it is sorted for each page.
    `within`: conditions on the transfers.
    """
    debit, credit, amount = Transfer.debit_account_id, Transfer.credit_account_id, Transfer.amount
    sides = []
    for own, other, change in ((credit, debit, amount), (debit, credit, -amount)):
        page = _lines(other, change).where(own == account_id, *within)
        if after is not None:
            page = page.where(tuple_(Transfer.at, Transfer.id) < tuple_(*after))
        if limit is not None:  # one more tells whether another page follows
            page = page.order_by(Transfer.at.desc(), Transfer.id.desc()).limit(limit + 1)
        sides.append(page.subquery().select())
    lines = union_all(*sides).subquery("lines")
    return select(lines), (lines.c.at, lines.c.id)


def _lines(other_id: Any, change: Any) -> Select[*tuple[Any, ...]]:
    return select(
        Transfer.id,
        Transfer.number,
        Transfer.at,
        Transfer.key,
        Transfer.amount,
        Transfer.reason,
        Transfer.reference_kind,
        Transfer.reference_id,
        Transfer.reverses_id,
        Transfer.hold_id,
        change.label("change"),
        other_id.label("other_account_id"),
    )


def transfers_about(reference_kind: str, reference_id: UUID) -> Select[Transfer]:
    """The transfers that a thing of the caller's led to, oldest first."""
    about = and_(Transfer.reference_id == reference_id, Transfer.reference_kind == reference_kind)
    return select(Transfer).where(about).order_by(Transfer.at, Transfer.id)


async def total_of(session: AsyncSession, *, ledger: Ledger) -> int:
    """The sum of all balances of a ledger: 0."""
    total = select(func.coalesce(func.sum(Account.balance), 0)).where(Account.ledger == ledger)
    return int(await session.scalar(total) or 0)


async def trial_balance(session: AsyncSession) -> list[TrialLine]:
    """All ledgers by district and kind of account; the balances of a ledger sum to 0."""
    groups = (Account.ledger, Account.district_id, Account.kind)
    sums = (func.count(), func.sum(Account.balance), func.sum(Account.held))
    rows = await session.execute(select(*groups, *sums).group_by(*groups).order_by(*groups))
    return [
        TrialLine(ledger, district_id, kind, accounts, int(balance), int(held))
        for ledger, district_id, kind, accounts, balance, held in rows
    ]


def _sum(amount: Any, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(func.coalesce(func.sum(amount), 0)).where(*where).scalar_subquery()
