"""The two statements that move and set aside: each locks, decides and writes in one round trip.

A busy account is locked for one statement and the commit, not for a conversation. Under READ
COMMITTED a statement that waited for a row lock goes on with the row as the other left it:
`locked` then gives the newest balances, and the UPDATE, which joins what was inserted, is applied
to the newest row. Where nothing was written nothing is returned, and the caller asks why.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    DateTime,
    Interval,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from shequ_api.blocks.ledger.models import Account, Hold, HoldStatus, Transfer

# Not "id": a parameter named like a column of the UPDATE would be set by it.
ID = bindparam("fresh_id", type_=Uuid())
KEY = bindparam("key", type_=Text())
DEBIT = bindparam("debit_account_id", type_=Uuid())
CREDIT = bindparam("credit_account_id", type_=Uuid())
AMOUNT = bindparam("amount", type_=BigInteger())
NOW = bindparam("now", type_=DateTime(timezone=True))
FREED = bindparam("freed", type_=BigInteger())
"""How much of the giver's `held` this transfer ends: the hold that it posts, else 0."""
CLAMP = bindparam("clamp", type_=Boolean())
"""Take what there is where the whole is not there."""
TICK = literal(timedelta(microseconds=1), Interval())


def _move() -> Select[Transfer]:
    both = Account.id.in_([DEBIT, CREDIT])
    columns = (Account.id, Account.ledger, Account.district_id, Account.floor, Account.moved_at)
    locked = (
        select(*columns, (Account.balance - Account.held).label("available"))
        .where(both)
        .order_by(Account.id)
        .with_for_update(key_share=True)
        .cte("locked")
    )
    giver, taker = locked.alias("giver"), locked.alias("taker")
    free = giver.c.available + FREED - giver.c.floor
    amount = case((CLAMP, func.least(AMOUNT, free)), else_=AMOUNT)
    facts: dict[str, ColumnElement[Any]] = {
        "id": ID,
        "ledger": giver.c.ledger,
        "district_id": giver.c.district_id,
        "key": KEY,
        "debit_account_id": DEBIT,
        "credit_account_id": CREDIT,
        "amount": amount,
        "reason": bindparam("reason", type_=Text()),
        "reference_kind": bindparam("reference_kind", type_=Text()),
        "reference_id": bindparam("reference_id", type_=Uuid()),
        "reverses_id": bindparam("reverses_id", type_=Uuid()),
        "hold_id": bindparam("hold_id", type_=Uuid()),
        "at": func.greatest(NOW, giver.c.moved_at + TICK, taker.c.moved_at + TICK),
    }
    draft = select(*facts.values()).where(
        giver.c.id == DEBIT,
        taker.c.id == CREDIT,
        taker.c.ledger == giver.c.ledger,
        taker.c.district_id == giver.c.district_id,
        or_(giver.c.floor.is_(None), free >= amount),
        amount > 0,
    )
    moved = (
        insert(Transfer)
        .from_select(list(facts), draft)
        .on_conflict_do_nothing()
        .returning(Transfer)
        .cte("moved")
    )
    return select(aliased(Transfer, moved)).add_cte(_settled(moved))


def _settled(moved: CTE) -> CTE:
    """Both balances after a transfer that was written; none where it was not."""
    return (
        update(Account)
        .where(
            Account.id.in_([DEBIT, CREDIT]),
            Account.id.in_([moved.c.debit_account_id, moved.c.credit_account_id]),
        )
        .values(
            balance=Account.balance
            + case((Account.id == CREDIT, moved.c.amount), else_=-moved.c.amount),
            held=Account.held - case((Account.id == DEBIT, FREED), else_=0),
            moved_at=moved.c.at,
        )
        .cte("settled")
    )


def _set_aside() -> Select[Hold]:
    giver = select(Account).where(Account.id == DEBIT).with_for_update(key_share=True).cte("giver")
    taker = aliased(Account)
    facts: dict[str, ColumnElement[Any]] = {
        "id": ID,
        "ledger": giver.c.ledger,
        "district_id": giver.c.district_id,
        "key": KEY,
        "debit_account_id": DEBIT,
        "credit_account_id": CREDIT,
        "amount": AMOUNT,
        "status": literal(HoldStatus.HELD, Hold.status.type),
        "at": NOW,
        "expires_at": bindparam("expires_at", type_=DateTime(timezone=True)),
    }
    draft = select(*facts.values()).where(
        taker.id == CREDIT,
        taker.ledger == giver.c.ledger,
        taker.district_id == giver.c.district_id,
        or_(giver.c.floor.is_(None), giver.c.balance - giver.c.held - AMOUNT >= giver.c.floor),
    )
    placed = (
        insert(Hold)
        .from_select(list(facts), draft)
        .on_conflict_do_nothing()
        .returning(Hold)
        .cte("placed")
    )
    settled = (
        update(Account)
        .where(Account.id == placed.c.debit_account_id)
        .values(held=Account.held + placed.c.amount)
        .cte("settled")
    )
    return select(aliased(Hold, placed)).add_cte(settled)


MOVE = _move()
SET_ASIDE = _set_aside()
