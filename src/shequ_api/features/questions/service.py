"""Asking, answering, publishing an answer, and what else becomes of a question."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.calendar.queries import special_days
from shequ_api.base.calendar.rules import add_workdays
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.public import ContentState, hand_in, state_of
from shequ_api.features.knowledge.public import (
    PUBLISHED,
    ArticleDraft,
    KnowledgeArticle,
    publish_article,
    write_article,
)
from shequ_api.features.questions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionWithdrawn,
)
from shequ_api.features.questions.holding import hold_undecided
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.refusals import (
    AnswerEmpty,
    AnswerUnknown,
    NotYourQuestion,
    OwnQuestion,
    QuestionAnsweredBefore,
    QuestionDiffers,
    QuestionOver,
    QuestionPlaceUnfit,
    QuestionPublished,
    QuestionUnanswered,
    QuestionUnchecked,
)
from shequ_api.features.questions.rules import WORKDAYS, QuestionState
from shequ_api.features.questions.schemas import AnswerPublication, QuestionAnswer, QuestionDraft
from shequ_api.features.questions.writings import KIND
from shequ_api.features.ticket_limits.public import admit
from shequ_api.kit.clock import china_date
from shequ_api.kit.own_words import FORGOTTEN


async def ask(
    session: AsyncSession,
    actor: Actor,
    draft: QuestionDraft,
    *,
    question_id: UUID,
    now: datetime,
) -> tuple[Question, bool]:
    """A question under the asker's own id for it; True where it is new."""
    kept = await session.get(Question, question_id)
    if kept is not None:
        before = (kept.asker_id, kept.place_id, kept.text, kept.topic)
        if before != (actor.person_id, draft.place_id, draft.text, draft.topic):
            raise QuestionDiffers
        return kept, False
    place = await session.get(Place, draft.place_id)
    if place is None or place.community_id is None or place.ended_at is not None:
        raise QuestionPlaceUnfit
    # It may become a ticket: whoever may file none, or no more today, asks no way round that.
    await admit(session, actor, place, draft.text, now=now)
    question = Question(
        id=question_id,
        **located_at(place),
        asker_id=actor.person_id,
        text=draft.text,
        topic=draft.topic,
        state=QuestionState.OPEN,
        asked_at=now,
        due_on=await _due_on(session, now),
    )
    session.add(question)
    await session.flush()
    hand_in(
        session,
        KIND,
        question.id,
        located=question,
        author_id=actor.person_id,
        by_staff=False,
        text=question.words,
        now=now,
    )
    record(session, QuestionAsked(**question.facts), now=now)
    return question, True


async def answer(
    session: AsyncSession,
    actor: Actor,
    question: Question,
    given: QuestionAnswer,
    *,
    now: datetime,
) -> None:
    """What the staff say, of what others asked. Whoever answers anew says which answer they saw:
    nobody's is replaced unread."""
    if question.asker_id == actor.person_id:
        raise OwnQuestion
    await hold_undecided(session, question)
    if _shown_instant(question.answered_at) != _shown_instant(given.replaces):
        raise QuestionAnsweredBefore
    if given.text is None and given.article_id is None:
        raise AnswerEmpty
    if given.article_id is not None:
        await _check_published(session, given.article_id)
    question.answer, question.article_id = given.text, given.article_id
    question.state = QuestionState.ANSWERED
    question.answered_at, question.answered_by_id = now, actor.person_id
    fact = QuestionAnswered(answered_by_id=actor.person_id, at=now, **question.facts)
    record(session, fact, now=now)


async def publish(
    session: AsyncSession,
    actor: Actor,
    question: Question,
    office: Place | None,
    given: AnswerPublication,
    *,
    now: datetime,
) -> None:
    """The answer for everybody, in the knowledge base of the office that publishes it."""
    await session.refresh(question, with_for_update=True)
    if question.state == QuestionState.WITHDRAWN or question.text == FORGOTTEN:
        raise QuestionOver
    if question.answered_at is None or question.answer is None:
        raise QuestionUnanswered
    if question.published_id is not None:
        raise QuestionPublished
    if await session.scalar(select(state_of(KIND, question.id))) != ContentState.PASS:
        raise QuestionUnchecked
    draft = ArticleDraft(**given.model_dump())
    article = await write_article(session, actor, office, draft, now=now)
    await publish_article(session, article, now=now)
    question.published_id = article.id


async def close(
    session: AsyncSession,
    actor: Actor,
    question: Question,
    article_id: UUID | None,
    *,
    now: datetime,
) -> None:
    """Something helped: an article that was suggested, or the staff's answer."""
    _check_asker(actor, question)
    await hold_undecided(session, question)
    if article_id is not None:
        await _check_published(session, article_id)
        question.article_id = article_id
    elif question.state == QuestionState.OPEN:
        raise QuestionUnanswered
    question.state, question.ended_at = QuestionState.CLOSED, now
    fact = QuestionClosed(article_id=question.article_id, **question.facts)
    record(session, fact, now=now)


async def withdraw(
    session: AsyncSession, actor: Actor, question: Question, *, now: datetime
) -> None:
    """Whoever asked wants to know no more."""
    _check_asker(actor, question)
    await hold_undecided(session, question)
    question.state, question.ended_at = QuestionState.WITHDRAWN, now
    record(session, QuestionWithdrawn(**question.facts), now=now)


async def _due_on(session: AsyncSession, now: datetime) -> date:
    today = china_date(now)
    special = await special_days(session)
    around = {**special(today.year), **special(today.year + 1)}
    return add_workdays(today, WORKDAYS, around)


async def _check_published(session: AsyncSession, article_id: UUID) -> None:
    this = select(KnowledgeArticle.id).where(KnowledgeArticle.id == article_id, PUBLISHED)
    if await session.scalar(this) is None:
        raise AnswerUnknown


def _shown_instant(instant: datetime | None) -> datetime | None:
    """As clients have it: in milliseconds."""
    return instant and instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _check_asker(actor: Actor, question: Question) -> None:
    if question.asker_id != actor.person_id:
        raise NotYourQuestion
