"""Writing articles, publishing and withdrawing them, looking at them again, rating them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.knowledge.events import (
    KnowledgePublished,
    KnowledgeRated,
    KnowledgeReviewed,
    KnowledgeStale,
    KnowledgeWithdrawn,
)
from shequ_api.features.knowledge.models import (
    KnowledgeArticle,
    KnowledgeEdition,
    KnowledgeFeedback,
    KnowledgeTerm,
)
from shequ_api.features.knowledge.queries import is_stale
from shequ_api.features.knowledge.rules import ArticleState, Words, weights_of
from shequ_api.features.knowledge.schemas import ArticleConfirmation, ArticleDraft, ArticleRating
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET

HELD_AT = frozenset(
    {PlaceKind.CITY, PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY}
)
WORDS = ("question", "alternatives", "body", "topic")
STALE_AT_ONCE = 1000
"""The rest with the next turn."""
SOURCE = ("source_name", "source_reference", "source_url")


class ArticlePlaceUnfit(Malformed):
    """An article is that of the office at which its author serves."""

    code, title = "knowledge_place_unfit", "请以社区、街道、区县或城市的身份编写"


class ReviewDayPassed(Malformed):
    code, title = "knowledge_review_day_passed", "复核日期应晚于今天"


class EditionUnknown(Malformed):
    code, title = "knowledge_edition_unknown", "没有这个版本"


class ArticleNotPublished(NotNow):
    code, title = "knowledge_not_published", "这条知识没有发布"


class ArticleChanged(NotNow):
    """Somebody else changed it at this moment."""

    code, title = "knowledge_changed", "这条知识刚刚被他人修改，请刷新后再试"


async def write_article(
    session: AsyncSession, actor: Actor, place: Place | None, draft: ArticleDraft, *, now: datetime
) -> KnowledgeArticle:
    """A draft of the office of the acting posting."""
    if place is None or place.kind not in HELD_AT or place.city_id is None or actor.acting is None:
        raise ArticlePlaceUnfit
    _check_review_day(draft.review_on, now)
    article = KnowledgeArticle(
        id=new_id(),
        place_id=place.id,
        city_id=place.city_id,
        district_id=place.district_id,
        subdistrict_id=place.subdistrict_id,
        community_id=place.community_id,
        organisation_id=actor.acting.organisation_id,
        state=ArticleState.DRAFT,
        edition=1,
        made_at=now,
        made_by_id=actor.person_id,
        **draft.model_dump(),
    )
    session.add(article)
    await session.flush()
    _keep_edition(session, actor, article, now)
    return article


async def rewrite_article(
    session: AsyncSession,
    actor: Actor,
    article: KnowledgeArticle,
    draft: ArticleDraft,
    *,
    now: datetime,
) -> None:
    """Other words are another edition; of a published article they are read at once."""
    _check_review_day(draft.review_on, now)
    given, before = draft.model_dump(), article.review_on
    changed = any(given[name] != getattr(article, name) for name in (*WORDS, *SOURCE))
    for name, value in given.items():
        setattr(article, name, value)
    if changed:
        article.edition += 1
        _keep_edition(session, actor, article, now)
    article.stale_at = None
    await session.flush()
    if article.state == ArticleState.PUBLISHED and article.review_on != before:
        record(session, KnowledgeReviewed(**_facts(article)), now=now)
    if changed and article.state == ArticleState.PUBLISHED:
        await _keep_terms(session, article)
        record(session, KnowledgePublished(**_facts(article)), now=now)


async def publish_article(
    session: AsyncSession, article: KnowledgeArticle, *, now: datetime
) -> None:
    """Let it be read and found; published twice is published once."""
    if article.state == ArticleState.PUBLISHED:
        return
    _check_review_day(article.review_on, now)
    article.state, article.published_at = ArticleState.PUBLISHED, now
    await session.flush()
    await _keep_terms(session, article)
    record(session, KnowledgePublished(**_facts(article)), now=now)


async def withdraw_article(
    session: AsyncSession, article: KnowledgeArticle, *, now: datetime
) -> None:
    """Read no more, and found no more; its editions stay for its office."""
    if article.state == ArticleState.WITHDRAWN:
        return
    if article.state != ArticleState.PUBLISHED:
        raise ArticleNotPublished
    article.state = ArticleState.WITHDRAWN
    await session.flush()
    await _drop_terms(session, article)
    record(session, KnowledgeWithdrawn(**_facts(article)), now=now)


async def confirm_article(
    session: AsyncSession,
    actor: Actor,
    article: KnowledgeArticle,
    given: ArticleConfirmation,
    *,
    now: datetime,
) -> None:
    """The edition that stands was looked at, and holds; the next look is due on another day."""
    if article.state != ArticleState.PUBLISHED:
        raise ArticleNotPublished
    if given.edition not in (None, article.edition):
        raise ArticleChanged
    _check_review_day(given.review_on, now)
    article.review_on, article.stale_at = given.review_on, None
    article.reviewed_edition, article.reviewed_at = article.edition, now
    article.reviewed_by_id = actor.person_id
    await session.flush()
    record(session, KnowledgeReviewed(**_facts(article)), now=now)


async def tell_stale(session: AsyncSession, now: datetime) -> None:
    """On a clock: say once of each published article that its day of review has passed."""
    passed = (is_stale(china_date(now)), KnowledgeArticle.stale_at.is_(None))
    found = select(KnowledgeArticle).where(*passed).order_by(KnowledgeArticle.review_on)
    for article in (await session.scalars(found.limit(STALE_AT_ONCE))).all():
        record(session, KnowledgeStale(**_facts(article)), now=now)
        # Past its version: whoever writes it at this moment writes what they saw.
        said = update(KnowledgeArticle).where(KnowledgeArticle.id == article.id, *passed)
        await session.execute(said.values(stale_at=now), execution_options=QUIET)


async def rate_article(
    session: AsyncSession,
    actor: Actor,
    article: KnowledgeArticle,
    given: ArticleRating,
    *,
    now: datetime,
) -> None:
    """What a reader says of the edition that they read; said anew, the later word holds."""
    if article.state != ArticleState.PUBLISHED:
        raise ArticleNotPublished
    edition, verdict = given.edition or article.edition, given.verdict
    if edition > article.edition:
        raise EditionUnknown
    said = {"verdict": verdict.value, "given_at": now}
    row = insert(KnowledgeFeedback).values(
        article_id=article.id, edition=edition, person_id=actor.person_id, **said
    )
    key = ["article_id", "edition", "person_id"]
    other = KnowledgeFeedback.verdict != verdict.value
    kept = row.on_conflict_do_update(index_elements=key, set_=said, where=other)
    changed = await session.scalar(kept.returning(KnowledgeFeedback.person_id))
    if changed is not None:
        facts = _facts(article) | {"edition": edition}
        record(session, KnowledgeRated(verdict=verdict, **facts), now=now)


def _check_review_day(day: date, now: datetime) -> None:
    if day <= china_date(now):
        raise ReviewDayPassed


def _facts(article: KnowledgeArticle) -> dict[str, Any]:
    return {
        "subject_id": article.id,
        "district_id": article.district_id,
        "place_id": article.place_id,
        "edition": article.edition,
    }


def _keep_edition(
    session: AsyncSession, actor: Actor, article: KnowledgeArticle, now: datetime
) -> None:
    edition = KnowledgeEdition(
        article_id=article.id,
        edition=article.edition,
        written_at=now,
        written_by_id=actor.person_id,
        **{name: getattr(article, name) for name in (*WORDS, *SOURCE)},
    )
    session.add(edition)


async def _keep_terms(session: AsyncSession, article: KnowledgeArticle) -> None:
    """Behind the flush of the article: its row is locked, so that no other edition's terms stay."""
    await _drop_terms(session, article)
    words = Words(article.question, article.alternatives, article.topic, article.body)
    rows = [
        {"article_id": article.id, "place_id": article.place_id, "term": term, "weight": weight}
        for term, weight in weights_of(words).items()
    ]
    if rows:
        await session.execute(insert(KnowledgeTerm), rows)


async def _drop_terms(session: AsyncSession, article: KnowledgeArticle) -> None:
    theirs = delete(KnowledgeTerm).where(KnowledgeTerm.article_id == article.id)
    await session.execute(theirs, execution_options=QUIET)
