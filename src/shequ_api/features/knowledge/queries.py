"""Reads of articles."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Organisation
from shequ_api.base.places.models import Place
from shequ_api.features.knowledge.models import (
    KnowledgeArticle,
    KnowledgeEdition,
    KnowledgeFeedback,
)
from shequ_api.features.knowledge.permissions import KnowledgePermission
from shequ_api.features.knowledge.rules import ArticleState, FeedbackVerdict
from shequ_api.kit.errors import Malformed

Rows = Select[*tuple[Any, ...]]
A = KnowledgeArticle
PUBLISHED = A.state == ArticleState.PUBLISHED
_LINE = (
    *(A.id, A.place_id, A.question, A.topic, A.source_name, A.review_on, A.state, A.edition),
    A.published_at,
    func.coalesce(Organisation.name, Place.name).label("owner_name"),
)
_WORDS = (A.alternatives, A.body, A.source_reference, A.source_url, A.version)


class PlaceUnknown(Malformed):
    code, title = "knowledge_place_unknown", "没有这个地点"


async def places_over(session: AsyncSession, place_id: UUID) -> list[UUID]:
    """The places whose articles are read at a place: its community and those above, up to the
    city. Raises `PlaceUnknown`."""
    place = await session.get(Place, place_id)
    if place is None:
        raise PlaceUnknown
    levels = (place.community_id, place.subdistrict_id, place.district_id, place.city_id)
    return [each for each in levels if each is not None]


def _lines(*columns: Any) -> Rows:
    lines = select(*_LINE, *columns).join(Place, Place.id == A.place_id)
    return lines.outerjoin(Organisation, Organisation.id == A.organisation_id)


def article_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Articles with the names of their owners."""
    return _lines().where(*conditions)


def article_views(person_id: UUID, *conditions: ColumnElement[bool]) -> Rows:
    """Articles with all their words, and what a person said of these."""
    mine = and_(
        KnowledgeFeedback.article_id == A.id,
        KnowledgeFeedback.edition == A.edition,
        KnowledgeFeedback.person_id == person_id,
    )
    views = _lines(*_WORDS, KnowledgeFeedback.verdict.label("my_verdict"))
    return views.outerjoin(KnowledgeFeedback, mine).where(*conditions)


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
