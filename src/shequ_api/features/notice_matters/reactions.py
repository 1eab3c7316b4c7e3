"""Notices that wait for a second person: a matter of the issuer's office and of the one above it,
until one of them has looked, or there is nothing left to look at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.features.inbox.public import MessageKind, close_matters_about, tell_offices
from shequ_api.features.notices.events import NoticeReviewTurned

KIND = MessageKind.NOTICE_WAITS


async def tell_review(session: AsyncSession, fact: NoticeReviewTurned, now: datetime) -> None:
    """Tell those who may look, or let them rest. By one reaction, so that neither comes late."""
    await close_matters_about(session, KIND, [fact.subject_id], now=now)
    if not fact.waits or fact.district_id is None or fact.until <= now:
        return
    await tell_offices(
        session,
        KIND,
        await _reviewers(session, fact, fact.district_id),
        occasion_id=fact.occasion_id,
        about_id=fact.subject_id,
        district_id=fact.district_id,
        closes_at=fact.until,
        now=now,
    )


async def _reviewers(
    session: AsyncSession, fact: NoticeReviewTurned, district_id: UUID
) -> list[tuple[Role, UUID]]:
    if fact.subdistrict_id is None:
        return [(Role.DISTRICT_ADMINISTRATOR, district_id)]
    above = [(Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id)]
    if fact.community_id is None:
        return [*above, (Role.DISTRICT_ADMINISTRATOR, district_id)]
    total = (Grid.community_id == fact.community_id, Grid.kind == GridKind.TOTAL)
    chiefs = await session.scalars(select(Grid.id).where(*total, Grid.ended_at.is_(None)))
    staff = [(Role.GRID_CHIEF, each) for each in chiefs]
    return [(Role.COMMUNITY_WORKER, fact.community_id), *staff, *above]


REACTIONS = [Reaction("inbox.notice_review", NoticeReviewTurned, tell_review)]
