"""A district's terms: the newest edition, else ours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.ticket_ratings.models import EndingRule
from shequ_api.features.ticket_ratings.rules import Terms
from shequ_api.kit.errors import NotNow


class TermsJustChanged(NotNow):
    """Two set them at the same moment; the other was first."""

    code, title = "ticket_terms_just_changed", "规则刚刚被他人修改，请查看后再试"


async def edition_of(session: AsyncSession, district_id: UUID) -> tuple[Terms, int]:
    """What holds in a district, and the number of its edition; 0: it has none of its own."""
    newest = select(EndingRule).where(EndingRule.district_id == district_id)
    found = await session.scalar(newest.order_by(EndingRule.version.desc()).limit(1))
    if found is None:
        return Terms(), 0
    return Terms(*(getattr(found, name) for name in Terms._fields)), found.version


async def terms_of(session: AsyncSession, district_id: UUID) -> Terms:
    """What holds in a district now. One statement."""
    terms, _ = await edition_of(session, district_id)
    return terms


async def set_terms(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    terms: Terms,
    *,
    version: int,
    now: datetime,
) -> None:
    """The next edition; `version` is that of the one before. What a clock was told stays."""
    session.add(
        EndingRule(
            district_id=district_id,
            version=version + 1,
            **terms._asdict(),
            set_at=now,
            set_by_id=actor.person_id,
        )
    )
    await session.flush()
