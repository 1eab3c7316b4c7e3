"""Lots of accounts that are locked: drawn from, opened, brought back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.points_lots.models import PointsLot, PointsLotDraw
from shequ_api.features.points_lots.queries import LOT_ORDER
from shequ_api.features.points_lots.rules import GRACE, NEVER
from shequ_api.features.points_lots.standing import Coming, Standing, clock, standing_of
from shequ_api.features.points_lots.statements import CHANGE, DRAW, DRAW_OWN_FIRST, OPEN
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


class LotsAstray(Exception):
    """An account has more points than its lots: a truth is broken, and nothing may be moved."""


async def draw(
    session: AsyncSession,
    made: Transfer,
    *,
    now: datetime,
    good_on: date | None = None,
    own_first: UUID | None = None,
) -> list[Coming]:
    """Take what a transfer took out of the giver's lots: how much of which day.

    Only out of lots that were good on a day (else today), those of the transfer `own_first` before
    others. Empty where it was done before. `BalanceTooLow` where time took what there was.
    """
    facts = {
        "made_id": made.id,
        "of_account": made.debit_account_id,
        "wanted": made.amount,
        "good_on": good_on or china_date(now),
        **clock(now),
    }
    if own_first is None:
        found = await session.execute(DRAW, facts)
    else:
        found = await session.execute(DRAW_OWN_FIRST, {**facts, "first_id": own_first})
    rows = found.all()
    if not rows and await is_done(session, made.id):
        return []
    if rows:
        standing = Standing(rows[0].balance, int(rows[0].held), int(rows[0].expired))
    else:
        standing = await standing_of(session, made.debit_account_id, now)
    # What a hold protected on its day is over for others, now that the hold is.
    if good_on is None and standing.available < 0:
        raise standing.before(made.amount).refusal()
    parts = [Coming(row.expires_on, int(row.points)) for row in rows]
    if sum(part.points for part in parts) != made.amount:
        raise LotsAstray(made.debit_account_id)
    return parts


async def open_lots(session: AsyncSession, made: Transfer, parts: Sequence[Coming]) -> None:
    """Make a lot of each part that came by a transfer, unless it was done before."""
    facts = {
        "made_id": made.id,
        "ids": [new_id() for _ in parts],
        "days": [part.expires_on for part in parts],
        "amounts": [part.points for part in parts],
    }
    await session.execute(OPEN, facts)


async def change_lots(
    session: AsyncSession, by_transfer: Mapping[UUID, Mapping[UUID, int]]
) -> None:
    """Take out of lots what transfers took or, below zero, bring back: transfer → lot → points."""
    lines = [
        (lot_id, transfer_id, points)
        for transfer_id, lots in by_transfer.items()
        for lot_id, points in lots.items()
    ]
    if not lines:
        return
    lots, transfers, amounts = zip(*lines, strict=True)
    facts = {"ids": list(lots), "transfers": list(transfers), "amounts": list(amounts)}
    await session.execute(CHANGE, facts)


async def bring_back(
    session: AsyncSession, first: Transfer, made: Transfer, *, now: datetime
) -> None:
    """Put what a payment took back into the lots that it came from, those that last longest first.

    What would be over meanwhile is good for `GRACE` more. What was paid before there were lots does
    not expire, as nothing did then.
    """
    today, left = china_date(now), made.amount
    drawn = (
        select(PointsLot.id, PointsLot.expires_on, PointsLotDraw.points)
        .join(PointsLotDraw, PointsLotDraw.lot_id == PointsLot.id)
        .where(PointsLotDraw.transfer_id == first.id, PointsLotDraw.points > 0)
        .where(PointsLot.account_id == first.debit_account_id)
        .order_by(*(column.desc() for column in LOT_ORDER))
    )
    back: dict[UUID, int] = {}
    late = 0
    for row in await session.execute(drawn):
        points = min(int(row.points), left)
        left -= points
        if row.expires_on < today:
            late += points
        elif points:
            back[row.id] = -points
    await change_lots(session, {made.id: back})
    parts = [Coming(today + GRACE, late), Coming(NEVER, left)]
    await open_lots(session, made, [part for part in parts if part.points])


async def is_done(session: AsyncSession, transfer_id: UUID) -> bool:
    """Whether lots know of a transfer already."""
    drawn = select(PointsLotDraw.lot_id).where(PointsLotDraw.transfer_id == transfer_id).exists()
    opened = select(PointsLot.id).where(PointsLot.transfer_id == transfer_id).exists()
    return bool(await session.scalar(select(or_(drawn, opened))))
