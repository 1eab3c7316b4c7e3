"""Reads of articles."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Organisation
from shequ_api.base.places import offices
from shequ_api.base.places.models import Place
from shequ_api.features.knowledge.models import (
    KnowledgeArticle,
    KnowledgeEdition,
    KnowledgeFeedback,
)
from shequ_api.features.knowledge.permissions import KnowledgePermission
from shequ_api.features.knowledge.rules import ArticleState, FeedbackVerdict
from shequ_api.kit.branches import newest_of
from shequ_api.kit.errors import Malformed
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
A = KnowledgeArticle
PUBLISHED = A.state == ArticleState.PUBLISHED
_OWN = (
    *(A.id, A.place_id, A.question, A.topic, A.source_name, A.review_on, A.state, A.edition),
    A.published_at,
)
_OWNER = func.coalesce(Organisation.name, Place.name).label("owner_name")
_LINE = (*_OWN, _OWNER)
_WORDS = (A.alternatives, A.body, A.source_reference, A.source_url, A.version)
_REVIEW = (A.reviewed_edition, A.reviewed_at)


class PlaceUnknown(Malformed):
    code, title = "knowledge_place_unknown", "没有这个地点"


async def places_over(session: AsyncSession, place_id: UUID) -> list[UUID]:
    """The places whose articles are read at a place: its community and those above, up to the
    city. Raises `PlaceUnknown`."""
    place = await session.get(Place, place_id)
    if place is None:
        raise PlaceUnknown
    return _levels_of(place)


def _levels_of(place: Place) -> list[UUID]:
    return offices.places_over(place)


async def has_topic(session: AsyncSession, place: Place, value: str) -> bool:
    """Whether anything is read at a place under a topic."""
    found = exists().where(PUBLISHED, A.place_id.in_(_levels_of(place)), A.topic == value)
    return bool(await session.scalar(select(found)))


async def still_stale(session: AsyncSession, article_id: UUID, on: date) -> str | None:
    """The question of an article whose day has passed, if it has still; whoever looks at it again
    comes after this."""
    this = select(A.question).where(A.id == article_id, is_stale(on))
    question: str | None = await session.scalar(this.with_for_update(key_share=True))
    return question


def _lines(*columns: Any) -> Rows:
    lines = select(*_LINE, *columns).join(Place, Place.id == A.place_id)
    return lines.outerjoin(Organisation, Organisation.id == A.organisation_id)


def readable_lines(
    places: Sequence[UUID], topic: str | None, *, after: Sequence[Any] | None, most: int
) -> tuple[Rows, list[Any]]:
    """Published articles of some places, with the names of their owners; and their order. Each
    place, and each topic of a place, has them in this order."""
    of_topic = () if topic is None else (A.topic == topic,)
    shelves = (and_(PUBLISHED, A.place_id == place_id, *of_topic) for place_id in places)
    shown = newest_of(A, (A.published_at, A.id), shelves, after=after, most=most)
    columns = (getattr(shown, each.key) for each in _OWN)
    lines = select(*columns, _OWNER).join(Place, Place.id == shown.place_id)
    lines = lines.outerjoin(Organisation, Organisation.id == shown.organisation_id)
    return lines, [shown.published_at, shown.id]


@built_once
def article_lines() -> Rows:
    """Articles with the names of their owners."""
    return _lines()


def article_views(person_id: UUID, *conditions: ColumnElement[bool]) -> Rows:
    """Articles with all their words, and what a person said of these."""
    said = select(KnowledgeFeedback.verdict, KnowledgeFeedback.edition).where(
        KnowledgeFeedback.article_id == A.id, KnowledgeFeedback.person_id == person_id
    )
    mine = said.order_by(KnowledgeFeedback.edition.desc()).limit(1).lateral("mine")
    verdict = (mine.c.verdict.label("my_verdict"), mine.c.edition.label("my_verdict_edition"))
    return _lines(*_WORDS, *_REVIEW, *verdict).outerjoin(mine, true()).where(*conditions)


def _said(verdict: FeedbackVerdict) -> ColumnElement[int]:
    counted = select(func.count()).where(
        KnowledgeFeedback.article_id == A.id,
        KnowledgeFeedback.edition == A.edition,
        KnowledgeFeedback.verdict == verdict,
    )
    return counted.scalar_subquery().label(verdict.value)


def is_stale(on: date) -> ColumnElement[bool]:
    """Published, and its day has passed."""
    return and_(PUBLISHED, A.review_on < on)


def kept_lines(actor: Actor, on: date) -> Rows:
    """Articles in the scope of the acting posting, for those who keep them."""
    stale = is_stale(on).label("stale")
    return _lines(A.made_at, stale, *map(_said, FeedbackVerdict)).where(in_scope(actor, A))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Published ones, and whatever lies in the scope of whoever writes such."""
    if actor.may(KnowledgePermission.WRITE):
        return or_(PUBLISHED, in_scope(actor, A))
    return PUBLISHED


def edition_lines(article_id: UUID) -> Rows:
    """All editions of an article."""
    kept = select(KnowledgeEdition.__table__)
    return kept.where(KnowledgeEdition.article_id == article_id)
