"""What this feature keeps about persons: who drafted, confirmed, disputed, corrected and paid."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.partner_settlements.models import (
    SettlementCorrection,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET

S, L, C = SettlementStatement, SettlementLine, SettlementCorrection


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The statements that I had to do with, and what I wrote about their lines."""
    handled = select(S).where(
        or_(
            S.drafted_by_id == person_id,
            S.confirmed_by_id == person_id,
            S.prepared_by_id == person_id,
            S.paid_by_id == person_id,
        )
    )
    lines = select(L).where(or_(L.disputed_by_id == person_id, L.decided_by_id == person_id))
    corrected = select(C).where(C.made_by_id == person_id).order_by(C.made_at)
    return {
        "经办的结算单": [
            {"起": each.starts_on, "止": each.ends_on}
            for each in await session.scalars(handled.order_by(S.drafted_at))
        ],
        "结算异议": [
            {"异议": each.dispute_reason, "时间": each.disputed_at}
            if each.disputed_by_id == person_id
            else {"处理意见": each.decision_reason, "时间": each.decided_at}
            for each in await session.scalars(lines.order_by(L.at))
        ],
        "结算更正": [
            {"积分": each.points, "原因": each.reason, "时间": each.made_at}
            for each in await session.scalars(corrected)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they wrote goes; what was settled stays, and who did it is gone with the name."""
    for written, owner in (
        (L.dispute_reason, L.disputed_by_id),
        (L.decision_reason, L.decided_by_id),
        (C.reason, C.made_by_id),
    ):
        theirs = update(written.class_).where(owner == person_id)
        await session.execute(theirs.values({written: None}), execution_options=QUIET)


async def merge(_: AsyncSession, __: UUID, ___: UUID, ____: datetime) -> None:
    """Nothing: who did what stays as it was signed."""


PERSONAL_DATA = PersonalData(
    columns=(
        "settlement_statements.drafted_by_id",
        "settlement_statements.confirmed_by_id",
        "settlement_statements.prepared_by_id",
        "settlement_statements.paid_by_id",
        "settlement_lines.disputed_by_id",
        "settlement_lines.decided_by_id",
        "settlement_corrections.made_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
