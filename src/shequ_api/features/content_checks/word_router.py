"""Lists of words over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.content_checks import queries, service
from shequ_api.features.content_checks.models import SensitiveWord
from shequ_api.features.content_checks.permissions import ContentPermission
from shequ_api.features.content_checks.schemas import SensitiveWords, SensitiveWordView
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["content_checks"])
Keeper = Annotated[Actor, Depends(may(ContentPermission.WORDS))]


async def own_word(word_id: UUID, actor: AnyActor, session: Session) -> SensitiveWord:
    """A word of the place at which the actor holds office."""
    return await row_of_office(session, actor, SensitiveWord, word_id)


OwnWord = Annotated[SensitiveWord, Depends(own_word)]
ORDER = [SensitiveWord.added_at, SensitiveWord.id]


@router.get("/sensitive-words")
async def list_sensitive_words(
    actor: Keeper, session: Session, paging: ThePaging
) -> Page[SensitiveWordView]:
    """敏感词列表: The words of the district or city at which I hold office, newest first."""
    place = await place_of_office(session, actor)
    lines = queries.words_of(place.id if place else actor.person_id)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[SensitiveWordView(**row) for row in rows], next_cursor=cursor)


@router.post("/sensitive-words", status_code=201)
async def add_sensitive_words(
    words: SensitiveWords, actor: Keeper, session: Session, paging: ThePaging, now: Now
) -> Page[SensitiveWordView]:
    """添加敏感词: Put words on my place's list, where what residents write is searched for them."""
    place = await place_of_office(session, actor)
    await service.add_words(session, actor, place, words.words, words.verdict, now=now)
    lines = queries.words_of(place.id if place else actor.person_id)
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[SensitiveWordView(**row) for row in rows], next_cursor=cursor)


@router.post("/sensitive-words/{word_id}/removal")
async def remove_sensitive_word(
    word: OwnWord, actor: Keeper, session: Session, now: Now
) -> SensitiveWordView:
    """移除敏感词: Search for a word no more."""
    await service.remove_word(session, actor, word, now=now)
    return SensitiveWordView.model_validate(word)
