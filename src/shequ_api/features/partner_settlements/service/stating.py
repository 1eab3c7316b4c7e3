"""The lines of a statement: transfers, corrections that waited, and what is given to charity."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.charity_pledges.public import Income, Promises, Sold, give
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.models import SettlementLine, SettlementStatement
from shequ_api.features.partner_settlements.rules import kind_of
from shequ_api.features.partner_settlements.service.applying import apply_correction, fits
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id


def state(
    session: AsyncSession,
    statement: SettlementStatement,
    transfers: Iterable[Transfer],
    account_id: UUID,
) -> None:
    """Let transfers of the partner's account stand in a statement, at its rate."""
    for transfer in transfers:
        gained = transfer.credit_account_id == account_id
        line = SettlementLine(
            id=new_id(),
            statement_id=statement.id,
            district_id=statement.district_id,
            transfer_id=transfer.id,
            kind=kind_of(transfer.reference_kind),
            about_id=transfer.reference_id or transfer.id,
            reason=transfer.reason,
            points=transfer.amount if gained else -transfer.amount,
            fen_per_100_points=statement.fen_per_100_points,
            at=transfer.at,
        )
        session.add(line)
        statement.amount_points += line.points
        statement.worth += line.points * line.fen_per_100_points


async def apply_waiting(
    session: AsyncSession, statement: SettlementStatement, *, now: datetime
) -> None:
    """The corrections that waited for this statement; those that it has too little for wait on."""
    for waiting in list(await session.scalars(queries.waiting_corrections(statement.partner_id))):
        corrected = await session.get_one(SettlementLine, waiting.line_id)
        if fits(statement, corrected, waiting.points):
            await apply_correction(session, statement, waiting, now=now)


async def state_gifts(
    session: AsyncSession,
    statement: SettlementStatement,
    promised: Promises,
    account_id: UUID,
    *,
    now: datetime,
) -> None:
    """What the partner promised to charity of what it says here, and no more than is in it."""
    if not promised.any:
        return
    await session.flush()
    last = china_midnight(statement.ends_on) - timedelta(microseconds=1)
    sold = [
        Sold(
            about_id=row.about_id,
            sold_at=row.sold_at,
            month=china_date(min(row.at, last)).replace(day=1),
            points=row.points,
            units=row.units,
        )
        for row in await session.execute(queries.sold_in(statement.id))
    ]
    rate = statement.fen_per_100_points
    has = statement.amount_points
    most = min(has, statement.worth // rate) if rate else has
    income = Income(statement.id, account_id, most)
    given = await give(session, promised, sold, income=income, now=now)
    state(session, statement, given, account_id)
