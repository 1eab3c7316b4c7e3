"""What other features may ask of pressure. What is asked about is held until the transaction ends:
that it stands no longer so is told after this."""

from uuid import UUID

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_pressure.models import Call, Supervision
from shequ_api.kit.holding import is_so


async def is_demanded_of(
    session: AsyncSession, supervision_id: UUID, community_id: UUID | None
) -> bool:
    """Whether a supervision waits for the answer of this very community."""
    of_them = and_(
        Supervision.closed_at.is_(None),
        Supervision.community_id == community_id,
        Supervision.answered_at.is_(None),
    )
    return await is_so(session, of_them, Supervision.id == supervision_id)


async def is_answered(session: AsyncSession, supervision_id: UUID) -> bool:
    """Whether a supervision was answered, and waits for its office to close it."""
    answered = and_(Supervision.closed_at.is_(None), Supervision.answered_at.is_not(None))
    return await is_so(session, answered, Supervision.id == supervision_id)


async def is_called(session: AsyncSession, call_id: UUID, level: int) -> bool:
    """Whether a call stands at a level."""
    stands = and_(Call.level == level, Call.closed_at.is_(None))
    return await is_so(session, stands, Call.id == call_id)
