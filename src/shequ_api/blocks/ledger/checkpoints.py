"""Checkpoints: what a busy account had after one of its transfers.

A transfer of an account is later than all before it, under the account's lock. So the row itself
says exactly what stood at its latest transfer, and nothing ever comes before that.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.blocks.ledger.proof_models import Checkpoint
from shequ_api.blocks.ledger.truths import BEGINNING, changes_behind, latest_checkpoint

LINES = 1_000
"""So many behind the last one are worth another."""


async def keep_checkpoints(session: AsyncSession, *, since: datetime | None) -> int:
    """Keep one for each account that moved since and has many lines behind its last; how many. Not
    where the balance is no replay: that is a finding, and stays one."""
    point = latest_checkpoint()
    lines = _lines_behind(point)
    counted = (
        select(
            Account.id,
            Account.moved_at.label("at"),
            Account.district_id,
            Account.balance,
            (func.coalesce(point.c.balance, 0) + changes_behind(point)).label("replay"),
            (func.coalesce(point.c.lines, 0) + lines).label("lines"),
            lines.label("new_lines"),
        )
        .outerjoin(point, true())
        .where(Account.moved_at.is_not(None))
    )
    if since is not None:
        counted = counted.where(Account.moved_at >= since)
    found = counted.subquery()
    worth = select(found.c.id, found.c.at, found.c.district_id, found.c.balance, found.c.lines)
    worth = worth.where(found.c.new_lines >= LINES, found.c.balance == found.c.replay)
    names = ["account_id", "at", "district_id", "balance", "lines"]
    kept = insert(Checkpoint).from_select(names, worth).on_conflict_do_nothing()
    made = await session.scalars(kept.returning(Checkpoint.account_id))
    return len(made.all())


def _lines_behind(point: Any) -> ColumnElement[Any]:
    def side(account_id: Any) -> ColumnElement[Any]:
        later = Transfer.at > func.coalesce(point.c.at, BEGINNING)
        lines = select(func.count()).select_from(Transfer).where(account_id == Account.id, later)
        return lines.correlate(Account, point).scalar_subquery()

    return side(Transfer.credit_account_id) + side(Transfer.debit_account_id)
