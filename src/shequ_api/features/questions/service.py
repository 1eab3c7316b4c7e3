"""Asking, answering, publishing an answer, and what else becomes of a question."""

from datetime import datetime
from typing import Any
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
from shequ_api.features.questions import queries
from shequ_api.features.questions.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionTicketed,
    QuestionWithdrawn,
)
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.rules import (
    SERVICE,
    UNDECIDED,
    WORKDAYS,
    QuestionState,
    ticket_text,
)
from shequ_api.features.questions.schemas import AnswerPublication, QuestionAnswer, QuestionDraft
from shequ_api.features.questions.writings import KIND
from shequ_api.features.ticket_limits.public import admit
from shequ_api.features.tickets.public import Service, enter_ticket
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.own_words import FORGOTTEN

LATE_AT_ONCE = 100


class QuestionDiffers(NotNow):
    code, title = "question_differs", "同一编号已提交过不同的内容"


class QuestionPlaceUnfit(Malformed):
    code, title = "question_place_unfit", "请选择社区内的地点"


class QuestionOver(NotNow):
    code, title = "question_over", "这个提问已经结束"


class QuestionUnanswered(NotNow):
    code, title = "question_unanswered", "这个提问还没有文字答复"


class QuestionUnchecked(NotNow):
    """Of words that did not pass, nothing is made for others to read."""

    code, title = "question_unchecked", "提问内容还没有通过审核，不能发布"


class QuestionPublished(NotNow):
    code, title = "question_published", "这个提问的答复已经发布过"


class QuestionAnsweredBefore(NotNow):
    code, title = "question_answered_before", "这个提问已有答复，请看过后再修改"


class AnswerEmpty(Malformed):
    code, title = "question_answer_empty", "请填写答复或选择一条知识"


class AnswerUnknown(Malformed):
    code, title = "question_article_unknown", "没有这条已发布的知识"


class NotYourQuestion(Forbidden):
    code, title = "not_your_question", "只有提问人可以这样做"


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
        if (kept.asker_id, kept.place_id, kept.text) != (
            actor.person_id,
            draft.place_id,
            draft.text,
        ):
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
        text=question.text,
        now=now,
    )
    record(session, QuestionAsked(**_facts(question)), now=now)
    return question, True


async def answer(
    session: AsyncSession,
    actor: Actor,
    question: Question,
    given: QuestionAnswer,
    *,
    now: datetime,
) -> None:
    """What the staff say. Whoever answers anew says which answer they saw: nobody's is replaced
    unread."""
    await _lock_undecided(session, question)
    if _shown_instant(question.answered_at) != _shown_instant(given.replaces):
        raise QuestionAnsweredBefore
    if given.text is None and given.article_id is None:
        raise AnswerEmpty
    if given.article_id is not None:
        await _check_published(session, given.article_id)
    question.answer, question.article_id = given.text, given.article_id
    question.state = QuestionState.ANSWERED
    question.answered_at, question.answered_by_id = now, actor.person_id
    fact = QuestionAnswered(answered_by_id=actor.person_id, at=now, **_facts(question))
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
    await _lock_undecided(session, question)
    if article_id is not None:
        await _check_published(session, article_id)
        question.article_id = article_id
    elif question.state == QuestionState.OPEN:
        raise QuestionUnanswered
    question.state, question.ended_at = QuestionState.CLOSED, now
    fact = QuestionClosed(article_id=question.article_id, **_facts(question))
    record(session, fact, now=now)


async def withdraw(
    session: AsyncSession, actor: Actor, question: Question, *, now: datetime
) -> None:
    """Whoever asked wants to know no more."""
    _check_asker(actor, question)
    await _lock_undecided(session, question)
    question.state, question.ended_at = QuestionState.WITHDRAWN, now
    record(session, QuestionWithdrawn(**_facts(question)), now=now)


async def make_ticket(
    session: AsyncSession, by_id: UUID | None, question: Question, *, now: datetime
) -> None:
    """It becomes a ticket of whoever asked, as private as the question was. `by_id`: by whose
    choice, None for the clock's."""
    await _lock_undecided(session, question)
    ticket = enter_ticket(
        session,
        await session.get_one(Service, SERVICE),
        await session.get_one(Place, question.place_id),
        reporter_id=question.asker_id,
        text=ticket_text(question.text, question.answer),
        private=True,
        source_kind=KIND,
        source_id=question.id,
        awaits_service=True,
        now=now,
    )
    # The question refers to the ticket by a plain column, so its row is written first.
    await session.flush()
    question.ticket_id = ticket.id
    question.state, question.ended_at = QuestionState.TICKET, now
    fact = QuestionTicketed(ticket_id=ticket.id, by_id=by_id, **_facts(question))
    record(session, fact, now=now)


async def pass_on_late(session: AsyncSession, now: datetime) -> None:
    """What nobody answered in time becomes a ticket; so many at once, the rest with the next
    turn."""
    late = await session.scalars(queries.overdue(china_date(now), LATE_AT_ONCE))
    for question in late.all():
        await make_ticket(session, None, question, now=now)


async def _due_on(session: AsyncSession, now: datetime) -> Any:
    today = china_date(now)
    special = await special_days(session)
    around = {**special(today.year), **special(today.year + 1)}
    return add_workdays(today, WORKDAYS, around)


async def _lock_undecided(session: AsyncSession, question: Question) -> None:
    """Held, so that of two who decide at once the second reads what came of it."""
    await session.refresh(question, with_for_update=True)
    if question.state not in UNDECIDED:
        raise QuestionOver


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


def _facts(question: Question) -> dict[str, Any]:
    return {
        "subject_id": question.id,
        "district_id": question.district_id,
        "community_id": question.community_id,
        "asker_id": question.asker_id,
    }
