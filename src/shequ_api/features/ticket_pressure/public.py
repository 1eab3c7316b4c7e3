"""What other features may ask of pressure. What is asked about is held until the transaction ends:
that it stands no longer so is told after this."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_pressure.models import Call, Supervision


async def is_demanded_of(
    session: AsyncSession, supervision_id: UUID, community_id: UUID | None
) -> bool:
    """Whether a supervision waits for the answer of this very community."""
    of_them = (Supervision.community_id == community_id, Supervision.answered_at.is_(None))
    return await _stands(session, _supervision(supervision_id, *of_them))


async def is_answered(session: AsyncSession, supervision_id: UUID) -> bool:
    """Whether a supervision was answered, and waits for its office to close it."""
    return await _stands(
        session, _supervision(supervision_id, Supervision.answered_at.is_not(None))
    )


async def is_called(session: AsyncSession, call_id: UUID, level: int) -> bool:
    """Whether a call stands at a level."""
    this = (Call.id == call_id, Call.level == level, Call.closed_at.is_(None))
    return await _stands(session, select(Call.id).where(*this))


def _supervision(supervision_id: UUID, *conditions: ColumnElement[bool]) -> Select[UUID]:
    this = (Supervision.id == supervision_id, Supervision.closed_at.is_(None))
    return select(Supervision.id).where(*this, *conditions)


async def _stands(session: AsyncSession, row: Select[UUID]) -> bool:
    return await session.scalar(row.with_for_update(read=True)) is not None
