"""Looking at what moves, taking points out of lots (the earliest day first) and making lots, each
in one round trip.

What is taken is taken after the transfer was written. Under READ COMMITTED the statement sees the
lots as whoever held the lock of the account's row before left them.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.features.points_lots.models import ExpiryPolicy, PointsLot, PointsLotDraw
from shequ_api.features.points_lots.queries import LOT_ORDER
from shequ_api.features.points_lots.standing import ACCOUNT, NOW, STANDING, expired_of

TRANSFER = bindparam("made_id", type_=Uuid())
FIRST = bindparam("first_id", type_=Uuid())
"""The transfer whose lots go before all others."""
GOOD_ON = bindparam("good_on", type_=Date())
"""Only lots that were good on this day: today, or the day on which a hold was placed."""
AMOUNT = bindparam("wanted", type_=BigInteger())
CARD = "card"
"""The kind of the accounts that have lots."""


def _look() -> Select[*tuple[Any, ...]]:
    debit, credit = aliased(Account), aliased(Account)
    known = select(Transfer.id).where(Transfer.key == bindparam("key", type_=Text())).exists()
    policy = (
        select(ExpiryPolicy.span, ExpiryPolicy.length)
        .where(ExpiryPolicy.district_id == credit.district_id, ExpiryPolicy.valid_from <= NOW)
        .order_by(ExpiryPolicy.valid_from.desc(), ExpiryPolicy.id.desc())
        .limit(1)
        .correlate(credit)
        .lateral("policy")
    )
    return (
        select(
            and_(debit.kind == CARD, debit.ledger == Ledger.POINTS).label("from_card"),
            and_(credit.kind == CARD, credit.ledger == Ledger.POINTS).label("to_card"),
            known.label("known"),
            expired_of(ACCOUNT).label("expired"),
            policy.c.span,
            policy.c.length,
        )
        .select_from(debit)
        .join(credit, credit.id == bindparam("credit_account_id", type_=Uuid()))
        .outerjoin(policy, true())
        .where(debit.id == ACCOUNT)
    )


def _draw(*order: Any) -> Select[*tuple[Any, ...]]:
    drawn_before = select(PointsLotDraw.lot_id).where(
        PointsLotDraw.transfer_id == TRANSFER, PointsLotDraw.points > 0
    )
    place = func.row_number().over(order_by=order)
    good = (
        select(PointsLot.id, PointsLot.district_id, PointsLot.expires_on, PointsLot.remaining)
        .add_columns(place.label("place"))
        .where(
            PointsLot.account_id == ACCOUNT,
            PointsLot.remaining > 0,
            PointsLot.expires_on >= GOOD_ON,
            ~drawn_before.exists(),
        )
        .order_by(*order)
        .limit(AMOUNT)  # each has at least one
        .cte("good")
    )
    until = func.sum(good.c.remaining).over(order_by=good.c.place)
    summed = select(good, until.label("until")).cte("summed")
    before = summed.c.until - summed.c.remaining
    taken = (
        select(summed.c.id, summed.c.district_id, summed.c.expires_on)
        .add_columns(func.least(summed.c.remaining, AMOUNT - before).label("points"))
        .where(before < AMOUNT)
        .cte("taken")
    )
    facts = select(taken.c.id, TRANSFER, taken.c.district_id, taken.c.points)
    columns = ["lot_id", "transfer_id", "district_id", "points"]
    drawn = insert(PointsLotDraw).from_select(columns, facts).cte("drawn")
    lessened = (
        update(PointsLot)
        .where(PointsLot.id == taken.c.id)
        .values(remaining=PointsLot.remaining - taken.c.points)
        .cte("lessened")
    )
    standing = STANDING.subquery("standing")
    return (
        select(taken.c.expires_on, func.sum(taken.c.points).label("points"))
        .add_columns(standing.c.balance, standing.c.held, standing.c.expired)
        .select_from(taken.join(standing, true()))
        .group_by(taken.c.expires_on, *standing.c)
        .order_by(taken.c.expires_on)
        .add_cte(drawn, lessened)
    )


def _open() -> Select[*tuple[Any, ...]]:
    """New lots of a transfer, unless it has some; how many."""
    parts = (
        func.unnest(
            bindparam("ids", type_=ARRAY(Uuid())),
            bindparam("days", type_=ARRAY(Date())),
            bindparam("amounts", type_=ARRAY(BigInteger())),
        )
        .table_valued("id", "expires_on", "points", name="parts")
        .render_derived()
    )
    has_some = select(PointsLot.id).where(
        PointsLot.account_id == Transfer.credit_account_id, PointsLot.transfer_id == Transfer.id
    )
    facts = {
        "id": parts.c.id,
        "district_id": Transfer.district_id,
        "account_id": Transfer.credit_account_id,
        "transfer_id": Transfer.id,
        "points": parts.c.points,
        "remaining": parts.c.points,
        "expires_on": parts.c.expires_on,
        "came_at": Transfer.at,
    }
    each = select(*facts.values()).select_from(Transfer).join(parts, true())
    made = each.where(Transfer.id == TRANSFER, ~has_some.correlate(Transfer).exists())
    opened = insert(PointsLot).from_select(list(facts), made).returning(PointsLot.id).cte("opened")
    return select(func.count()).select_from(opened)


def _change() -> Select[*tuple[Any, ...]]:
    """Take so much out of each of these lots or, below zero, bring it back; how many there were."""
    parts = (
        func.unnest(
            bindparam("ids", type_=ARRAY(Uuid())),
            bindparam("transfers", type_=ARRAY(Uuid())),
            bindparam("amounts", type_=ARRAY(BigInteger())),
        )
        .table_valued("lot_id", "transfer_id", "points", name="parts")
        .render_derived()
    )
    changed = (
        update(PointsLot)
        .where(PointsLot.id == parts.c.lot_id)
        .values(remaining=PointsLot.remaining - parts.c.points)
        .returning(parts.c.lot_id, parts.c.transfer_id, PointsLot.district_id, parts.c.points)
        .cte("changed")
    )
    columns = ["lot_id", "transfer_id", "district_id", "points"]
    noted = insert(PointsLotDraw).from_select(columns, select(*changed.c)).cte("noted")
    return select(func.count()).select_from(changed).add_cte(noted)


LOOK = _look()
DRAW = _draw(*LOT_ORDER)
DRAW_OWN_FIRST = _draw(PointsLot.transfer_id.is_distinct_from(FIRST), *LOT_ORDER)
OPEN = _open()
CHANGE = _change()
