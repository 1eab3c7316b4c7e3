"""Notices that wait for a second person: a matter of the issuer's office and of the one above it,
until one of them has looked, or there is nothing left to look at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.features.inbox.kinds import MessageKind
from shequ_api.features.inbox.matters import NewMatter, Office, close_matters, open_matter
from shequ_api.features.inbox.models import Matter
from shequ_api.features.inbox.wording import WORDS
from shequ_api.features.notices.events import NoticeReviewTurned

KIND = MessageKind.NOTICE_WAITS


async def tell_review(session: AsyncSession, fact: NoticeReviewTurned, now: datetime) -> None:
    """Tell those who may look, or let them rest. By one reaction, so that neither comes late."""
    about = (Matter.kind == KIND) & (Matter.about_id == fact.subject_id)
    await close_matters(session, about, now=now)
    if not fact.waits or fact.district_id is None or fact.until <= now:
        return
    words = WORDS[KIND]
    matter = NewMatter(
        kind=KIND,
        occasion_id=fact.occasion_id,
        about_kind=words.about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
        closes_at=fact.until,
    )
    held = await _reviewers(session, fact, fact.district_id)
    offices = [Office(role, at, words.title, words.text) for role, at in held]
    await open_matter(session, matter, offices, now=now)


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
