"""Questions that wait for the staff, and articles that wait for their office."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.features.inbox.public import MessageKind, close_matters_of, tell_offices
from shequ_api.features.knowledge.events import (
    KnowledgeFact,
    KnowledgeReviewed,
    KnowledgeStale,
    KnowledgeWithdrawn,
)
from shequ_api.features.knowledge.public import still_stale
from shequ_api.features.questions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionDue,
    QuestionFact,
    QuestionTicketed,
    QuestionWithdrawn,
)
from shequ_api.features.questions.public import still_waits
from shequ_api.kit.clock import china_date

WAITS, DUE = MessageKind.QUESTION_WAITS, MessageKind.QUESTION_DUE
STALE = MessageKind.KNOWLEDGE_STALE
OFFICES = {
    PlaceKind.COMMUNITY: Role.COMMUNITY_WORKER,
    PlaceKind.SUBDISTRICT: Role.SUBDISTRICT_ADMINISTRATOR,
    PlaceKind.DISTRICT: Role.DISTRICT_ADMINISTRATOR,
}
"""Who keeps articles of a place. A matter lies in a district: a city has its list alone."""


async def tell_waiting(session: AsyncSession, fact: QuestionAsked, now: datetime) -> None:
    """Somebody asked, and nobody has answered."""
    await _tell(session, WAITS, fact, now)


async def tell_due(session: AsyncSession, fact: QuestionDue, now: datetime) -> None:
    """Its last day has come: of the two things that can be said only one holds."""
    await close_matters_of(session, [WAITS], fact.subject_id, now=now)
    await _tell(session, DUE, fact, now)


async def _tell(
    session: AsyncSession, kind: MessageKind, fact: QuestionFact, now: datetime
) -> None:
    if not await still_waits(session, fact.subject_id):
        return
    total = (Grid.community_id == fact.community_id, Grid.kind == GridKind.TOTAL)
    chiefs = await session.scalars(select(Grid.id).where(*total, Grid.ended_at.is_(None)))
    staff = [(Role.GRID_CHIEF, each) for each in chiefs]
    await tell_offices(
        session,
        kind,
        [(Role.COMMUNITY_WORKER, fact.community_id), *staff],
        occasion_id=fact.subject_id,
        about_id=fact.subject_id,
        district_id=fact.district_id,
        now=now,
    )


async def end_question(session: AsyncSession, fact: QuestionFact, now: datetime) -> None:
    """Somebody has answered, or nobody waits any more."""
    await close_matters_of(session, [WAITS, DUE], fact.subject_id, now=now)


async def tell_stale(session: AsyncSession, fact: KnowledgeStale, now: datetime) -> None:
    """The office that keeps it looks whether it still holds."""
    question = await still_stale(session, fact.subject_id, china_date(now))
    place = await session.get_one(Place, fact.place_id)
    office = OFFICES.get(PlaceKind(place.kind))
    if question is None or office is None:
        return
    await tell_offices(
        session,
        STALE,
        [(office, place.id)],
        occasion_id=fact.subject_id,
        about_id=fact.subject_id,
        district_id=fact.district_id,
        question=question,
        now=now,
    )


async def end_stale(session: AsyncSession, fact: KnowledgeFact, now: datetime) -> None:
    """It has, it was changed, or it is read no more."""
    await close_matters_of(session, [STALE], fact.subject_id, now=now)


ENDED = (QuestionAnswered, QuestionClosed, QuestionTicketed, QuestionWithdrawn)
REACTIONS = [
    Reaction("question_matters.waits", QuestionAsked, tell_waiting),
    Reaction("question_matters.due", QuestionDue, tell_due),
    *(Reaction(f"question_matters.over_{each.name}", each, end_question) for each in ENDED),
    Reaction("question_matters.stale", KnowledgeStale, tell_stale),
    Reaction("question_matters.reviewed", KnowledgeReviewed, end_stale),
    Reaction("question_matters.withdrawn", KnowledgeWithdrawn, end_stale),
]
