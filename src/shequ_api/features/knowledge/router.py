"""Articles over HTTP: for their readers, and for the offices that keep them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.knowledge import queries, service
from shequ_api.features.knowledge.models import KnowledgeArticle, KnowledgeEdition
from shequ_api.features.knowledge.permissions import KnowledgePermission
from shequ_api.features.knowledge.rules import ArticleState
from shequ_api.features.knowledge.schemas import (
    ArticleConfirmation,
    ArticleDraft,
    ArticleEditionView,
    ArticleLine,
    ArticleRating,
    ArticleView,
    KeptArticleLine,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["knowledge"])
Reader = Annotated[Actor, Depends(may(KnowledgePermission.READ))]
Writer = Annotated[Actor, Depends(may(KnowledgePermission.WRITE))]
Topic = Annotated[str | None, Query(max_length=20, description="Those of this topic only")]


async def article_in_view(article_id: UUID, actor: AnyActor, session: Session) -> KnowledgeArticle:
    """A published article, or one that its writers may see."""
    wanted = select(KnowledgeArticle).where(KnowledgeArticle.id == article_id)
    article = await session.scalar(wanted.where(queries.readable_by(actor)))
    if article is None:
        raise Absent
    return article


async def own_article(article_id: UUID, actor: AnyActor, session: Session) -> KnowledgeArticle:
    """An article of the very office that the actor holds."""
    return await row_of_office(session, actor, KnowledgeArticle, article_id)


TheArticle = Annotated[KnowledgeArticle, Depends(article_in_view)]
OwnArticle = Annotated[KnowledgeArticle, Depends(own_article)]


@router.get("/knowledge-articles")
async def list_knowledge_articles(
    _: Reader,
    session: Session,
    paging: ThePaging,
    place_id: Annotated[UUID, Query(description="Where: its community and the places above it")],
    topic: Topic = None,
) -> Page[ArticleLine]:
    """知识列表: What the offices of a place's community, subdistrict, district and city have
    published, the newest first."""
    places = await queries.places_over(session, place_id)
    most = paging.limit + 1
    lines, order = queries.readable_lines(places, topic, after=paging.after, most=most)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[ArticleLine(**row) for row in rows], next_cursor=cursor)


@router.get("/kept-knowledge-articles")
async def list_kept_knowledge_articles(
    actor: Writer,
    session: Session,
    paging: ThePaging,
    now: Now,
    state: Annotated[ArticleState | None, Query(description="Those in this state only")] = None,
) -> Page[KeptArticleLine]:
    """维护的知识: Articles of my scope in all states, the newest first."""
    lines = queries.kept_lines(actor, china_date(now))
    if state is not None:
        lines = lines.where(KnowledgeArticle.state == state)
    order = [KnowledgeArticle.made_at, KnowledgeArticle.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[KeptArticleLine(**row) for row in rows], next_cursor=cursor)


@router.get("/stale-knowledge-articles")
async def list_stale_knowledge_articles(
    actor: Writer, session: Session, paging: ThePaging, now: Now
) -> Page[KeptArticleLine]:
    """待复核的知识: Published articles of my scope whose day of review has passed, the longest
    overdue first."""
    today = china_date(now)
    lines = queries.kept_lines(actor, today).where(queries.is_stale(today))
    order = [KnowledgeArticle.review_on, KnowledgeArticle.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[KeptArticleLine(**row) for row in rows], next_cursor=cursor)


@router.post("/knowledge-articles", status_code=201)
async def write_knowledge_article(
    draft: ArticleDraft, actor: Writer, session: Session, response: Response, now: Now
) -> ArticleView:
    """编写知识: A draft of the office that I hold; nobody else reads it before it is published."""
    place = await place_of_office(session, actor)
    article = await service.write_article(session, actor, place, draft, now=now)
    return await _shown(session, actor, article, response)


@router.get("/knowledge-articles/{article_id}")
async def get_knowledge_article(
    article: TheArticle, actor: Reader, session: Session, response: Response
) -> ArticleView:
    """查看知识: An article with its source, its owner and the day of its review."""
    return await _shown(session, actor, article, response)


@router.put("/knowledge-articles/{article_id}")
async def rewrite_knowledge_article(
    draft: ArticleDraft,
    article: OwnArticle,
    actor: Writer,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> ArticleView:
    """修改知识: Other words for an article of my own office, if nobody changed it since."""
    match.check(article.version)
    await service.rewrite_article(session, actor, article, draft, now=now)
    return await _shown(session, actor, article, response)


@router.get("/knowledge-articles/{article_id}/editions")
async def list_knowledge_editions(
    article: OwnArticle, _: Writer, session: Session, paging: ThePaging
) -> Page[ArticleEditionView]:
    """知识的历次版本: The words of an article of my own office as they were, the newest first."""
    lines = queries.edition_lines(article.id)
    rows, cursor = await page_of(session, lines, [KnowledgeEdition.edition], paging)
    items = [ArticleEditionView.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/knowledge-articles/{article_id}/publication")
async def publish_knowledge_article(
    article: OwnArticle, actor: Writer, session: Session, response: Response, now: Now
) -> ArticleView:
    """发布知识: From now on an article of my own office is read and found."""
    await service.publish_article(session, article, now=now)
    return await _shown(session, actor, article, response)


@router.post("/knowledge-articles/{article_id}/withdrawal")
async def withdraw_knowledge_article(
    article: OwnArticle, actor: Writer, session: Session, response: Response, now: Now
) -> ArticleView:
    """撤下知识: An article of my own office is read and found no more."""
    await service.withdraw_article(session, article, now=now)
    return await _shown(session, actor, article, response)


@router.put("/knowledge-articles/{article_id}/review")
async def confirm_knowledge_article(
    confirmation: ArticleConfirmation,
    article: OwnArticle,
    actor: Writer,
    session: Session,
    response: Response,
    now: Now,
) -> ArticleView:
    """复核知识: The edition that stands of an article of my own office still holds; the next look
    is due on another day."""
    await service.confirm_article(session, actor, article, confirmation, now=now)
    return await _shown(session, actor, article, response)


@router.put("/knowledge-articles/{article_id}/feedback")
async def rate_knowledge_article(
    rating: ArticleRating,
    article: TheArticle,
    actor: Reader,
    session: Session,
    response: Response,
    now: Now,
) -> ArticleView:
    """评价知识: Whether the edition that I read helped me; said anew, the later word holds."""
    await service.rate_article(session, actor, article, rating, now=now)
    return await _shown(session, actor, article, response)


async def _shown(
    session: AsyncSession, actor: Actor, article: KnowledgeArticle, response: Response
) -> ArticleView:
    views = queries.article_views(actor.person_id, KnowledgeArticle.id == article.id)
    row = (await session.execute(views)).mappings().one()
    show_version(response, row["version"])
    return ArticleView(**row)
