"""Searches over HTTP. What is asked stands in the body: addresses are written into logs."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.knowledge.public import ArticleLine
from shequ_api.features.knowledge_search import queries, service
from shequ_api.features.knowledge_search.models import SearchMiss, SynonymGroup
from shequ_api.features.knowledge_search.permissions import KnowledgeSearchPermission
from shequ_api.features.knowledge_search.schemas import (
    FoundArticles,
    KnowledgeQuestion,
    SearchMissLine,
    SynonymDraft,
    SynonymGroupView,
)
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["knowledge"])
Searcher = Annotated[Actor, Depends(may(KnowledgeSearchPermission.SEARCH))]
Tuner = Annotated[Actor, Depends(may(KnowledgeSearchPermission.TUNE))]


async def own_group(group_id: UUID, actor: AnyActor, session: Session) -> SynonymGroup:
    """A group of the very district or city that the actor serves."""
    return await row_of_office(session, actor, SynonymGroup, group_id)


OwnGroup = Annotated[SynonymGroup, Depends(own_group)]


@router.post("/knowledge-searches")
@unkeyed
async def search_knowledge(
    question: KnowledgeQuestion, actor: Searcher, session: Session, now: Now
) -> FoundArticles:
    """搜索知识: Published articles of a place and all above it, found by Chinese words of one sign
    or more, pinyin, its first letters, homophones and synonyms, the best first. Words that find
    nothing are counted, without who asked, and read by nobody until three people missed them."""
    where, text = question.place_id, question.text
    rows = await service.find(session, where, text, wanted=question.limit)
    if not rows:
        await service.note_miss(session, actor, where, text, now=now)
    return FoundArticles(items=[ArticleLine(**row) for row in rows])


@router.get("/knowledge-search-misses")
async def list_search_misses(
    actor: Tuner, session: Session, paging: ThePaging
) -> Page[SearchMissLine]:
    """没有搜到的词: What three people or more of my scope looked for in vain, the most frequent
    first; numbers in it are masked."""
    order = [SearchMiss.times, SearchMiss.id]
    rows, cursor = await page_of(session, queries.miss_lines(actor), order, paging)
    items = [SearchMissLine.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/synonym-groups")
async def list_synonym_groups(
    actor: Tuner, session: Session, paging: ThePaging
) -> Page[SynonymGroupView]:
    """同义词列表: The groups of the district or city that I serve, the last changed first."""
    office = actor.acting.scope.id if actor.acting else None
    lines = queries.group_lines().where(SynonymGroup.place_id == office)
    order = [SynonymGroup.changed_at, SynonymGroup.id]
    rows, cursor = await page_of(session, lines, order, paging)
    items = [SynonymGroupView.model_validate(row) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.post("/synonym-groups", status_code=201)
async def make_synonym_group(
    draft: SynonymDraft, actor: Tuner, session: Session, response: Response, now: Now
) -> SynonymGroupView:
    """新建同义词: Words that mean the same in all of the district or city that I serve."""
    place = await place_of_office(session, actor)
    group = await service.make_group(session, actor, place, draft.words, now=now)
    return _shown(group, response)


@router.put("/synonym-groups/{group_id}")
async def change_synonym_group(
    draft: SynonymDraft,
    group: OwnGroup,
    actor: Tuner,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> SynonymGroupView:
    """修改同义词: Other words in a group of my own office, if nobody changed it since."""
    match.check(group.version)
    await service.change_group(session, actor, group, draft.words, now=now)
    return _shown(group, response)


@router.delete("/synonym-groups/{group_id}", status_code=204)
async def remove_synonym_group(group: OwnGroup, _: Tuner, session: Session, match: IfMatch) -> None:
    """删除同义词: The words of a group of my own office mean the same no more."""
    match.check(group.version)
    await session.delete(group)


def _shown(group: SynonymGroup, response: Response) -> SynonymGroupView:
    show_version(response, group.version)
    return SynonymGroupView.model_validate(group)
