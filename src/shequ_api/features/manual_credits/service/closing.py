"""What all ends of a pending credit have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.manual_credits import queries
from shequ_api.features.manual_credits.events import ManualCreditClosed
from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.rules import CreditState
from shequ_api.kit.errors import NotNow


class CreditClosed(NotNow):
    """Facts: `state`."""

    code, title = "credit_closed", "这笔补发已经处理过"


class ReceiverLimitReached(NotNow):
    """Facts: `limit_points`, `counted_points`."""

    code, title = "receiver_limit_reached", "超过每人每月可补发的积分"


def facts_of(credit: ManualCredit) -> dict[str, Any]:
    """What every fact about a credit says."""
    return {
        "subject_id": credit.id,
        "district_id": credit.district_id,
        "subdistrict_id": credit.subdistrict_id,
        "community_id": credit.community_id,
        "asked_by_id": credit.asked_by_id,
    }


def locked_pending(credit: ManualCredit) -> None:
    """Refuse with `CreditClosed` unless a credit, whose row is locked, is still to be decided."""
    if credit.state != CreditState.PENDING:
        raise CreditClosed(state=credit.state)


async def lapse(session: AsyncSession, now: datetime) -> None:
    """On a clock: what nobody decided in time is off, and takes no room any more."""
    for credit in await session.scalars(queries.overdue(now)):
        close(session, credit, CreditState.LAPSED, None, None, now=now)


def close(
    session: AsyncSession,
    credit: ManualCredit,
    state: CreditState,
    by_id: UUID | None,
    note: str | None,
    *,
    now: datetime,
) -> None:
    """Nobody needs to decide any more. (Its row is locked.)"""
    credit.state, credit.closed_by_id, credit.closing_note = state, by_id, note
    credit.closed_at = now
    closed = ManualCreditClosed(**facts_of(credit), state=state, closed_by_id=by_id)
    record(session, closed, now=now)
